/// A reply of Redis, as its protocol's second version has it.
package enum RESPValue: Sendable, Equatable {
  case simple(String)
  case error(String)
  case integer(Int64)
  case bulk([UInt8])
  case null
  case array([RESPValue])

  /// The bytes of a string.
  package var bytes: [UInt8]? {
    switch self {
    case .simple(let text): Array(text.utf8)
    case .bulk(let bytes): bytes
    default: nil
    }
  }

  /// A string as text.
  package var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  /// An integer, also one that came as a string.
  package var integer: Int64? {
    if case .integer(let value) = self { return value }
    return text.flatMap { Int64($0) }
  }

  /// The elements of an array; nil for any other reply.
  package var array: [RESPValue]? {
    if case .array(let elements) = self { return elements }
    return nil
  }
}

/// Why bytes are not a reply.
package struct RESPError: Error, Sendable, Equatable {
  /// What the protocol has otherwise, or which limit is passed.
  package let message: String
}

/// How large a reply may be.
package struct RESPLimits: Sendable, Equatable {
  /// The longest line, in bytes.
  package var line = 64 << 10
  /// The longest string, in bytes.
  package var bulk = 64 << 20
  /// The most elements of one array.
  package var elements = 1 << 20
  /// How deep arrays may stand in each other.
  package var depth = 16

  package init() {}
}
