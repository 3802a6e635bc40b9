import Diagnostics

extension RuleManual {
  /// What a build by Flux reports.
  static let flux: [RuleEntry] = [
    RuleEntry(
      "flux/missing-dependency", "What a Kustomization of Flux depends on is in the cluster.",
      why: "The controller waits until all of it is ready, and applies nothing before.",
      example: "dependsOn: [{name: infra}]   # and it is called infrastructure",
      fix: "Name a Kustomization of the cluster, with its namespace where that is another one."),
    RuleEntry(
      "flux/missing-path", "A Kustomization of Flux builds a directory that is there.",
      why: "The controller finds nothing to apply, and prunes nothing either.",
      example: "path: ./app   # and the directory is apps",
      fix: "Write the path from the root of the source."),
    RuleEntry(
      "flux/missing-values", "What a HelmRelease takes its values from is there.",
      why: "helm-controller installs nothing while a source is missing or lacks the key.",
      example: "valuesFrom: [{kind: ConfigMap, name: web-values}]   # and none is called so",
      fix: "Add the ConfigMap or Secret with the key, or say that it is optional."),
    RuleEntry(
      "flux/substitution", "An object is still YAML once Flux has put in its variables.",
      why: "Flux substitutes in the object's text and reads it again, so a value may break it.",
      example: "host: ${host}   # with host = *.example.com",
      fix: "Use the value inside longer text, or write $${ for a ${ that stays."),
    RuleEntry(
      "flux/undefined-variable", "Each variable that an object uses is defined.",
      why: "The controller refuses the whole Kustomization in strict mode, its default since v1.9.",
      example: "replicas: ${replicas}   # and postBuild.substitute has no replicas",
      fix: "Define it in postBuild, or give it a default: ${replicas:=2}."),
    RuleEntry(
      "flux/unknown-values", "Values that Flux puts in can be read in the repository.",
      why: "What stands only in the cluster, or is encrypted, cannot be checked.",
      example: "substituteFrom: [{kind: Secret, name: cluster-secrets}]",
      fix: "Keep values that are no secret in a ConfigMap of the repository."),
  ]
}
