package import APIServer
package import Diagnostics
package import Kubernetes
import YAML

extension ServerVerdict {
  /// Why the server refuses a policy or binding; nil for an object of another kind.
  package func refusals(ofPolicy object: KubernetesObject) -> [Diagnostic]? {
    guard AdmissionKind(of: object) != nil else { return nil }
    return faults.map { Diagnostic.unreadable(object, $0) }
      + causes.flatMap { Diagnostic.refused(object, $0) }
  }
}

extension Diagnostic {
  /// A field of a policy or binding that the server cannot read, or does not know.
  static func unreadable(_ object: KubernetesObject, _ fault: DecodingFault) -> Diagnostic {
    Diagnostic(
      rule: "policy/invalid", severity: .error, message: fault.message,
      primary: fault.location ?? object.place,
      help: fault.suggestion.map { "did you mean \($0)?" },
      object: object.identity.description, field: fault.path.description)
  }

  /// What the server answers to a policy or binding that it refuses: one finding for each cause,
  /// and for an expression one for each thing that is wrong with it.
  static func refused(_ object: KubernetesObject, _ cause: Cause) -> [Diagnostic] {
    let isExpression = !cause.problems.isEmpty
    let problems = isExpression ? cause.problems : [Label(cause.headline, at: cause.location)]
    return problems.map { problem in
      Diagnostic(
        rule: isExpression ? "policy/does-not-compile" : "policy/invalid", severity: .error,
        message: problem.message, primary: problem.location ?? cause.location ?? object.place,
        object: object.identity.description, field: cause.field)
    }
  }

  static func unserved(_ object: KubernetesObject) -> Diagnostic {
    Diagnostic(
      rule: "policy/invalid", severity: .error,
      message: "\(object.apiVersion) does not serve \(object.kind), so it is not enforced",
      primary: object.root["apiVersion"]?.origin.location ?? object.place,
      help: "use admissionregistration.k8s.io/v1", object: object.identity.description,
      field: "apiVersion")
  }

  static func duplicate(
    _ object: KubernetesObject, of earlier: KubernetesObject
  ) -> Diagnostic {
    Diagnostic(
      rule: "policy/duplicate", severity: .error,
      message: "another \(object.kind) has the name '\(object.name)'; the last one counts",
      primary: object.namePlace, related: [Label("first defined here", at: earlier.namePlace)],
      object: object.identity.description, field: "metadata.name")
  }

  static func missingPolicy(_ binding: some AdmissionPolicyBinding) -> Diagnostic {
    let field: FieldPath = ["spec", "policyName"]
    return Diagnostic(
      rule: "policy/missing", severity: .error,
      message: "binding '\(binding.name)' is for policy '\(binding.policyName)', which is not "
        + "there, so it enforces nothing",
      primary: binding.object.root[field]?.origin.location ?? binding.object.place,
      help: "add the policy, or correct its name", object: binding.object.identity.description,
      field: field.description)
  }

  static func unbound(_ policy: some AdmissionPolicy) -> Diagnostic {
    Diagnostic(
      rule: "policy/unbound", severity: .warning,
      message: "no binding puts policy '\(policy.name)' to work, so it enforces nothing",
      primary: policy.object.namePlace, help: "add a \(policy.object.kind)Binding for it",
      object: policy.object.identity.description)
  }
}

extension KubernetesObject {
  /// Where the object stands, as far as anything of it does.
  var place: Location? { location ?? root.firstLocation }
  fileprivate var namePlace: Location? { metadata?["name"]?.origin.location ?? place }
}
