import Kubernetes
import YAML

/// Kinds that are questions: they are answered and never kept, so they need no name.
enum ReviewRules {
  static func isReview(_ gvk: GroupVersionKind) -> Bool {
    switch (gvk.group, gvk.kind) {
    case ("authentication.k8s.io", "TokenReview"), ("authentication.k8s.io", "SelfSubjectReview"),
      ("authorization.k8s.io", _):
      true
    default: false
    }
  }
}

/// Rules of authorization.k8s.io/v1.
extension Validation {
  mutating func accessReview(_ object: Fields, namesSubject: Bool, isLocal: Bool = false) {
    let spec = object.value("spec")
    at("spec") { v in
      let kinds = ["resourceAttributes", "nonResourceAttributes"].filter(spec.has)
      if kinds.count == 2 {
        v.invalid(
          "nonResourceAttributes", value: ShownValue(spec["nonResourceAttributes"]),
          "cannot be specified in combination with resourceAttributes")
      } else if kinds.isEmpty {
        v.invalid(
          "resourceAttributes", value: ShownValue(nil as Node?),
          "exactly one of nonResourceAttributes or resourceAttributes must be specified")
      }
      if namesSubject, spec.text("user").isEmpty, spec.isEmptyCollection("groups") {
        v.invalid("user", value: "", "at least one of user or group must be specified")
      }
      guard isLocal else { return }
      if spec.has("nonResourceAttributes") {
        v.invalid(
          "nonResourceAttributes", value: ShownValue(spec["nonResourceAttributes"]),
          "disallowed on this kind of request")
      }
      let namespace = spec.value("resourceAttributes").text("namespace")
      if spec.has("resourceAttributes"), namespace != object.value("metadata").text("namespace") {
        v.invalid(
          "resourceAttributes", "namespace", value: ShownValue(namespace),
          "must match metadata.namespace")
      }
    }
  }
}
