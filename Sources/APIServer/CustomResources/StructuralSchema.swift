package import YAML

/// A structural schema: what a CustomResourceDefinition says of one value and of all below it.
///
/// Read tolerantly, so that a definition with faults still describes what it can; the faults
/// themselves are causes of the definition.
package final class StructuralSchema: Sendable {
  /// `object`, `array`, `string`, `integer`, `number` or `boolean`; empty for any.
  package let type: String
  /// A format that the server knows; empty for none, and for one that it does not know.
  package let format: String
  /// Whether null is a value: `nullable`.
  package let isNullable: Bool
  /// Whether the value is an integer or a string: `x-kubernetes-int-or-string`.
  package let isIntOrString: Bool
  /// Whether fields that no schema describes stay: `x-kubernetes-preserve-unknown-fields`.
  package let preservesUnknownFields: Bool
  /// Whether the value is an object with a type and metadata: `x-kubernetes-embedded-resource`.
  package let isEmbeddedResource: Bool
  /// How the elements of a list are told apart: `x-kubernetes-list-type`.
  package let listType: ListType
  /// The fields that tell elements apart: `x-kubernetes-list-map-keys`.
  package let mapKeys: [String]
  /// Whether server-side apply replaces the object whole: `x-kubernetes-map-type: atomic`.
  package let isAtomicMap: Bool
  /// The schemas of the fields that an object is known to have.
  package let properties: [String: StructuralSchema]
  /// The schema of each element of an array; nil where it has none.
  package let items: StructuralSchema?
  /// What an object may hold beside ``properties``.
  package let additionalProperties: AdditionalProperties
  /// The fields that must be there.
  package let required: [String]
  /// What an absent field is filled with: `default`.
  package let defaultValue: Node?
  /// The rules of the value: `x-kubernetes-validations`.
  package let rules: [SchemaRule]
  let constraints: SchemaConstraints
  let allOf: [StructuralSchema]
  let anyOf: [StructuralSchema]
  let oneOf: [StructuralSchema]
  let not: StructuralSchema?
  /// Whether the value or one below it has rules.
  package let hasRules: Bool
  /// The fields that are filled in where they are absent, in the order of their names.
  let defaulted: [(name: String, schema: StructuralSchema)]
  /// Whether anything below the value is filled in.
  let fillsIn: Bool

  /// How server-side apply and the rules of a list tell its elements apart:
  /// `x-kubernetes-list-type`.
  package enum ListType: String, Sendable { case atomic, set, map }

  /// What an object may hold beside its properties.
  package enum AdditionalProperties: Sendable {
    case unspecified, anything, nothing
    case values(StructuralSchema)

    /// The schema of the values, where there is one.
    package var schema: StructuralSchema? {
      if case .values(let schema) = self { return schema }
      return nil
    }
  }

  /// Reads an `openAPIV3Schema`; what it has no use for, or cannot read, it leaves out.
  package convenience init(_ node: Node) {
    var known = Known()
    self.init(node, &known)
  }

  /// The schemas that were read from a tree, by what they were read from: a part that the tree has in
  /// several places, as a template of pods, is read once.
  struct Known {
    /// With what keeps the identity taken.
    private var schemas: [Int: (source: Mapping, schema: StructuralSchema)] = [:]

    /// The schema of a part of the tree.
    mutating func schema(_ node: Node) -> StructuralSchema {
      guard let source = node.mapping else { return StructuralSchema(node, &self) }
      if let known = schemas[source.identity] { return known.schema }
      let schema = StructuralSchema(node, &self)
      schemas[source.identity] = (source, schema)
      return schema
    }
  }

  private init(_ node: Node, _ known: inout Known) {
    let fields = node.mapping ?? Mapping()
    type = fields.text("type")
    let format = fields.text("format")
    self.format = StringFormat.isKnown(format) ? format : ""
    isNullable = fields.isTrue("nullable")
    isIntOrString = fields.isTrue("x-kubernetes-int-or-string")
    preservesUnknownFields = fields.isTrue("x-kubernetes-preserve-unknown-fields")
    isEmbeddedResource = fields.isTrue("x-kubernetes-embedded-resource")
    listType = ListType(rawValue: fields.text("x-kubernetes-list-type")) ?? .atomic
    mapKeys = fields.strings("x-kubernetes-list-map-keys")
    isAtomicMap = fields.text("x-kubernetes-map-type") == "atomic"
    properties = Dictionary(
      (fields["properties"]?.mapping?.entries ?? []).map { ($0.name, known.schema($0.value)) },
      uniquingKeysWith: { $1 })
    items = fields.object("items").map { known.schema(Node($0)) }
    additionalProperties =
      switch fields["additionalProperties"] {
      case let node? where node.mapping != nil: .values(known.schema(node))
      case let node? where node.scalar?.boolean == true: .anything
      case let node? where node.scalar?.boolean == false: .nothing
      default: .unspecified
      }
    required = fields.strings("required")
    defaultValue = fields["default"]?.markedDefaulted
    rules = fields.objects("x-kubernetes-validations").map { SchemaRule($0) }
    constraints = SchemaConstraints(fields)
    allOf = fields.list("allOf").map { known.schema($0) }
    anyOf = fields.list("anyOf").map { known.schema($0) }
    oneOf = fields.list("oneOf").map { known.schema($0) }
    not = fields.object("not").map { known.schema(Node($0)) }
    hasRules =
      !rules.isEmpty || items?.hasRules == true || additionalProperties.schema?.hasRules == true
      || properties.values.contains(where: \.hasRules)
    var defaulted: [(name: String, schema: StructuralSchema)] = []
    var fillsIn =
      items.map { $0.fillsIn || $0.defaultValue != nil } ?? false
      || additionalProperties.schema?.fillsIn == true
    for (name, schema) in properties {
      if schema.defaultValue != nil { defaulted.append((name, schema)) }
      if schema.fillsIn { fillsIn = true }
    }
    self.defaulted = defaulted.sorted { $0.name < $1.name }
    self.fillsIn = fillsIn || !defaulted.isEmpty
  }

  /// The schema of a field of an object, or nil when the schema says nothing of it.
  package func field(_ name: String) -> StructuralSchema? {
    properties[name] ?? additionalProperties.schema
  }

  /// The most characters of a text; nil for any number.
  package var maxLength: Int? { constraints.maxLength }
  /// The most elements of a list; nil for any number.
  package var maxItems: Int? { constraints.maxItems }
  /// The most entries of a map; nil for any number.
  package var maxProperties: Int? { constraints.maxProperties }
  /// The texts that `enum` names; empty where it is absent.
  package var allowedTexts: [String] {
    constraints.allowed.isEmpty ? [] : constraints.allowed.map { $0.string ?? "" }
  }

  /// The types that a value may have; empty for any.
  var types: [String] {
    if isIntOrString { return ["integer", "string"] }
    return type.isEmpty ? [] : [type]
  }

  /// What tells an element of a list of type map apart; nil for an element that is no object.
  func key(of element: Node) -> [String: String]? {
    guard let mapping = element.mapping else { return nil }
    var key: [String: String] = [:]
    for name in mapKeys {
      guard let value = mapping[name] ?? items?.properties[name]?.defaultValue else { continue }
      key[name] = value.json
    }
    return key
  }
}

/// One rule of `x-kubernetes-validations`.
package struct SchemaRule: Sendable {
  /// The expression, which must be true.
  package let rule: String
  /// What to say where it is not; empty for the rule itself.
  package let message: String
  /// An expression that gives the message; empty for none.
  package let messageExpression: String
  /// The cause's reason; invalid where none is named.
  package let reason: Cause.Reason
  /// The field under the value that the cause names: `.mode`, `['a-b']`.
  package let fieldPath: String
  /// Whether `oldSelf` is an optional, so that the rule also holds for a creation.
  package let hasOptionalOldSelf: Bool
  /// The rule as the schema has it.
  let fields: Fields

  init(_ fields: Fields) {
    self.fields = fields
    rule = fields.text("rule")
    message = fields.text("message")
    messageExpression = fields.text("messageExpression")
    reason = Cause.Reason(rawValue: fields.text("reason")) ?? .invalid
    fieldPath = fields.text("fieldPath")
    hasOptionalOldSelf = fields.isTrue("optionalOldSelf")
  }
}
