package import Kubernetes

/// A ValidatingAdmissionPolicyBinding of `admissionregistration.k8s.io`, with its defaults applied.
package struct ValidatingAdmissionPolicyBinding: AdmissionPolicyBinding {
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
  /// In the order in which the binding lists them.
  package var validationActions: [ValidationAction]

  /// What a failed validation does.
  package enum ValidationAction: String, CaseIterable, Sendable {
    case audit = "Audit"
    case deny = "Deny"
    case warn = "Warn"
  }
}
