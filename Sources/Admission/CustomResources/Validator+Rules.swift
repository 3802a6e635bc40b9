package import APIServer
package import Kubernetes

extension Validator {
  /// A validator that compiles the expressions of policies and asks the rules of custom resources.
  ///
  /// - Parameter objects: objects whose CustomResourceDefinitions add kinds.
  package static func evaluatingRules(definitions objects: [KubernetesObject] = []) -> Validator {
    Validator(
      expressions: .compiled, schemaRules: CustomRuleEvaluator(), definitions: objects)
  }
}
