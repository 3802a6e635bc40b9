import Values

/// A format that names and values of Kubernetes follow.
struct NamedFormat: Sendable {
  let name: String
  /// What is wrong with a text; empty when nothing is.
  let faults: @Sendable (String) -> [String]

  /// The formats by the names under which expressions ask for them.
  static let all: [String: NamedFormat] = [
    "dns1123Label": NamedFormat("DNS1123Label", .dns1123Label),
    "dns1123Subdomain": NamedFormat("DNS1123Subdomain", .dns1123Subdomain),
    "dns1035Label": NamedFormat("DNS1035Label", .dns1035Label),
    "qualifiedName": NamedFormat("QualifiedName", .qualifiedName),
    "dns1123LabelPrefix": NamedFormat("DNS1123LabelPrefix", NameFormat.dns1123Label.ofPrefix),
    "dns1123SubdomainPrefix": NamedFormat(
      "DNS1123SubdomainPrefix", NameFormat.dns1123Subdomain.ofPrefix),
    "dns1035LabelPrefix": NamedFormat("DNS1035LabelPrefix", NameFormat.dns1035Label.ofPrefix),
    "labelValue": NamedFormat("LabelValue", .labelValue),
    "uri": NamedFormat("URI") { text in URLValue.problem(text).map { [$0] } ?? [] },
    "uuid": NamedFormat("uuid", says: "does not match the UUID format", OpenAPIFormat.isUUID),
    "byte": NamedFormat("byte", says: "invalid base64", OpenAPIFormat.isByte),
    "date": NamedFormat("date", says: "invalid date", OpenAPIFormat.isDate),
    "datetime": NamedFormat("datetime", says: "invalid datetime", OpenAPIFormat.isDateTime),
  ]

  private init(_ name: String, _ faults: @escaping @Sendable (String) -> [String]) {
    self.name = name
    self.faults = faults
  }

  private init(_ name: String, _ format: NameFormat) {
    self.init(name, format.faults)
  }

  private init(
    _ name: String, says fault: String, _ holds: @escaping @Sendable (String) -> Bool
  ) {
    self.init(name) { holds($0) ? [] : [fault] }
  }
}
