package import Kubernetes

/// A ValidatingAdmissionPolicy of `admissionregistration.k8s.io`, with its defaults applied.
package struct ValidatingAdmissionPolicy: Sendable {
  /// `metadata.name`.
  package var name: String
  /// The object that the policy was read from.
  package var object: KubernetesObject
  /// `failurePolicy`: what an expression that fails to evaluate means.
  package var failurePolicy: FailurePolicy = .fail
  /// `paramKind`: the kind of the objects that bindings hand in; nil without parameters.
  package var paramKind: ParamKind?
  /// `matchConstraints`: which requests the policy is for.
  package var matchConstraints = MatchResources()
  /// `matchConditions`: expressions that narrow them further.
  package var matchConditions: [MatchCondition] = []
  /// `variables`: named expressions, in an order in which each knows those before it.
  package var variables: [Variable] = []
  /// `validations`: what must hold.
  package var validations: [Validation] = []
  /// `auditAnnotations`: what is written to the audit log.
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
    /// The group and version, as `apps/v1`.
    package var apiVersion: String
    /// The kind's name.
    package var kind: String

    /// Both as one value.
    package var gvk: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
  }

  /// An expression that must be true for the policy to apply.
  package struct MatchCondition: Sendable {
    /// The condition's name.
    package var name: String
    /// What must be true of a request for the policy to be asked.
    package var expression: PolicyExpression
  }

  /// A value that other expressions read as `variables.name`.
  package struct Variable: Sendable {
    /// The name after `variables.`.
    package var name: String
    /// What the variable stands for.
    package var expression: PolicyExpression
  }

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
