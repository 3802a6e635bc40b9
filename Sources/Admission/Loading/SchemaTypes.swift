import APIServer
import CEL
import Kubernetes
import Synchronization

/// The types of kinds' schemas, answered field by field as the checker asks.
///
/// A type is named for the way to it from its kind, `Pod.spec.containers.@idx`, as the server does
/// it: what two fields hold is of two types, though the API has one name for both. As on the
/// server, a quantity has no type of its own, so neither quantities nor maps of them are fields
/// here: `resources.limits` is undefined to the checker, though not to the evaluator.
final class SchemaTypes: TypeProvider {
  /// What is known of the objects of a type.
  private enum Description: Sendable {
    case builtIn(ObjectSchema)
    /// An object of a custom kind; a resource has a type and metadata beside what its schema says.
    case custom(StructuralSchema, isResource: Bool)
  }

  private let facts: Facts
  private let customResources: CustomResources
  /// The object types that were come upon, by their names.
  private let known = Mutex<[String: Description]>([:])

  init(facts: Facts = .standard, customResources: CustomResources = .none) {
    self.facts = facts
    self.customResources = customResources
  }

  /// The type of a kind's objects; nil when no schema is known.
  func add(_ kind: GroupVersionKind) -> CELType? {
    if let schema = customResources.schema(of: kind) {
      return object(.custom(schema, isResource: true), named: kind.kind)
    }
    return facts.schema(of: kind).map { object(.builtIn($0), named: kind.kind) }
  }

  func hasType(named name: String) -> Bool { known.withLock { $0[name] != nil } }

  /// The names of a kind's types begin with that of the kind, which is known before them.
  func hasTypes(under name: String) -> Bool { hasType(named: name) }

  func type(ofField field: String, in typeName: String) -> CELType? {
    let field = PropertyName.unescaped(field)
    // Few fields hold objects, which are all that a way is needed for.
    var path: String { "\(typeName).\(field)" }
    switch known.withLock({ $0[typeName] }) {
    case .builtIn(let schema): return schema.field(field).flatMap { type($0.type, at: path) }
    case .custom(_, isResource: true) where field == "metadata":
      return metadata.map { object(.builtIn($0), named: path) }
    case .custom(_, isResource: true) where ["apiVersion", "kind"].contains(field): return .string
    case .custom(let schema, _):
      return schema.properties[field].flatMap { type($0, at: path) }
    case nil: return nil
    }
  }

  private func object(_ description: Description, named name: String) -> CELType {
    known.withLock { $0[name] = description }
    return .object(name)
  }

  /// The metadata that every kind has.
  private var metadata: ObjectSchema? {
    let namespaces = GroupVersionKind(apiVersion: "v1", kind: "Namespace")
    return facts.schema(of: namespaces)?.field("metadata")?.type.object
  }

  private func type(_ type: ValueType, at path: @autoclosure () -> String) -> CELType? {
    switch type.kind {
    case .object: type.object.map { object(.builtIn($0), named: path()) }
    case .string: .string
    case .int32, .int64: .int
    case .number: .double
    case .boolean: .bool
    case .intOrString: .dyn
    case .time, .microTime: .timestamp
    case .bytes: .bytes
    case .quantity, .any: nil
    case .list: type.element.flatMap { self.type($0, at: path() + ".@idx") }.map { .list($0) }
    case .map:
      type.element.flatMap { self.type($0, at: path() + ".@elem") }.map { .map(.string, $0) }
    }
  }

  private func type(_ schema: StructuralSchema, at path: String) -> CELType? {
    if schema.isIntOrString { return .dyn }
    switch schema.type {
    case "object":
      if let values = schema.additionalProperties.schema, !schema.isEmbeddedResource {
        return type(values, at: path + ".@elem").map { .map(.string, $0) }
      }
      return object(.custom(schema, isResource: schema.isEmbeddedResource), named: path)
    case "array":
      return schema.items.flatMap { type($0, at: path + ".@idx") }.map { .list($0) }
    default: return CustomTypes.scalar(schema)
    }
  }
}
