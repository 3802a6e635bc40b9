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
      "argo/project", "An Application keeps to what its project permits.",
      why:
        "Argo CD refuses sources and destinations that the project does not list, and does not apply "
        + "kinds that it denies; outside of namespaces it applies only those that it lists.",
      example: "destinations: [{server: '*', namespace: shop}]   # and the Application goes to web",
      fix: "Add what is meant to the AppProject, or name another project."),
    RuleEntry(
      "argo/source", "A source is one that Argo CD takes.",
      why: "It refuses a source with two tools, and options that do not fit.",
      example: "source: {kustomize: {}, helm: {}}",
      fix: "Name one of kustomize, helm, directory and plugin, or none."),
  ]
}
