import Kubernetes
import RegularExpression
import YAML

/// Rules of structural schemas (KEP-1111): what a schema of a definition itself may say.
extension Validation {
  mutating func structuralRoot(_ schema: Node, rules: (any SchemaRuleEvaluating)?) {
    let fields = schema.mapping ?? Mapping()
    let count = causes.count
    if fields.text("type") != "object" {
      if fields.text("type").isEmpty {
        required("type", because: "must not be empty at the root")
      } else {
        invalid("type", value: ShownValue(fields.text("type")), "must be object at the root")
      }
    }
    if fields.isTrue("nullable") {
      forbidden("nullable", because: "nullable cannot be true at the root")
    }
    structuralSchema(schema, isRoot: true)
    guard causes.count == count, let rules,
      let ruled = RuledSchema(StructuralSchema(schema), isResource: true, rules)
    else { return }
    for (path, message) in ruled.complaints(at: []) {
      report(.invalid, path, "Invalid value: \(message)")
    }
  }

  private mutating func structuralSchema(_ node: Node, isRoot: Bool = false) {
    let schema = node.mapping ?? Mapping()
    schemaType(schema, isRoot: isRoot)
    schemaExtensions(schema, isRoot: isRoot)
    schemaExpressions(schema)
    forbiddenKeywords(schema)
    for entry in schema["properties"]?.mapping?.entries ?? [] {
      at("properties") { v in
        v.at(.key(entry.name)) { $0.structuralSchema(entry.value) }
      }
    }
    if let items = schema["items"] {
      if items.mapping == nil {
        forbidden("items", because: "items must be a schema object and not an array")
      } else {
        at("items") { $0.structuralSchema(items) }
      }
    }
    if let values = schema["additionalProperties"], values.mapping != nil {
      if schema.has("properties"), !schema.value("properties").isEmpty {
        forbidden(
          "additionalProperties",
          because: "additionalProperties and properties are mutual exclusive")
      }
      at("additionalProperties") { $0.structuralSchema(values) }
    } else if schema["additionalProperties"]?.scalar?.boolean == false {
      forbidden(
        "additionalProperties", because: "additionalProperties cannot be set to false")
    }
    for junctor in ["allOf", "anyOf", "oneOf"] {
      each(junctor, of: schema) { v, part, _ in
        v.nestedValidation(part, isIntOrString: schema.isTrue("x-kubernetes-int-or-string"))
      }
    }
    within("not", of: schema) { v, part in v.nestedValidation(part, isIntOrString: false) }
    schemaDefault(schema, isRoot: isRoot)
  }

  private mutating func schemaType(_ schema: Fields, isRoot: Bool) {
    let type = schema.text("type")
    let isIntOrString = schema.isTrue("x-kubernetes-int-or-string")
    if type.isEmpty {
      let isFree = schema.isTrue("x-kubernetes-preserve-unknown-fields") || isIntOrString
      if !isFree, !isRoot {
        required("type", because: "must not be empty for specified object fields")
      }
    } else if isIntOrString {
      invalid(
        "type", value: ShownValue(type), "must be empty if x-kubernetes-int-or-string is true")
    } else {
      oneOf(
        type, ["array", "boolean", "integer", "number", "object", "string"], at: "type")
    }
    if type == "array", !schema.has("items") {
      required("items", because: "must be specified")
    }
    let pattern = schema.text("pattern")
    if !pattern.isEmpty, (try? Pattern(pattern)) == nil {
      invalid("pattern", value: ShownValue(pattern), "must be a valid regular expression")
    }
  }

  private mutating func schemaExtensions(_ schema: Fields, isRoot: Bool) {
    let type = schema.text("type")
    if schema.has("x-kubernetes-preserve-unknown-fields"),
      !schema.isTrue("x-kubernetes-preserve-unknown-fields")
    {
      invalid(
        "x-kubernetes-preserve-unknown-fields", value: ShownValue(false),
        "must be true or undefined")
    }
    if schema.isTrue("x-kubernetes-embedded-resource") {
      if type != "object" {
        invalid(
          "type", value: ShownValue(type),
          "must be object if x-kubernetes-embedded-resource is true")
      }
      if !schema.isTrue("x-kubernetes-preserve-unknown-fields"),
        schema.isEmptyCollection("properties")
      {
        required(
          "properties",
          because: "must not be empty if x-kubernetes-embedded-resource is true without "
            + "x-kubernetes-preserve-unknown-fields")
      }
    }
    let map = schema.text("x-kubernetes-map-type")
    if !map.isEmpty {
      oneOf(map, ["atomic", "granular"], at: "x-kubernetes-map-type")
      if type != "object" {
        invalid(
          "type", value: ShownValue(type), "must be object if x-kubernetes-map-type is specified")
      }
    }
    listExtensions(schema, type)
  }

