package import Diagnostics
package import Kubernetes
package import YAML

/// A field that the server cannot read, or does not know.
package struct DecodingFault: Hashable, Sendable {
  /// What kind of fault it is, which decides whether it is an error or a warning.
  package let kind: Kind
  /// In the server's words.
  package let message: String
  /// The field, from the root of the object.
  package let path: FieldPath
  /// The key of an unknown or duplicated field, the value of any other.
  package let location: Location?
  /// The known field that an unknown one most resembles.
  package let suggestion: String?
  /// The release that has the unknown field; nil where none is known to have it.
  package var comesWith: KubernetesRelease?
  /// Whether the server reads no further, so that it tells of this fault rather than of others.
  package let stopsDecoding: Bool

  /// What is wrong with the field.
  package enum Kind: String, Hashable, Sendable {
    case unknownField = "unknown-field"
    case duplicateField = "duplicate-field"
    case type
    case range
    case format

    /// Whether strict decoding alone refuses it, so that all of them are told together.
    package var isStrict: Bool { self == .unknownField || self == .duplicateField }
  }

  package init(
    kind: Kind, message: String, path: FieldPath, location: Location?, suggestion: String? = nil,
    stopsDecoding: Bool = false
  ) {
    self.kind = kind
    self.message = message
    self.path = path
    self.location = location
    self.suggestion = suggestion
    self.stopsDecoding = stopsDecoding
  }
}

extension [DecodingFault] {
  /// What the server's decoder says: the first fault that stops it, or all strict ones.
  package var reason: String {
    (first(where: \.stopsDecoding) ?? first { !$0.kind.isStrict })?.message
      ?? "strict decoding error: " + map(\.message).joined(separator: ", ")
  }

  /// What the server answers for a kind: the first fault that stops it, or all strict ones.
  package func serverMessage(kind: String, version: String) -> String {
    "\(kind) in version \"\(version)\" cannot be handled as a \(kind): \(reason)"
  }
}

extension FieldPath {
  /// The path in the words of the server's strict decoder: names with points between, whatever
  /// they hold, and indices.
  var serverName: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let name): text += text.isEmpty ? name : ".\(name)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}
