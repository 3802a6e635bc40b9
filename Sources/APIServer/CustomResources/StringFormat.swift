import Kubernetes
import RegularExpression
import Values

/// The formats of texts that the server checks in custom resources.
///
/// The names are those of OpenAPI; a format beyond these is ignored, as the server does.
enum StringFormat {
  private static let numeric: Set<String> = ["int32", "int64", "float", "double"]

  static func isKnown(_ name: String) -> Bool { numeric.contains(name) || checks[name] != nil }

  /// Whether texts are held against a format; dashes in its name do not count.
  static func isKnownOfTexts(_ name: String) -> Bool {
    checks.keys.contains { $0.filter { $0 != "-" } == name.filter { $0 != "-" } }
  }

  /// Whether a text follows a format; true for a format that is not for texts.
  static func matches(_ text: String, _ name: String) -> Bool { checks[name]?(text) ?? true }

  private static let checks: [String: @Sendable (String) -> Bool] = [
    "bsonobjectid": pattern("^[0-9a-fA-F]{24}$"),
    "byte": { OpenAPIFormat.isByte($0) },
    "cidr": { CIDR($0) != nil },
    "creditcard": pattern(
      "^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}"
        + "|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35[0-9]{3})[0-9]{11})$"),
    "date": { OpenAPIFormat.isDate($0) },
    "date-time": { OpenAPIFormat.isDateTime($0) },
    "datetime": { OpenAPIFormat.isDateTime($0) },
    "duration": { isDuration($0) },
    "email": pattern(
      "^(?:\"?[^<>@\\s\"]+(?:\\s[^<>@\\s\"]+)*\"?\\s*<[^<>@\\s,;()]+@[^<>@\\s,;()]+>"
        + "|<?[^<>@\\s,;()]+@[^<>@\\s,;()]+>?)$"),
    "hexcolor": pattern("^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"),
    "hostname": pattern(
      "^(?:[a-zA-Z0-9\\p{L}](?:[a-zA-Z0-9\\p{L}-]{0,62})?)"
        + "(?:\\.[a-zA-Z0-9\\p{L}](?:[a-zA-Z0-9\\p{L}-]{0,62})?)*\\.?$"),
    "ipv4": { IPAddress($0)?.isIPv4 == true },
    "ipv6": { IPAddress($0)?.isIPv4 == false },
    "isbn": { isbn10($0) || isbn13($0) },
    "isbn10": isbn10,
    "isbn13": isbn13,
    "k8s-long-name": { NameFormat.dns1123Subdomain.matches($0) },
    "k8s-short-name": { NameFormat.dns1123Label.matches($0) },
    "mac": pattern(
      "^(?:[0-9a-fA-F]{2}([:-])(?:[0-9a-fA-F]{2}[:-]){4,18}[0-9a-fA-F]{2}"
        + "|(?:[0-9a-fA-F]{4}\\.){2,9}[0-9a-fA-F]{4})$"),
    "password": { _ in true },
    "rgbcolor": pattern(
      "^rgb\\(\\s*\(channel)\\s*,\\s*\(channel)\\s*,\\s*\(channel)\\s*\\)$"),
    "ssn": pattern("^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$"),
    "uri": { isURI($0) },
    "uuid": { OpenAPIFormat.isUUID($0) },
    "uuid3": pattern(uuid("3", "[0-9a-f]")),
    "uuid4": pattern(uuid("4", "[89ab]")),
    "uuid5": pattern(uuid("5", "[89ab]")),
  ]

  private static let channel = "(?:0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])"

  private static func uuid(_ version: String, _ variant: String) -> String {
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?\(version)[0-9a-f]{3}-?\(variant)[0-9a-f]{3}-?[0-9a-f]{12}$"
  }

  private static func pattern(_ text: String) -> @Sendable (String) -> Bool {
    let pattern = LazyPattern(text)
    return { pattern.pattern?.matches($0) ?? false }
  }

  // MARK: Times

  /// A duration of Go, or a number with a unit in words: `3 days`.
  private static func isDuration(_ text: String) -> Bool {
    Duration(text) != nil || wordedDuration?.matches(text) == true
  }

  private static let wordedDuration = try? Pattern(
    "^(?:[0-9]+\\s?(?:ns|nano(?:s|sec|second)?s?|us|µs|micro(?:s|sec|second)?s?"
      + "|ms|milli(?:s|sec|second)?s?|s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hr|hours?"
      + "|d|days?|w|wk|weeks?))+$")

  // MARK: URIs

  /// What Go takes for the target of a request: an absolute URI or an absolute path.
  private static func isURI(_ text: String) -> Bool { uriPattern?.matches(text) ?? false }

  private static let uriPattern = try? Pattern(
    "^(?:/(?:[^\\x00-\\x20\\x7f%]|%[0-9a-fA-F]{2})*"
      + "|\\*"
      + "|[a-zA-Z][a-zA-Z0-9+.-]*:(?://(?:[^\\x00-\\x20\\x7f/?#@]*@)?"
      + "(?:\\[[0-9a-fA-F:.%]+\\]|[^\\x00-\\x20\\x7f/?#\\[\\]:\"<>^`{|}\\\\]*)(?::[0-9]*)?"
      + "(?:[/?#](?:[^\\x00-\\x1f\\x7f%]|%[0-9a-fA-F]{2})*)?"
      + "|[^/\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*|/[^/\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*"
      + "|/?))$")

  // MARK: Books

  @Sendable private static func isbn10(_ text: String) -> Bool {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
    guard digits.count == 10 else { return false }
    var sum = 0
    for (index, byte) in digits.enumerated() {
      if byte == UInt8(ascii: "X"), index == 9 {
        sum += 100
      } else if let digit = digit(byte) {
        sum += (index + 1) * digit
      } else {
        return false
      }
    }
    return sum % 11 == 0
  }

  @Sendable private static func isbn13(_ text: String) -> Bool {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
      .compactMap(digit)
    guard digits.count == 13 else { return false }
    let sum = digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) }
    return sum % 10 == 0
  }

  private static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }
}
