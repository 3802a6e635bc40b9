import Diagnostics

extension RuleManual {
  /// What a build by Argo CD reports.
  static let argo: [RuleEntry] = [
    RuleEntry(
      "argo/generator", "An ApplicationSet makes the Applications that it describes.",
      why: "The controller reports what it cannot make, and applies the rest without it.",
      example: "elements: [{replicas: 1}]   # without goTemplate, which takes text alone",
      fix: "Write what the generator takes, or set goTemplate: true."),
    RuleEntry(
      "argo/missing-path", "An Application builds a directory that is there.",
      why: "Argo CD says that the app path does not exist, and applies nothing.",
      example: "path: app   # and the directory is apps",
      fix: "Write the path from the root of the repository."),
    RuleEntry(
      "argo/source", "A source is one that Argo CD takes.",
      why: "It refuses a source with two tools, and options that do not fit.",
      example: "source: {kustomize: {}, helm: {}}",
      fix: "Name one of kustomize, helm, directory and plugin, or none."),
  ]
}
