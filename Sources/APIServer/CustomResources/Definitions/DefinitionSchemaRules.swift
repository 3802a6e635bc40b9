import Kubernetes
import YAML

/// The schema of a definition: what it may say, and whether its rules compile and are cheap enough.
extension Validation {
  /// - Parameter hasStatus: whether `status` is written on its own.
  mutating func definitionSchema(
    _ schema: Fields, hasStatus: Bool, rules: (any SchemaRuleEvaluating)?
  ) {
    let first = causes.count
    if hasStatus { rootKeywords(schema) }
    if schema.isTrue("nullable") {
      forbidden("nullable", because: "nullable cannot be true at the root")
    }
    let fault = schema.structuralFault
    let unsound = causes.count
    if fault == nil {
      structuralSchema(schema)
      if causes.count == unsound { schemaDefaults(schema, rules: rules) }
    }
    var ruled: RuledSchema?
    if fault == nil, causes.count == unsound, let rules {
      ruled = RuledSchema(StructuralSchema(Node(schema)), isResource: true, rules)
    }
    var pending: [PendingRules] = []
    schemaKeywords(schema, SchemaContext(rules: ruled, cardinality: 1), isRoot: true, &pending)
    definitionRules(pending)
    if causes.count == first, let fault { invalid(value: "", fault) }
  }

  /// Beside a status of its own, the root may say only what is not lost for `status`.
  private mutating func rootKeywords(_ schema: Fields) {
    for name in Self.keywords where schema[name] != nil {
      if name == "type" {
        guard schema.text("type") != "object" else { continue }
        return invalid(
          "type", value: ShownValue(schema.text("type")),
          "only \"object\" is allowed as the type at the root of the schema if the status "
            + "subresource is enabled")
      }
      guard !Self.rootKeywords.contains(where: { $0.json == name }) else { continue }
      let names = Self.rootKeywords.map(\.go).joined(separator: " ")
      return invalid(
        value: ShownValue(schema),
        "only [\(names)] fields are allowed at the root of the schema if the status subresource is "
          + "enabled")
    }
  }

  /// The keywords in the order in which the server asks for them.
  private static let keywords = [
    "id", "$schema", "$ref", "description", "type", "nullable", "format", "title", "default",
    "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength",
    "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "enum", "maxProperties",
    "minProperties", "required", "items", "allOf", "oneOf", "anyOf", "not", "properties",
    "additionalProperties", "patternProperties", "dependencies", "additionalItems", "definitions",
    "externalDocs", "example", "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type", "x-kubernetes-map-type", "x-kubernetes-validations",
  ]

  private static let rootKeywords: [(json: String, go: String)] = [
    ("description", "Description"), ("type", "Type"), ("format", "Format"), ("title", "Title"),
    ("maximum", "Maximum"), ("exclusiveMaximum", "ExclusiveMaximum"), ("minimum", "Minimum"),
    ("exclusiveMinimum", "ExclusiveMinimum"), ("maxLength", "MaxLength"),
    ("minLength", "MinLength"), ("pattern", "Pattern"), ("maxItems", "MaxItems"),
    ("minItems", "MinItems"), ("uniqueItems", "UniqueItems"), ("multipleOf", "MultipleOf"),
    ("required", "Required"), ("items", "Items"), ("properties", "Properties"),
    ("externalDocs", "ExternalDocs"), ("example", "Example"),
    ("x-kubernetes-preserve-unknown-fields", "XPreserveUnknownFields"),
    ("x-kubernetes-validations", "XValidations"),
  ]
}

extension Mapping {
  /// Why no structural schema can be made of a schema at all; nil where one can.
  var structuralFault: String? {
    for (name, shown) in Self.unsupported where self[name]?.saysNothing == false {
      return "OpenAPIV3Schema '\(shown)' is not supported"
    }
    if bool("x-kubernetes-preserve-unknown-fields") == false {
      return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined"
    }
    if let items = list("items").first, !items.isNull {
      return "OpenAPIV3Schema 'items' must be a schema, but is an array"
    }
    for name in ["items", "not", "additionalProperties"] {
      if let fault = object(name)?.structuralFault { return fault }
    }
    for part in ["allOf", "anyOf", "oneOf"].flatMap({ objects($0) }) {
      if let fault = part.structuralFault { return fault }
    }
    for entry in value("properties").entries {
      if let fault = entry.value.mapping?.structuralFault { return fault }
    }
    return nil
  }

  private static let unsupported: KeyValuePairs = [
    "id": "id", "$schema": "schema", "$ref": "$ref", "patternProperties": "patternProperties",
    "dependencies": "dependencies", "additionalItems": "additionalItems",
    "definitions": "definitions",
  ]
}

extension Node {
  /// Whether a keyword is as good as absent: null, empty text, an empty map.
  fileprivate var saysNothing: Bool {
    switch content {
    case .mapping(let mapping): mapping.isEmpty
    case .sequence: false
    case .scalar(let scalar): scalar.type == .null || scalar.type == .string && scalar.text.isEmpty
    }
  }
}