  private mutating func listExtensions(_ schema: Fields, _ type: String) {
    let list = schema.text("x-kubernetes-list-type")
    let keys = schema.strings("x-kubernetes-list-map-keys")
    let items = schema.value("items")
    if !list.isEmpty {
      oneOf(list, ["atomic", "map", "set"], at: "x-kubernetes-list-type")
      if type != "array" {
        invalid(
          "type", value: ShownValue(type), "must be array if x-kubernetes-list-type is specified")
      }
    }
    if list != "map" {
      if !keys.isEmpty {
        invalid(
          "x-kubernetes-list-type", value: ShownValue(list),
          "must be map if x-kubernetes-list-map-keys is non-empty")
      }
      if list == "set", items.isTrue("nullable") {
        forbidden(
          "items", "nullable", because: "cannot be nullable when x-kubernetes-list-type is set")
      }
      return
    }
    if keys.isEmpty {
      required(
        "x-kubernetes-list-map-keys", because: "must not be empty if x-kubernetes-list-type is map")
    }
    if !items.isEmpty, items.text("type") != "object" {
      invalid(
        "items", "type", value: ShownValue(items.text("type")),
        "must be object if parent array's x-kubernetes-list-type is map")
    }
    if items.isTrue("nullable") {
      forbidden(
        "items", "nullable", because: "cannot be nullable when x-kubernetes-list-type is map")
    }
    let needed = Set(items.strings("required"))
    var seen: Set<String> = []
    for (index, key) in keys.enumerated() {
      guard let property = items.value("properties").object(key) else {
        invalid(
          "x-kubernetes-list-map-keys", .index(index), value: ShownValue(key),
          "entries must all be names of item properties")
        continue
      }
      if !seen.insert(key).inserted {
        duplicate("x-kubernetes-list-map-keys", .index(index), value: ShownValue(key))
      }
      if !needed.contains(key), !property.has("default") {
        required(
          "items", "properties", .key(key), "default",
          because:
            "this property is in x-kubernetes-list-map-keys, so it must have a default or be "
            + "a required property")
      }
      if ["array", "object"].contains(property.text("type")) {
        invalid(
          "items", "properties", .key(key), "type", value: ShownValue(property.text("type")),
          "must be a scalar type if parent array's x-kubernetes-list-type is map")
      }
    }
  }

  private mutating func schemaExpressions(_ schema: Fields) {
    var paths: Set<String> = []
    each("x-kubernetes-validations", of: schema) { v, rule, _ in
      if rule.text("rule").isBlank { v.required("rule", because: "rule is not specified") }
      let message = rule.text("message")
      if rule.has("message"), message.isBlank {
        v.invalid("message", value: ShownValue(message), "must be non-empty if specified")
      } else if message.trimming(\.isWhitespace).contains("\n") {
        v.invalid(
          "message", value: ShownValue(message), "must not contain line breaks")
      } else if message.isEmpty, rule.text("rule").trimming(\.isWhitespace).contains("\n") {
        v.required(
          "message", because: "message must be specified if rule contains line breaks")
      }
      if rule.has("messageExpression"), rule.text("messageExpression").isBlank {
        v.required(
          "messageExpression", because: "messageExpression must be non-empty if specified")
      }
      if rule.has("reason") {
        v.oneOf(
          rule.text("reason"),
          [
            "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid",
            "FieldValueRequired",
          ], at: "reason")
      }
      let path = rule.text("fieldPath")
      if !path.isEmpty {
        paths.insert(path)
        if SchemaFieldPath.steps(path) == nil || !Self.leads(path, in: schema) {
          v.invalid("fieldPath", value: ShownValue(path), "must be a valid path")
        }
      }
    }
  }

  /// Whether the path names fields that the schema has.
  private static func leads(_ path: String, in schema: Fields) -> Bool {
    var at = schema
    for step in SchemaFieldPath.steps(path) ?? [] {
      guard case .field(let name) = step else { return false }
      guard let next = at.value("properties").object(name) ?? at.object("additionalProperties")
      else {
        return false
      }
      at = next
    }
    return true
  }

  private mutating func forbiddenKeywords(_ schema: Fields) {
    for name in [
      "$ref", "additionalItems", "definitions", "dependencies", "id", "patternProperties",
    ] where schema.has(name) {
      forbidden(.field(name), because: "\(name) is not supported")
    }
    if schema.isTrue("uniqueItems") {
      forbidden(
        "uniqueItems",
        because: "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
    }
  }

  /// Inside `allOf`, `anyOf`, `oneOf` and `not` a schema may only restrict.
  private mutating func nestedValidation(_ schema: Fields, isIntOrString: Bool) {
    for name in [
      "default", "description", "nullable", "title", "type", "x-kubernetes-embedded-resource",
      "x-kubernetes-int-or-string", "x-kubernetes-list-map-keys", "x-kubernetes-list-type",
      "x-kubernetes-map-type", "x-kubernetes-preserve-unknown-fields",
      "x-kubernetes-validations",
    ] where schema.has(name) {
      if name == "type", isIntOrString, ["integer", "string"].contains(schema.text("type")) {
        continue
      }
      forbidden(.field(name), because: "must be empty to be structural")
    }
    if schema.has("additionalProperties") {
      forbidden("additionalProperties", because: "must be undefined to be structural")
    }
    for entry in schema["properties"]?.mapping?.entries ?? [] {
      at("properties") { v in
        v.at(.key(entry.name)) { v in
          v.nestedValidation(entry.value.mapping ?? Mapping(), isIntOrString: false)
        }
      }
    }
    within("items", of: schema) { v, items in v.nestedValidation(items, isIntOrString: false) }
    within("not", of: schema) { v, part in v.nestedValidation(part, isIntOrString: false) }
    for junctor in ["allOf", "anyOf", "oneOf"] {
      each(junctor, of: schema) { v, part, _ in
        v.nestedValidation(part, isIntOrString: isIntOrString)
      }
    }
  }

  /// A default is itself a value of its schema, without fields that would be dropped.
  private mutating func schemaDefault(_ fields: Fields, isRoot: Bool) {
    guard let value = fields["default"] else { return }
    if isRoot {
      forbidden("default", because: "must not be set at the root")
      return
    }
    let schema = StructuralSchema(Node(fields))
    let (pruned, faults) = CustomObject.decodeDefault(value, as: schema)
    if faults.contains(where: { $0.kind == .unknownField }) {
      invalid("default", value: ShownValue(value), "must not have unknown fields")
    }
    var filled = pruned
    schema.fill(&filled)
    for cause in SchemaValidation.causes(filled, schema, old: nil) {
      report(cause.reason, ["default"] + (cause.path ?? []), cause.message)
    }
  }
}
