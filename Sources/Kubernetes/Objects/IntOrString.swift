package import YAML

/// A field that takes a number or a text, as a port or a share of replicas: intstr.IntOrString.
package enum IntOrString: Sendable, Hashable, CustomStringConvertible {
  case int(Int)
  case string(String)

  /// Reads a node; nil for what is neither an integer of 32 bits nor a string.
  package init?(_ node: Node) {
    guard let scalar = node.scalar else { return nil }
    switch scalar.type {
    case .integer:
      guard let value = scalar.integer, Int32(exactly: value) != nil else { return nil }
      self = .int(value)
    case .string: self = .string(scalar.text)
    case .null, .boolean, .float: return nil
    }
  }

  /// The number or the text as it would be written.
  package var description: String {
    switch self {
    case .int(let value): String(value)
    case .string(let text): text
    }
  }

  /// The number before the `%`, or nil where this is no percentage.
  ///
  /// The form is `[0-9]+%`.
  package var percent: Int? {
    guard case .string(let text) = self, text.utf8.last == UInt8(ascii: "%") else { return nil }
    let digits = text.utf8.dropLast()
    guard !digits.isEmpty,
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text.dropLast()) ?? Int.max
  }

  /// The number, or the percentage of `total`; nil for any other text.
  package func value(of total: Int, roundingUp: Bool) -> Int? {
    if case .int(let value) = self { return value }
    guard let percent else { return nil }
    let (product, overflow) = percent.multipliedReportingOverflow(by: total)
    guard !overflow else { return nil }
    return roundingUp ? (product + 99) / 100 : product / 100
  }
}
