/// A place in a value, as RFC 6901 writes it.
///
/// As in the library with which Kubernetes and Kustomize apply patches, whatever stands before the
/// first slash is passed over.
package struct JSONPointer: Hashable, Sendable, ExpressibleByStringLiteral {
  /// As it is written.
  package let text: String
  /// The keys and indices on the way; none where the text has no slash.
  package let steps: [String]

  package init(_ text: String) {
    self.text = text
    // By bytes: a slash is one before a combining mark too.
    steps = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .dropFirst().map { Self.unescaped(Array($0)) }
  }

  package init(stringLiteral text: String) { self.init(text) }

  /// Whether the text begins with something that is passed over.
  package var hasStrayStart: Bool { !steps.isEmpty && text.utf8.first != UInt8(ascii: "/") }

  /// The place of an entry in the collection at this place.
  package func appending(_ step: String) -> JSONPointer {
    JSONPointer("\(text)/\(Self.escaped(step))")
  }

  /// A key as a step has it (RFC 6901 §3).
  package static func escaped(_ step: String) -> String {
    var bytes: [UInt8] = []
    for byte in step.utf8 {
      switch byte {
      case UInt8(ascii: "~"): bytes += "~0".utf8
      case UInt8(ascii: "/"): bytes += "~1".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func unescaped(_ step: [UInt8]) -> String {
    var bytes: [UInt8] = []
    var position = 0
    while position < step.count {
      let next = position + 1 < step.count ? step[position + 1] : 0
      switch (step[position], next) {
      case (UInt8(ascii: "~"), UInt8(ascii: "0")): bytes.append(UInt8(ascii: "~"))
      case (UInt8(ascii: "~"), UInt8(ascii: "1")): bytes.append(UInt8(ascii: "/"))
      default:
        bytes.append(step[position])
        position += 1
        continue
      }
      position += 2
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
