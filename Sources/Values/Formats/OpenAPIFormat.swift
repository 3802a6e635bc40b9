/// Formats of texts that schemas name, as strfmt of kube-openapi checks them.
package enum OpenAPIFormat {
  /// `byte`: Base64 in whole groups, without line breaks.
  package static func isByte(_ text: String) -> Bool {
    !text.isEmpty && !text.utf8.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      && Base64.fault(in: text) == nil
  }

  /// `uuid`: hexadecimal digits in groups that hyphens may part.
  package static func isUUID(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    for (index, length) in [8, 4, 4, 4, 12].enumerated() {
      if index > 0, rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      let group = rest.prefix(length)
      guard group.count == length, group.allSatisfy({ $0.hexadecimalValue != nil }) else {
        return false
      }
      rest = rest[group.endIndex...]
    }
    return rest.isEmpty
  }

  /// `date`: the full-date of RFC 3339.
  package static func isDate(_ text: String) -> Bool {
    text.utf8.count == 10 && Timestamp("\(text)T00:00:00Z") != nil
  }

  /// `date-time`: a date, and a time of day with a zone, each field in its range.
  ///
  /// Any character may stand before the fraction, and what follows a second `t` is not looked at.
  package static func isDateTime(_ text: String) -> Bool {
    let parts = text.lowercased().split(separator: "t", omittingEmptySubsequences: false)
    guard parts.count >= 2, isDate(String(parts[0])) else { return false }
    let clock = parts[1].utf8.prefix(8).split(
      separator: UInt8(ascii: ":"), omittingEmptySubsequences: false
    ).map { String(decoding: Array($0), as: UTF8.self) }
    guard clock.count == 3,
      clock.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isDigit) }),
      clock[0] <= "23", clock[1] <= "59", clock[2] <= "59"
    else { return false }
    let rest = parts[1].unicodeScalars.dropFirst(8)
    guard !isZone(rest) else { return true }
    guard let first = rest.first, first != "\n" else { return false }
    let fraction = rest.dropFirst().prefix(while: isDigit)
    return !fraction.isEmpty && isZone(rest[fraction.endIndex...])
  }

  private static func isZone(_ text: Substring.UnicodeScalarView) -> Bool {
    let scalars = Array(text)
    if scalars == ["z"] { return true }
    return scalars.count == 6 && (scalars[0] == "+" || scalars[0] == "-") && scalars[3] == ":"
      && [1, 2, 4, 5].allSatisfy { isDigit(scalars[$0]) }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
