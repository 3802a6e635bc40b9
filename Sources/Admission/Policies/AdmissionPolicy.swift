package import Kubernetes

/// A policy, whether it validates or mutates, with its defaults applied.
package protocol AdmissionPolicy: Sendable {
  /// What policies of both kinds have.
  var terms: PolicyTerms { get }
}

/// What policies that validate and policies that mutate have in common.
package struct PolicyTerms: Sendable {
  /// `metadata.name`.
  package var name: String
  /// The object that the policy was read from.
  package var object: KubernetesObject
  /// `failurePolicy`: what an expression that fails to evaluate means.
  package var failurePolicy: FailurePolicy
  /// `paramKind`: the kind of the objects that bindings hand in; nil without parameters.
  package var paramKind: ParamKind?
  /// `matchConstraints`: which requests the policy is for.
  package var matchConstraints: MatchResources
  /// `matchConditions`: expressions that narrow them further.
  package var matchConditions: [NamedExpression]
  /// `variables`: named expressions, in an order in which each knows those before it.
  package var variables: [NamedExpression]
}

extension AdmissionPolicy {
  /// See ``PolicyTerms/name``.
  package var name: String { terms.name }
  /// See ``PolicyTerms/object``.
  package var object: KubernetesObject { terms.object }
  /// See ``PolicyTerms/failurePolicy``.
  package var failurePolicy: FailurePolicy { terms.failurePolicy }
  /// See ``PolicyTerms/paramKind``.
  package var paramKind: ParamKind? { terms.paramKind }
  /// See ``PolicyTerms/matchConstraints``.
  package var matchConstraints: MatchResources { terms.matchConstraints }
  /// See ``PolicyTerms/matchConditions``.
  package var matchConditions: [NamedExpression] { terms.matchConditions }
  /// See ``PolicyTerms/variables``.
  package var variables: [NamedExpression] { terms.variables }

  /// Whether what the policy finds may be a secret, so that no report shows the text around it.
  ///
  /// Said by the annotation `sluice.dev/hide-source: "true"`, which a cluster ignores.
  package var hidesSource: Bool { object.annotations["sluice.dev/hide-source"] == "true" }

  /// Whether an exemption may allow what the policy finds.
  ///
  /// Denied by the annotation `sluice.dev/exemptable: "false"`, which a cluster ignores.
  package var isExemptable: Bool { object.annotations["sluice.dev/exemptable"] != "false" }
}

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

/// An expression with the name by which it is known.
package struct NamedExpression: Sendable {
  /// The condition's name, or the one after `variables.`.
  package var name: String
  /// What it stands for.
  package var expression: PolicyExpression
}

/// Which objects are handed to a policy's expressions, one after the other.
package struct ParamRef: Sendable {
  /// Empty where a selector chooses.
  package var name: String
  /// Empty for the namespace of the request's object.
  package var namespace: String
  /// `selector`: the labels of the parameters, where they are not named.
  package var selector: LabelSelector?
  /// `parameterNotFoundAction`: what becomes of a request without parameters.
  package var parameterNotFoundAction: NotFoundAction

  /// What it means that no object is found.
  package enum NotFoundAction: String, CaseIterable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
  }
}
