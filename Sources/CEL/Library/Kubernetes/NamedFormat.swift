/// A format that names and values of Kubernetes follow.
struct NamedFormat: Sendable {
  let name: String
  /// What is wrong with a text; empty when nothing is.
  let problems: @Sendable (String) -> [String]

  /// The formats by the names under which expressions ask for them.
  static let all: [String: NamedFormat] = [
    "dns1123Label": NamedFormat("DNS1123Label") { labelProblems($0) },
    "dns1123Subdomain": NamedFormat("DNS1123Subdomain") { subdomainProblems($0) },
    "dns1035Label": NamedFormat("DNS1035Label") { serviceLabelProblems($0) },
    "qualifiedName": NamedFormat("QualifiedName", qualifiedNameProblems),
    "dns1123LabelPrefix": NamedFormat("DNS1123LabelPrefix") { labelProblems(asPrefix($0)) },
    "dns1123SubdomainPrefix": NamedFormat("DNS1123SubdomainPrefix") {
      subdomainProblems(asPrefix($0))
    },
    "dns1035LabelPrefix": NamedFormat("DNS1035LabelPrefix") {
      serviceLabelProblems(asPrefix($0))
    },
    "labelValue": NamedFormat("LabelValue", labelValueProblems),
    "uri": NamedFormat("URI") { text in URLValue.problem(text).map { [$0] } ?? [] },
    "uuid": NamedFormat("uuid") { isUUID($0) ? [] : ["does not match the UUID format"] },
    "byte": NamedFormat("byte") { isBase64($0) ? [] : ["invalid base64"] },
    "date": NamedFormat("date") { isDate($0) ? [] : ["invalid date"] },
    "datetime": NamedFormat("datetime") { isDateTime($0) ? [] : ["invalid datetime"] },
  ]

  private init(_ name: String, _ problems: @escaping @Sendable (String) -> [String]) {
    self.name = name
    self.problems = problems
  }

  /// A name that ends with a dash is judged as if something followed.
  private static func asPrefix(_ name: String) -> String {
    name.utf8.count > 1 && name.hasSuffix("-") ? String(name.dropLast(2)) + "a" : name
  }

  // MARK: Names

  private static func isLower(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    byte.isDigit || (byte.isIdentifierStart && byte != UInt8(ascii: "_"))
  }

  /// Whether text begins and ends with what `edge` allows and holds only that and `inner`.
  private static func isName(
    _ text: some BidirectionalCollection<UInt8>, edge: (UInt8) -> Bool, inner: String
  ) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    return edge(first) && edge(last)
      && text.allSatisfy { edge($0) || inner.utf8.contains($0) }
  }

  private static func isLabel(_ text: some BidirectionalCollection<UInt8>) -> Bool {
    isName(text, edge: { isLower($0) || $0.isDigit }, inner: "-")
  }

  private static func isSubdomain(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { isLabel($0) }
  }

  private static func tooLong(_ text: String, _ limit: Int, _ unit: String) -> [String] {
    text.utf8.count > limit ? ["must be no more than \(limit) \(unit)"] : []
  }

  private static func labelProblems(_ text: String) -> [String] {
    var problems = tooLong(text, 63, "characters")
    if !isLabel(text.utf8) {
      problems.append(isSubdomain(text) ? "must not contain dots" : .label)
    }
    return problems
  }

  private static func subdomainProblems(_ text: String) -> [String] {
    tooLong(text, 253, "characters") + (isSubdomain(text) ? [] : [.subdomain])
  }

  private static func serviceLabelProblems(_ text: String) -> [String] {
    let isValid = isLabel(text.utf8) && text.utf8.first.map(isLower) == true
    return tooLong(text, 63, "characters") + (isValid ? [] : [.serviceLabel])
  }

  private static func isQualifiedPart(_ text: String) -> Bool {
    isName(text.utf8, edge: isAlphanumeric, inner: "-_.")
  }

  private static func qualifiedNameProblems(_ text: String) -> [String] {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let name = parts.last else { return [.qualifiedName + .optionalPrefix] }
    var problems: [String] = []
    if parts.count == 2 {
      problems +=
        parts[0].isEmpty
        ? ["prefix part must be non-empty"]
        : subdomainProblems(parts[0]).map { "prefix part \($0)" }
    }
    if name.isEmpty {
      problems.append("name part must be non-empty")
    } else {
      problems += tooLong(name, 63, "bytes").map { "name part \($0)" }
    }
    if !isQualifiedPart(name) { problems.append("name part " + .qualifiedName) }
    return problems
  }

  private static func labelValueProblems(_ text: String) -> [String] {
    tooLong(text, 63, "bytes")
      + (text.isEmpty || isQualifiedPart(text) ? [] : [.labelValue])
  }

  // MARK: Values

  private static func isUUID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let isHexadecimal: (UInt8) -> Bool = { $0.hexadecimalValue != nil }
    if bytes.count == 32 { return bytes.allSatisfy(isHexadecimal) }
    guard bytes.count == 36 else { return false }
    return bytes.enumerated().allSatisfy { index, byte in
      [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : isHexadecimal(byte)
    }
  }

  private static func isBase64(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, bytes.count.isMultiple(of: 4) else { return false }
    let padding = bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    return padding <= 2
      && bytes.dropLast(padding).allSatisfy {
        isAlphanumeric($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
      }
  }

  private static func isDate(_ text: String) -> Bool {
    text.utf8.count == 10 && Timestamp(text + "T00:00:00Z") != nil
  }

  /// A date, and a time whose fields each lie in their range.
  private static func isDateTime(_ text: String) -> Bool {
    let parts = text.lowercased().split(
      separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, isDate(String(parts[0])) else { return false }
    let time = Array(parts[1].utf8)
    guard time.count >= 9 else { return false }
    var rest = time[8...]
    if rest.count > 1, rest.dropFirst().first?.isDigit == true, rest.first?.isDigit != true,
      rest.first != UInt8(ascii: "+"), rest.first != UInt8(ascii: "-")
    {
      rest = rest.dropFirst().drop(while: \.isDigit)
    }
    let zone = String(decoding: rest, as: UTF8.self)
    let isZone =
      zone == "z"
      || (rest.count == 6 && (zone.hasPrefix("+") || zone.hasPrefix("-"))
        && rest.enumerated().dropFirst().allSatisfy { index, byte in
          index == 3 ? byte == UInt8(ascii: ":") : byte.isDigit
        })
    let clock = String(decoding: time.prefix(8), as: UTF8.self)
    let fields = clock.split(separator: ":", omittingEmptySubsequences: false)
    return isZone && fields.count == 3
      && fields.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isDigit) }
      && fields[0] <= "23" && fields[1] <= "59" && fields[2] <= "59"
  }
}

extension String {
  fileprivate static let label =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    + "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex "
    + "used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
  fileprivate static let subdomain =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    + "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    + #"for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#
  fileprivate static let serviceLabel =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    + "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "
    + "'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
  fileprivate static let qualifiedName =
    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start "
    + "and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex "
    + "used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
  fileprivate static let optionalPrefix =
    " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
  fileprivate static let labelValue =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    + "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
    + "'my_value',  or '12345', regex used for validation is "
    + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
}
