import Kubernetes
import YAML

/// What the schemas around one say about it.
struct SchemaContext {
  /// The compiled rules of the schema and of those below; nil where there are none to ask.
  var rules: RuledSchema?
  /// How many such values one object can hold; nil for any number.
  var cardinality: UInt64?
  /// Where defaults are not taken, and why; nil where they are.
  var forbidsDefaults: String?
  /// Whether the schema describes the type or metadata of an object.
  var isInMetadata = false
  /// The schema from which on values before and after an update cannot be told to be the same.
  var uncorrelatable: String?
  /// Whether a schema above has rules.
  var isRuled = false
  /// Whether the schema above is no list or map, so that rules do not know the value's type.
  var isTypeless = false

  /// The context of a schema that only constrains.
  var ofConstraint: SchemaContext {
    var copy = self
    copy.rules = nil
    return copy
  }

  /// The context of a part of the values that `schema` describes.
  func inside(_ schema: Fields, rules: RuledSchema?, needsType type: String?) -> SchemaContext {
    var copy = self
    copy.rules = rules
    copy.isRuled = isRuled || !schema.isEmptyCollection("x-kubernetes-validations")
    copy.isTypeless = copy.isRuled && type.map { $0 != schema.text("type") } ?? false
    copy.cardinality = cardinality.flatMap { count in
      schema.mostElements.map { count.multipliedReportingOverflow(by: $0) }
        .map { $0.overflow ? .max : $0.partialValue }
    }
    return copy
  }
}

/// The rules of a schema in which no keyword is wrong.
struct PendingRules {
  let schema: Fields
  let context: SchemaContext
  let place: [Validation.Step]
}

/// The keywords of schemas, from the root down.
extension Validation {
  mutating func schemaKeywords(
    _ schema: Fields, _ context: SchemaContext, isRoot: Bool, at place: [Step] = [],
    _ pending: inout [PendingRules]
  ) {
    let first = causes.count
    plainKeywords(schema, context)
    keywordsBelow(schema, context, isRoot: isRoot, at: place, &pending)
    extensionKeywords(schema)
    ruleKeywords(schema)
    if causes.count == first, !schema.isEmptyCollection("x-kubernetes-validations") {
      pending.append(PendingRules(schema: schema, context: context, place: place))
    }
  }

  private mutating func plainKeywords(_ schema: Fields, _ context: SchemaContext) {
    let type = schema.text("type")
    if !type.isEmpty {
      oneOf(
        type, ["array", "boolean", "integer", "number", "object", "string"], at: "type")
    }
    if schema.has("default"), let reason = context.forbidsDefaults {
      forbidden("default", because: "must not be set \(reason)")
    }
    for name in Self.unsupportedKeywords where schema.has(name) {
      if ["patternProperties", "definitions"].contains(name), schema.isEmptyCollection(name) {
        continue
      }
      forbidden(.field(name), because: "\(name) is not supported")
    }
    if type == "null" {
      forbidden(
        "type", because: "type cannot be set to null, use nullable as an alternative")
    }
    if !schema.list("items").isEmpty {
      forbidden("items", because: "items must be a schema object and not an array")
    }
    if context.isInMetadata, schema.isTrue("x-kubernetes-embedded-resource") {
      forbidden(
        "x-kubernetes-embedded-resource", because: "must not be used inside of resource meta")
    }
    if schema.isTrue("uniqueItems") {
      forbidden(
        "uniqueItems",
        because: "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
    }
    if let values = schema["additionalProperties"], !values.isNull,
      !schema.value("properties").isEmpty, values.scalar?.boolean != true
    {
      forbidden(
        "additionalProperties",
        because: "additionalProperties and properties are mutual exclusive")
    }
  }

  private static let unsupportedKeywords = [
    "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref",
  ]

  private mutating func keywordsBelow(
    _ schema: Fields, _ context: SchemaContext, isRoot: Bool, at place: [Step],
    _ pending: inout [PendingRules]
  ) {
    if let values = schema.object("additionalProperties") {
      var inner = context.inside(schema, rules: context.rules?.values, needsType: "object")
      if context.isInMetadata {
        inner.forbidsDefaults = "inside additionalProperties applying to object metadata"
      }
      below(values, inner, at: place, ["additionalProperties"], &pending)
    }
    let holdsObject = isRoot || schema.isTrue("x-kubernetes-embedded-resource")
    for entry in schema.value("properties").entries.sorted(by: { $0.name < $1.name }) {
      var inner = context.inside(
        schema, rules: context.rules?.property(entry.name), needsType: nil)
      if holdsObject, ["metadata", "kind", "apiVersion"].contains(entry.name) {
        inner.isInMetadata = true
        if isRoot { inner.forbidsDefaults = "in top-level \(entry.name)" }
      }
      below(
        entry.value.mapping ?? Mapping(), inner, at: place, ["properties", .key(entry.name)],
        &pending)
    }
    if let not = schema.object("not") {
      below(not, context.ofConstraint, at: place, ["not"], &pending)
    }
    for name in ["allOf", "oneOf", "anyOf"] {
      for (index, part) in schema.objects(name).enumerated() {
        below(part, context.ofConstraint, at: place, [.field(name), .index(index)], &pending)
      }
    }
    for name in ["definitions", "dependencies"] {
      for entry in schema.value(name).entries {
        guard let part = entry.value.mapping else { continue }
        below(part, context.ofConstraint, at: place, [.field(name), .key(entry.name)], &pending)
      }
    }
    var inner = context.inside(schema, rules: context.rules?.items, needsType: "array")
    if schema.text("x-kubernetes-list-type") != "map" { inner.forbidOldSelf(name()) }
    if let items = schema.object("items") {
      below(items, inner, at: place, ["items"], &pending)
    }
    for (index, items) in schema.objects("items").enumerated() {
      below(items, inner, at: place, ["items", .index(index)], &pending)
    }
  }

  private mutating func below(
    _ schema: Fields, _ context: SchemaContext, at place: [Step], _ steps: [Step],
    _ pending: inout [PendingRules]
  ) {
    at(steps) { v in
      v.schemaKeywords(schema, context, isRoot: false, at: place + steps, &pending)
    }
  }
}

extension SchemaContext {
  /// Keeps the highest schema at which values cannot be followed.
  fileprivate mutating func forbidOldSelf(_ place: String) {
    uncorrelatable = uncorrelatable ?? place
  }
}

extension Mapping {
  /// By how much the schema multiplies the values below it; nil for any number.
  fileprivate var mostElements: UInt64? {
    switch text("type") {
    case "object" where has("additionalProperties"): int("maxProperties").map { UInt64(max($0, 0)) }
    case "array": int("maxItems").map { UInt64(max($0, 0)) }
    default: 1
    }
  }
}
