import CEL
import Kubernetes

/// The types of built-in kinds' schemas, answered field by field as the checker asks.
///
/// As on the server, a quantity has no type of its own, so neither quantities nor maps of them are
/// fields here: `resources.limits` is undefined to the checker, though not to the evaluator.
struct SchemaTypes: TypeProvider {
  /// The types by the name that the checker knows them under.
  private var roots: [String: ObjectSchema] = [:]
  private let facts: Facts

  init(facts: Facts = .standard) { self.facts = facts }

  /// Adds a kind and returns its type; nil when no schema is known.
  mutating func add(_ kind: GroupVersionKind) -> CELType? {
    guard let schema = facts.schema(of: kind) else { return nil }
    roots[schema.name] = schema
    return .object(schema.name)
  }

  func hasType(named name: String) -> Bool { schema(named: name) != nil }

  func type(ofField field: String, in typeName: String) -> CELType? {
    guard let schema = schema(named: typeName),
      let found = schema.field(PropertyName.unescaped(field))
    else { return nil }
    return type(of: found.type)
  }

  private func schema(named name: String) -> ObjectSchema? {
    roots[name] ?? facts.schema(named: name)
  }

  private func type(of type: ValueType) -> CELType? {
    switch type.kind {
    case .object: type.object.map { .object($0.name) }
    case .string: .string
    case .int32, .int64: .int
    case .number: .double
    case .boolean: .bool
    case .intOrString: .dyn
    case .time, .microTime: .timestamp
    case .bytes: .bytes
    case .quantity, .any: nil
    case .list: type.element.flatMap { self.type(of: $0) }.map { .list($0) }
    case .map: type.element.flatMap { self.type(of: $0) }.map { .map(.string, $0) }
    }
  }
}
