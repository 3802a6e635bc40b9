import Kubernetes
import RegularExpression
import YAML

/// Structural schemas (KEP-1111): the type of every value stands outside of `allOf`, `anyOf`,
/// `oneOf` and `not`, which only constrain what is there.
extension Validation {
  /// Where a schema stands, which says what the server misses in it.
  private enum SchemaLevel { case root, item, field }

  /// The rules of a structural schema, sorted as the server sorts them.
  mutating func structuralSchema(_ schema: Fields) {
    let first = causes.count
    structure(schema, .root)
    completeness(of: schema, in: schema, at: [], [])
    sortCauses(from: first)
  }

  private mutating func structure(_ schema: Fields, _ level: SchemaLevel) {
    if schema.text("type") == "array", schema.object("items") == nil {
      required("items", because: "must be specified")
    }
    within("items", of: schema) { v, items in v.structure(items, .item) }
    eachSchema("properties", of: schema) { v, property in v.structure(property, .field) }
    if schema.has("additionalProperties") {
      if level == .root {
        forbidden("additionalProperties", because: "must not be used at the root")
      }
      within("additionalProperties", of: schema) { v, values in v.structure(values, .field) }
    }
    intOrStringExtensions(schema)
    constraints(
      schema, skipsAnyOf: schema.isIntOrStringPattern("anyOf"),
      skipsFirstAllOf: schema.objects("allOf").first?.isIntOrStringPattern("anyOf") ?? false)
    typeOfStructure(schema, level)
    resourceFields(schema, level)
  }

  private mutating func intOrStringExtensions(_ schema: Fields) {
    guard schema.isTrue("x-kubernetes-int-or-string") else { return }
    for name in ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"]
    where schema.isTrue(name) {
      invalid(
        .field(name), value: ShownValue(true), "must be false if x-kubernetes-int-or-string is true"
      )
    }
  }

  private mutating func typeOfStructure(_ schema: Fields, _ level: SchemaLevel) {
    let type = schema.text("type")
    if schema.isTrue("x-kubernetes-embedded-resource"), type != "object" {
      mustBe("object", type, because: "x-kubernetes-embedded-resource is true")
    } else if type.isEmpty, !schema.isTrue("x-kubernetes-int-or-string"),
      !schema.isTrue("x-kubernetes-preserve-unknown-fields")
    {
      let place =
        switch level {
        case .root: "at the root"
        case .item: "for specified array items"
        case .field: "for specified object fields"
        }
      required("type", because: "must not be empty \(place)")
    }
    if level == .root, !type.isEmpty, type != "object" {
      invalid("type", value: ShownValue(type), "must be object at the root")
    }
  }

  /// A keyword that only one type of value has.
  mutating func mustBe(_ expected: String, _ type: String, because reason: String) {
    let detail = "must be \(expected) if \(reason)"
    if type.isEmpty {
      required("type", because: detail)
    } else {
      invalid("type", value: ShownValue(type), detail)
    }
  }

  /// `apiVersion`, `kind` and `metadata`, whose schemas are the server's own.
  private mutating func resourceFields(_ schema: Fields, _ level: SchemaLevel) {
    let isEmbedded = schema.isTrue("x-kubernetes-embedded-resource")
    if isEmbedded, schema.has("additionalProperties") {
      forbidden(
        "additionalProperties",
        because: "must not be used if x-kubernetes-embedded-resource is set")
    }
    let properties = schema.value("properties")
    if level == .root || isEmbedded {
      for (name, type) in [("kind", "string"), ("apiVersion", "string"), ("metadata", "object")] {
        guard let property = properties.object(name), property.text("type") != type else {
          continue
        }
        invalid(
          "properties", .key(name), "type", value: ShownValue(property.text("type")),
          "must be \(type)")
      }
    }
    if level == .root, let metadata = properties.object("metadata"), !metadata.namesOnlyNames {
      forbidden(
        "properties", .key("metadata"),
        because: "must not specify anything other than name and generateName, but metadata is "
          + "implicitly specified")
    }
    if isEmbedded, !schema.isTrue("x-kubernetes-preserve-unknown-fields"), properties.isEmpty {
      required(
        "properties",
        because: "must not be empty if x-kubernetes-embedded-resource is true without "
          + "x-kubernetes-preserve-unknown-fields")
    }
  }

  // MARK: Constraints

