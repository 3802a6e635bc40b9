package import Kubernetes

/// A MutatingAdmissionPolicy of `admissionregistration.k8s.io` (KEP-3962), with its defaults applied.
package struct MutatingAdmissionPolicy: AdmissionPolicy {
  /// `metadata.name`.
  package var name: String
  /// The object that it was read from.
  package var object: KubernetesObject
  /// `failurePolicy`: what an expression that fails to evaluate means.
  package var failurePolicy: FailurePolicy = .fail
  /// `paramKind`: the kind of the objects that bindings hand in; nil without parameters.
  package var paramKind: ParamKind?
  /// `matchConstraints`: which requests the policy is for.
  package var matchConstraints = MatchResources()
  /// `matchConditions`: expressions that narrow them further.
  package var matchConditions: [NamedExpression] = []
  /// `variables`: named expressions, in an order in which each knows those before it.
  package var variables: [NamedExpression] = []
  /// `mutations`: what changes the object, one after the other.
  package var mutations: [Mutation] = []
  /// `reinvocationPolicy`: whether it is asked again.
  package var reinvocationPolicy: ReinvocationPolicy = .never

  package init(name: String, object: KubernetesObject) {
    self.name = name
    self.object = object
  }

  /// An expression that makes a change, and what it makes it as.
  package struct Mutation: Sendable {
    /// `patchType`: how the result is brought into the object.
    package var patchType: PatchType
    /// What evaluates to a configuration or a patch.
    package var expression: PolicyExpression
  }

  /// What an expression results in.
  package enum PatchType: String, CaseIterable, Sendable {
    /// `Object{…}`, which is merged as by server-side apply.
    case applyConfiguration = "ApplyConfiguration"
    /// `[JSONPatch{…}]`.
    case jsonPatch = "JSONPatch"
  }

  /// Whether the policy is asked again where a later one changed the object.
  package enum ReinvocationPolicy: String, CaseIterable, Sendable {
    case never = "Never"
    case ifNeeded = "IfNeeded"
  }
}

/// A MutatingAdmissionPolicyBinding of `admissionregistration.k8s.io`, with its defaults applied.
package struct MutatingAdmissionPolicyBinding: AdmissionPolicyBinding {
  /// `metadata.name`.
  package var name: String
  /// The object that it was read from.
  package var object: KubernetesObject
  /// `policyName`: the policy that is put to work.
  package var policyName: String
  /// `paramRef`: which objects are the policy's parameters.
  package var paramRef: ParamRef?
  /// `matchResources`: nil where the binding is for every request that its policy matches.
  package var matchResources: MatchResources?
}
