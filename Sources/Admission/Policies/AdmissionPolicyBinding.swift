package import Kubernetes

/// A binding that puts a policy to work, with its defaults applied.
package protocol AdmissionPolicyBinding: Sendable {
  /// What bindings of both kinds have.
  var terms: BindingTerms { get }
}

/// What the bindings of policies that validate and of policies that mutate have in common.
///
/// A class, since it is handed on for every request.
package final class BindingTerms: Sendable {
  /// `metadata.name`.
  package let name: String
  /// The object that the binding was read from.
  package let object: KubernetesObject
  /// `policyName`: the policy that is put to work.
  package let policyName: String
  /// `paramRef`: which objects are the policy's parameters.
  package let paramRef: ParamRef?
  /// `matchResources`: nil where the binding is for every request that its policy matches.
  package let matchResources: MatchResources?

  init(
    name: String, object: KubernetesObject, policyName: String, paramRef: ParamRef?,
    matchResources: MatchResources?
  ) {
    self.name = name
    self.object = object
    self.policyName = policyName
    self.paramRef = paramRef
    self.matchResources = matchResources
  }
}

extension AdmissionPolicyBinding {
  /// See ``BindingTerms/name``.
  package var name: String { terms.name }
  /// See ``BindingTerms/object``.
  package var object: KubernetesObject { terms.object }
  /// See ``BindingTerms/policyName``.
  package var policyName: String { terms.policyName }
  /// See ``BindingTerms/paramRef``.
  package var paramRef: ParamRef? { terms.paramRef }
  /// See ``BindingTerms/matchResources``.
  package var matchResources: MatchResources? { terms.matchResources }
}
