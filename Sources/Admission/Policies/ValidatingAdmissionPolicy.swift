package import Kubernetes

/// A ValidatingAdmissionPolicy of `admissionregistration.k8s.io`, with its defaults applied.
package struct ValidatingAdmissionPolicy: Sendable {
  package var name: String
  /// The object that the policy was read from.
  package var object: KubernetesObject
  package var failurePolicy: FailurePolicy = .fail
  package var paramKind: ParamKind?
  package var matchConstraints = MatchResources()
  package var matchConditions: [MatchCondition] = []
  package var variables: [Variable] = []
  package var validations: [Validation] = []
  package var auditAnnotations: [AuditAnnotation] = []

  package init(name: String, object: KubernetesObject) {
    self.name = name
    self.object = object
  }

  /// Whether what the policy finds may be a secret, so that no report shows the text around it.
  ///
  /// Said by the annotation `sluice.dev/hide-source: "true"`, which a cluster ignores.
  package var hidesSource: Bool { object.annotations["sluice.dev/hide-source"] == "true" }

  /// What an error in an expression or in the configuration means for the request.
  package enum FailurePolicy: String, CaseIterable, Sendable {
    case fail = "Fail"
    case ignore = "Ignore"
  }

  /// The type of the objects that bindings hand to the expressions as `params`.
  package struct ParamKind: Hashable, Sendable {
    package var apiVersion: String
    package var kind: String

    package var gvk: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
  }

  /// An expression that must be true for the policy to apply.
  package struct MatchCondition: Sendable {
    package var name: String
    package var expression: PolicyExpression
  }

  /// A value that other expressions read as `variables.name`.
  package struct Variable: Sendable {
    package var name: String
    package var expression: PolicyExpression
  }

  /// An expression that must be true for the request to be admitted.
  package struct Validation: Sendable {
    package var expression: PolicyExpression
    /// Empty where the policy has none.
    package var message: String
    package var messageExpression: PolicyExpression?
    package var reason: StatusReason?
  }

  /// An annotation of the audit event.
  package struct AuditAnnotation: Sendable {
    package var key: String
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