  private mutating func constraints(
    _ schema: Fields, skipsAnyOf: Bool = false, skipsFirstAllOf: Bool = false
  ) {
    if !skipsAnyOf { each("anyOf", of: schema) { v, part, _ in v.constraint(part) } }
    each("allOf", of: schema) { v, part, index in
      v.constraint(part, skipsAnyOf: skipsFirstAllOf && index == 0)
    }
    each("oneOf", of: schema) { v, part, _ in v.constraint(part) }
    within("not", of: schema) { v, part in v.constraint(part) }
    let pattern = schema.text("pattern")
    guard !pattern.isEmpty else { return }
    do throws(InvalidPattern) { _ = try Pattern(pattern) } catch {
      invalid(
        "pattern", value: ShownValue(pattern),
        "must be a valid regular expression, but isn't: \(error.goDescription)")
    }
  }

  /// A part of `allOf`, `anyOf`, `oneOf` or `not`: it has no type and no extensions.
  private mutating func constraint(_ part: Fields, skipsAnyOf: Bool = false) {
    constraints(part, skipsAnyOf: skipsAnyOf)
    within("items", of: part) { v, items in v.constraint(items) }
    eachSchema("properties", of: part) { v, property in v.constraint(property) }
    if part.object("additionalProperties") != nil || part.isTrue("additionalProperties") {
      forbidden("additionalProperties", because: "must be undefined to be structural")
    }
    for (name, state) in Self.forbiddenInConstraints where part.has(name) {
      forbidden(.field(name), because: "must be \(state) to be structural")
    }
    if part.value("properties")["metadata"] != nil {
      forbidden(
        "properties", .key("metadata"), because: "must not be specified in a nested context")
    }
  }

  private static let forbiddenInConstraints: KeyValuePairs = [
    "type": "empty", "default": "undefined", "title": "empty", "description": "empty",
    "nullable": "false", "x-kubernetes-preserve-unknown-fields": "false",
    "x-kubernetes-embedded-resource": "false", "x-kubernetes-int-or-string": "false",
    "x-kubernetes-list-map-keys": "empty", "x-kubernetes-list-type": "undefined",
    "x-kubernetes-map-type": "undefined", "x-kubernetes-validations": "empty",
  ]

  // MARK: Completeness

  /// What the alternatives of the root constrain must be there outside of them.
  private mutating func completeness(
    of part: Fields, in structure: Fields, at place: [Step], _ asked: [Step]
  ) {
    if let not = part.object("not") {
      nestedCompleteness(of: not, in: structure, at: place, asked + ["not"])
    }
    for name in ["allOf", "anyOf", "oneOf"] {
      for (index, alternative) in part.objects(name).enumerated() {
        nestedCompleteness(
          of: alternative, in: structure, at: place, asked + [.field(name), .index(index)])
      }
    }
  }

  private mutating func nestedCompleteness(
    of part: Fields, in structure: Fields?, at place: [Step], _ asked: [Step]
  ) {
    guard let structure else {
      let origin = name(of: asked)
      report(.required, place, "Required value: because it is defined in \(origin)")
      return
    }
    completeness(of: part, in: structure, at: place, asked)
    if let items = part.object("items") {
      nestedCompleteness(
        of: items, in: structure.object("items"), at: place + ["items"], asked + ["items"])
    }
    for entry in part.value("properties").entries {
      let step: [Step] = ["properties", .key(entry.name)]
      nestedCompleteness(
        of: entry.value.mapping ?? Mapping(),
        in: structure.value("properties").object(entry.name), at: place + step, asked + step)
    }
  }
}

extension Validation {
  /// Visits the schemas of a map of schemas.
  mutating func eachSchema(
    _ name: String, of schema: Fields, _ body: (inout Validation, Fields) -> Void
  ) {
    for entry in schema.value(name).entries {
      at(.field(name)) { v in
        v.at(.key(entry.name)) { v in body(&v, entry.value.mapping ?? Mapping()) }
      }
    }
  }
}

extension Mapping {
  /// Whether alternatives are the two types of an integer or string and nothing else.
  fileprivate func isIntOrStringPattern(_ name: String) -> Bool {
    let parts = objects(name)
    return parts.count == 2 && parts.allSatisfy { $0.count == 1 }
      && parts.map { $0.text("type") } == ["integer", "string"]
  }

  /// Whether a schema of metadata constrains no more than the names.
  fileprivate var namesOnlyNames: Bool {
    entries.allSatisfy { entry in
      switch entry.name {
      case "type", "default": true
      case "properties":
        (entry.value.mapping?.names ?? []).allSatisfy { ["name", "generateName"].contains($0) }
      case "enum", "allOf", "anyOf", "oneOf", "x-kubernetes-list-map-keys",
        "x-kubernetes-validations":
        entry.value.elements?.isEmpty ?? false
      default: false
      }
    }
  }
}
