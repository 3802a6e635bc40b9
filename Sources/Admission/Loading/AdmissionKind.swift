import Kubernetes

/// The kinds by which admission is configured with expressions.
enum AdmissionKind: String {
  case validatingPolicy = "ValidatingAdmissionPolicy"
  case validatingBinding = "ValidatingAdmissionPolicyBinding"
  case mutatingPolicy = "MutatingAdmissionPolicy"
  case mutatingBinding = "MutatingAdmissionPolicyBinding"

  /// Nil for an object of any other kind.
  init?(of object: KubernetesObject) {
    guard object.gvk.group == "admissionregistration.k8s.io" else { return nil }
    self.init(rawValue: object.kind)
  }

  /// Whether it puts a policy to work.
  var isBinding: Bool { self == .validatingBinding || self == .mutatingBinding }

  /// Whether it is about policies that mutate.
  var isMutating: Bool { self == .mutatingPolicy || self == .mutatingBinding }
}
