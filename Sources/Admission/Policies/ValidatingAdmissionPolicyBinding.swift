/// A ValidatingAdmissionPolicyBinding of `admissionregistration.k8s.io`, with its defaults applied.
package struct ValidatingAdmissionPolicyBinding: AdmissionPolicyBinding {
  /// What it has in common with bindings of policies that mutate.
  package var terms: BindingTerms
  /// In the order in which the binding lists them.
  package var validationActions: [ValidationAction]

  /// What a failed validation does.
  package enum ValidationAction: String, CaseIterable, Sendable {
    case audit = "Audit"
    case deny = "Deny"
    case warn = "Warn"
  }
}
