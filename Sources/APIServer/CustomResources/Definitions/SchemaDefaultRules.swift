import Kubernetes
import YAML

/// The defaults in a schema: each is a value of its schema, with nothing that would be dropped.
extension Validation {
  mutating func schemaDefaults(_ schema: Fields, rules: (any SchemaRuleEvaluating)?) {
    schemaDefaults(schema, inMetadata: nil, isRoot: true, rules)
  }

  /// - Parameter place: the field of the object's own type and metadata that the schema describes,
  ///   seen from the object; nil outside of them.
  private mutating func schemaDefaults(
    _ schema: Fields, inMetadata place: [Step]?, isRoot: Bool = false,
    _ rules: (any SchemaRuleEvaluating)?
  ) {
    if let value = schema["default"], !value.isNull {
      if let place {
        metadataDefault(value, at: place)
      } else {
        plainDefault(value, schema, isRoot: isRoot, rules)
      }
    }
    // Inside of additionalProperties there are no defaults.
    within("items", of: schema) { v, items in
      v.schemaDefaults(items, inMetadata: place.map { $0 + [.index(0)] }, rules)
    }
    let isObject = isRoot || schema.isTrue("x-kubernetes-embedded-resource")
    for entry in schema.value("properties").entries {
      var inner = place.map { $0 + [.field(entry.name)] }
      if isObject, ["apiVersion", "kind", "metadata"].contains(entry.name) {
        inner = [.field(entry.name)]
      }
      at(["properties", .key(entry.name)]) { v in
        v.schemaDefaults(entry.value.mapping ?? Mapping(), inMetadata: inner, rules)
      }
    }
  }

  private mutating func plainDefault(
    _ value: Node, _ fields: Fields, isRoot: Bool, _ rules: (any SchemaRuleEvaluating)?
  ) {
    let schema = StructuralSchema(Node(fields))
    let (pruned, faults) = CustomObject.decodeDefault(value, as: schema)
    if faults.contains(where: { $0.kind == .unknownField }) {
      invalid("default", value: ShownValue(value), "must not have unknown fields")
    }
    let first = causes.count
    at("default") { v in v.embeddedResources(pruned, schema) }
    guard causes.count == first else { return }
    for cause in SchemaValidation.causes(pruned, schema, old: nil) {
      report(cause.reason, ["default"] + (cause.path ?? []), cause.message)
    }
    guard causes.count == first, let rules,
      let ruled = RuledSchema(schema, isResource: isRoot, rules)
    else { return }
    var budget = ruled.budget
    at("default") { v in ruled.check(value, old: nil, &v, budget: &budget) }
  }

  /// An object whose type and metadata hold the default must be one.
  private mutating func metadataDefault(_ value: Node, at place: [Step]) {
    var object = Node.object([
      "apiVersion": .string("validation/v1"), "kind": .string("Validation"),
    ])
    object.set(value, at: place[...])
    var validation = Validation(object)
    validation.embeddedObject(object.mapping ?? Mapping())
    let faults = validation.causes.map { "\($0.field): \($0.message)" }
    guard let first = faults.first else { return }
    let list = faults.count == 1 ? first : "[\(faults.joined(separator: ", "))]"
    invalid("default", value: ShownValue(value), "must result in valid metadata: \(list)")
  }
}

extension Node {
  fileprivate mutating func set(_ value: Node, at place: ArraySlice<Validation.Step>) {
    guard let step = place.first else {
      self = value
      return
    }
    guard case .field(let name) = step else {
      var element = Node(Mapping())
      element.set(value, at: place.dropFirst())
      self = Node([element])
      return
    }
    var child = self[name] ?? Node(Mapping())
    child.set(value, at: place.dropFirst())
    var mapping = self.mapping ?? Mapping()
    mapping[name] = child
    self = Node(mapping)
  }
}
