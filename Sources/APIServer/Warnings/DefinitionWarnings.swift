import YAML

/// What the server warns of in CustomResourceDefinitions.
extension Validation {
  /// Formats that the server does not know, so that it does not hold values against them.
  mutating func definitionWarnings(_ object: Fields) {
    let versions = object.value("spec").objects("versions")
    // A schema that all versions share is one to the server.
    let isShared = DefinitionForm(versions).sharesSchema
    for (index, version) in versions.enumerated() where index == 0 || !isShared {
      at(["spec", "versions", .index(index), "schema", "openAPIV3Schema"]) { v in
        v.formatWarnings(version.value("schema").value("openAPIV3Schema"))
      }
    }
  }

  private mutating func formatWarnings(_ schema: Fields) {
    let format = schema.text("format")
    if !format.isEmpty, !StringFormat.isKnown(format, for: schema.text("type")) {
      warn(saying: "unrecognized format \(ShownValue.quoted(format))", at: "format")
    }
    for name in ["items", "not", "additionalProperties"] {
      within(name, of: schema) { v, part in v.formatWarnings(part) }
    }
    for name in ["allOf", "anyOf", "oneOf"] {
      each(name, of: schema) { v, part, _ in v.formatWarnings(part) }
    }
    eachSchema("properties", of: schema) { v, property in v.formatWarnings(property) }
  }
}

extension StringFormat {
  /// Whether a format says something of values of a type.
  fileprivate static func isKnown(_ format: String, for type: String) -> Bool {
    switch type {
    case "", "string": isKnownOfTexts(format)
    case "integer": format == "int32" || format == "int64"
    case "number": format == "float" || format == "double"
    default: false
    }
  }
}
