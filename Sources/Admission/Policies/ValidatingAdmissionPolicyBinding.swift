package import Kubernetes

/// A ValidatingAdmissionPolicyBinding of `admissionregistration.k8s.io`, with its defaults applied.
package struct ValidatingAdmissionPolicyBinding: Sendable {
  /// `metadata.name`.
  package var name: String
  /// The object that the binding was read from.
  package var object: KubernetesObject
  /// `policyName`: the policy that is put to work.
  package var policyName: String
  /// `paramRef`: which objects are the policy's parameters.
  package var paramRef: ParamRef?
  /// Nil where the binding is for every request that its policy matches.
  package var matchResources: MatchResources?
  /// In the order in which the binding lists them.
  package var validationActions: [ValidationAction]

  /// What a failed validation does.
  package enum ValidationAction: String, CaseIterable, Sendable {
    case audit = "Audit"
    case deny = "Deny"
    case warn = "Warn"
  }

  /// Which objects are handed to the policy's expressions, one after the other.
  package struct ParamRef: Sendable {
    /// Empty where a selector chooses.
    package var name: String
    /// Empty for the namespace of the request's object.
    package var namespace: String
    /// `selector`: the labels of the parameters, where they are not named.
    package var selector: LabelSelector?
    /// `parameterNotFoundAction`: what becomes of a request without parameters.
    package var parameterNotFoundAction: ParameterNotFoundAction
  }

  /// What it means that no object is found.
  package enum ParameterNotFoundAction: String, CaseIterable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
  }
}
