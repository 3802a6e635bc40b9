package import Kubernetes

/// What policies that validate and policies that mutate have in common.
package protocol AdmissionPolicy: Sendable {
  /// `metadata.name`.
  var name: String { get }
  /// The object that the policy was read from.
  var object: KubernetesObject { get }
  /// `failurePolicy`: what an expression that fails to evaluate means.
  var failurePolicy: FailurePolicy { get }
  /// `paramKind`: the kind of the objects that bindings hand in; nil without parameters.
  var paramKind: ParamKind? { get }
  /// `matchConstraints`: which requests the policy is for.
  var matchConstraints: MatchResources { get }
  /// `matchConditions`: expressions that must be true for the policy to apply.
  var matchConditions: [NamedExpression] { get }
  /// `variables`: values that other expressions read as `variables.name`.
  var variables: [NamedExpression] { get }
}

extension AdmissionPolicy {
  /// Whether what the policy finds may be a secret, so that no report shows the text around it.
  ///
  /// Said by the annotation `sluice.dev/hide-source: "true"`, which a cluster ignores.
  package var hidesSource: Bool { object.annotations["sluice.dev/hide-source"] == "true" }
}

/// What the bindings of both have in common.
package protocol AdmissionPolicyBinding: Sendable {
  /// `metadata.name`.
  var name: String { get }
  /// The object that the binding was read from.
  var object: KubernetesObject { get }
  /// `policyName`: the policy that is put to work.
  var policyName: String { get }
  /// `paramRef`: which objects are the policy's parameters.
  var paramRef: ParamRef? { get }
  /// `matchResources`: nil where the binding is for every request that its policy matches.
  var matchResources: MatchResources? { get }
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
