/// A MutatingAdmissionPolicy of `admissionregistration.k8s.io` (KEP-3962), with its defaults applied.
package struct MutatingAdmissionPolicy: AdmissionPolicy {
  /// What it has in common with policies that validate.
  package var terms: PolicyTerms
  /// `mutations`: what changes the object, one after the other.
  package var mutations: [Mutation]
  /// `reinvocationPolicy`: whether it is asked again.
  package var reinvocationPolicy: ReinvocationPolicy

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
  /// All that it has.
  package var terms: BindingTerms
}
