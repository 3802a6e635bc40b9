package import APIServer
package import Kubernetes

extension Validator {
  /// A validator that compiles the expressions of policies and asks the rules of custom resources.
  ///
  /// - Parameters:
  ///   - objects: objects whose CustomResourceDefinitions add kinds.
  ///   - release: the server's release.
  package static func evaluatingRules(
    definitions objects: [KubernetesObject] = [], release: KubernetesRelease = Facts.release
  ) -> Validator {
    Validator(
      expressions: .compiled, schemaRules: CustomRuleEvaluator(), definitions: objects,
      release: release)
  }
}
