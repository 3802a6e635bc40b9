import Kubernetes
import YAML

/// How the server holds a CustomResourceDefinition: what all its versions say alike stands once,
/// under names that the API had before it had versions, and causes name that place.
struct DefinitionForm {
  /// Whether all versions share a schema, which is then `spec.validation`.
  let sharesSchema: Bool
  let sharesSubresources: Bool
  let sharesColumns: Bool
  let sharesSelectableFields: Bool

  init(_ versions: [Fields]) {
    func isShared(_ field: String) -> Bool {
      guard let first = versions.first else { return false }
      return versions.dropFirst().allSatisfy { $0.means(first, in: field) }
    }
    sharesSchema = isShared("schema")
    sharesSubresources = isShared("subresources")
    sharesColumns = isShared("additionalPrinterColumns")
    sharesSelectableFields = isShared("selectableFields")
  }

  /// The place of what all versions share, seen from `spec`: the server's name for it, and the
  /// field of the first version, in which it stands.
  static func shared(_ name: String, in field: String) -> Validation.Step {
    .named(name, ["versions", 0, .field(field)])
  }
}
