internal import Crypto
package import Kubernetes
import Values
package import YAML

/// Replaces secret values by short hashes, so that equal and different can be told and no more.
///
/// The hashes are keyed: without the key, which lives as long as this value, nobody can test a guess.
package struct Redaction: Sendable {
  private let key: SymmetricKey

  /// With a key of its own that nobody else has.
  package init() { key = SymmetricKey(size: .bits256) }

  /// With a given key, so that two outputs can be compared.
  package init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

  /// The text that stands for a secret one, as `<redacted:1f3a9c>`.
  package func redacted(_ text: String) -> String {
    let hash = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    return "<redacted:" + hash.prefix(3).hexadecimal + ">"
  }

  /// The text of a scalar as it may be shown: itself, unless it stands at a secret path.
  package func shown(_ text: String, at path: FieldPath, of gvk: GroupVersionKind) -> String {
    Self.isSecret(path.steps, of: gvk) ? redacted(text) : text
  }

  /// The value with every scalar inside redacted; keys stay.
  func redacted(_ node: Node) -> Node {
    switch node.content {
    case .scalar(let scalar): return .string(redacted(scalar.text), origin: node.origin)
    case .sequence(let elements): return Node(elements.map(redacted), origin: node.origin)
    case .mapping(let mapping):
      let entries = mapping.entries.map {
        Mapping.Entry(key: $0.key, value: redacted($0.value))
      }
      return Node(Mapping(entries: entries), origin: node.origin)
    }
  }

  /// Whether the fields below a path of an object of this kind are secret.
  static func isSecret(_ path: DiffPath, of gvk: GroupVersionKind) -> Bool {
    isSecret(path.to.steps, of: gvk)
  }

  private static func isSecret(_ path: [FieldPath.Step], of gvk: GroupVersionKind) -> Bool {
    guard gvk.group.isEmpty, gvk.kind == "Secret" else { return false }
    switch path.first {
    case .key("data"), .key("stringData"): return true
    // What kubectl keeps of an applied object repeats its data.
    case .key("metadata"): return path.dropFirst().first == .key("annotations")
    default: return false
    }
  }
}
