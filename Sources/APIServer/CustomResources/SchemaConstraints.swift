import RegularExpression
import YAML

/// What a schema demands of a value beyond its type.
struct SchemaConstraints: Sendable {
  let allowed: [Node]
  let minimum: Double?
  let maximum: Double?
  let excludesMinimum: Bool
  let excludesMaximum: Bool
  let multipleOf: Double?
  let minLength: Int?
  let maxLength: Int?
  let pattern: LazyPattern?
  let minItems: Int?
  let maxItems: Int?
  let minProperties: Int?
  let maxProperties: Int?

  init(_ fields: Mapping) {
    allowed = fields.list("enum")
    minimum = fields["minimum"]?.scalar?.number
    maximum = fields["maximum"]?.scalar?.number
    excludesMinimum = fields.isTrue("exclusiveMinimum")
    excludesMaximum = fields.isTrue("exclusiveMaximum")
    multipleOf = fields["multipleOf"]?.scalar?.number
    minLength = fields.int("minLength")
    maxLength = fields.int("maxLength")
    let text = fields.text("pattern")
    pattern = text.isEmpty ? nil : LazyPattern(text)
    minItems = fields.int("minItems")
    maxItems = fields.int("maxItems")
    minProperties = fields.int("minProperties")
    maxProperties = fields.int("maxProperties")
  }
}
