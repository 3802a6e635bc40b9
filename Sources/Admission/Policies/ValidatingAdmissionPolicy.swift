/// A ValidatingAdmissionPolicy of `admissionregistration.k8s.io`, with its defaults applied.
package struct ValidatingAdmissionPolicy: AdmissionPolicy {
  /// What it has in common with policies that mutate.
  package var terms: PolicyTerms
  /// `validations`: what must hold.
  package var validations: [Validation]
  /// `auditAnnotations`: what is written to the audit log.
  package var auditAnnotations: [AuditAnnotation]

  /// An expression that must be true for the request to be admitted.
  package struct Validation: Sendable {
    /// What must be true.
    package var expression: PolicyExpression
    /// Empty where the policy has none.
    package var message: String
    /// What gives the message; the fixed message counts where it fails.
    package var messageExpression: PolicyExpression?
    /// The reason that the answer gives; nil for `Invalid`.
    package var reason: StatusReason?
  }

  /// An annotation of the audit event.
  package struct AuditAnnotation: Sendable {
    /// The annotation's key, without the policy's name before it.
    package var key: String
    /// What gives the annotation's value; null for none.
    package var valueExpression: PolicyExpression
  }
}

/// Why a request is refused, as the answer's status names it.
package enum StatusReason: String, CaseIterable, Sendable {
  case forbidden = "Forbidden"
  case invalid = "Invalid"
  case requestEntityTooLarge = "RequestEntityTooLarge"

  /// The HTTP status of the answer.
  package var code: Int {
    switch self {
    case .forbidden: 403
    case .invalid: 422
    case .requestEntityTooLarge: 413
    }
  }
}
