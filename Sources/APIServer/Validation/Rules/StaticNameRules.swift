import Kubernetes
import YAML

/// Names of admission's configuration that are reserved for files of the server (KEP-5793).
extension Validation {
  /// Refuses such a name where the server may read such files.
  mutating func staticName(_ object: Fields, _ gvk: GroupVersionKind) {
    guard release.reservesStaticNames, Self.isStatic(object, gvk) else { return }
    invalid(
      "metadata", "name", value: ShownValue(object.value("metadata").text("name")),
      Self.reservedForStatic)
  }

  /// Whether the name is one of those that are reserved.
  static func isStatic(_ object: Fields, _ gvk: GroupVersionKind) -> Bool {
    gvk.group == "admissionregistration.k8s.io"
      && object.value("metadata").text("name").hasSuffix(suffix)
  }

  static let reservedForStatic =
    "names ending with \"\(suffix)\" are reserved for static manifest-based configurations and cannot"
    + " be managed via the API"

  private static let suffix = ".static.k8s.io"
}
