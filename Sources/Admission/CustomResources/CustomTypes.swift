import APIServer
import CEL
import Kubernetes

/// The types of the values that a structural schema describes, as its rules see them.
///
/// A value of which the schema says nothing has no type, so a rule cannot name it.
struct CustomTypes: TypeProvider {
  /// The name of the type of `self`, which the server numbers so that no rule can name it.
  ///
  /// It must not be called like the variable, or a selection of a field would be taken for the type
  /// of that field.
  static let root = "selfType0"

  private var schemas: [String: (schema: StructuralSchema, isResource: Bool)] = [:]
  private(set) var rootType: CELType = .dyn
  /// The schema, for the sizes of its values.
  private let schema: StructuralSchema
  private let isResource: Bool

  init(_ schema: StructuralSchema, isResource: Bool) {
    self.schema = schema
    self.isResource = isResource
    rootType = add(schema, isResource: isResource, named: Self.root) ?? .dyn
  }

  private static let metadata = "metadata"

  /// Fields whose types are those of every object, whatever the schema says.
  private static func isObjectMeta(_ field: String) -> Bool {
    ["apiVersion", "kind", metadata].contains(field)
  }

  private mutating func add(
    _ schema: StructuralSchema, isResource: Bool, named name: String
  ) -> CELType? {
    if schema.isIntOrString { return .dyn }
    switch schema.type {
    case "object":
      if let values = schema.additionalProperties.schema, !isResource {
        return add(values, isResource: values.isEmbeddedResource, named: "\(name).@values")
          .map { .map(.string, $0) }
      }
      schemas[name] = (schema, isResource)
      for (field, property) in schema.properties where !(isResource && Self.isObjectMeta(field)) {
        _ = add(property, isResource: property.isEmbeddedResource, named: "\(name).\(field)")
      }
      return .object(name)
    case "array":
      return schema.items.flatMap { items in
        add(items, isResource: items.isEmbeddedResource, named: "\(name).@items")
      }.map { .list($0) }
    default: return Self.scalar(schema)
    }
  }

  /// The type of a value that is neither an object nor a list; nil where the schema names none.
  static func scalar(_ schema: StructuralSchema) -> CELType? {
    switch schema.type {
    case "string":
      switch schema.format {
      case "byte": .bytes
      case "duration": .duration
      case "date", "date-time": .timestamp
      default: .string
      }
    case "boolean": .bool
    case "integer": .int
    case "number": .double
    default: nil
    }
  }

  /// The type of a value of a type's field, without adding names.
  private func type(_ schema: StructuralSchema, named name: String) -> CELType? {
    if schema.isIntOrString { return .dyn }
    switch schema.type {
    case "object":
      if let values = schema.additionalProperties.schema, !schema.isEmbeddedResource {
        return type(values, named: "\(name).@values").map { .map(.string, $0) }
      }
      return .object(name)
    case "array":
      return schema.items.flatMap { type($0, named: "\(name).@items") }.map { .list($0) }
    default: return Self.scalar(schema)
    }
  }

  /// How large values of the schema can be; nil for one that rules do not see.
  var size: SchemaSize? { SchemaSize.of(schema, isResource: isResource) }

  func hasType(named name: String) -> Bool {
    schemas[name] != nil || name == "\(Self.root).\(Self.metadata)"
  }

  func type(ofField field: String, in typeName: String) -> CELType? {
    guard let (schema, isResource) = schemas[typeName] else {
      return ["name", "generateName"].contains(field) ? .string : nil
    }
    if isResource {
      switch field {
      case "apiVersion", "kind": return .string
      case Self.metadata: return .object("\(Self.root).\(Self.metadata)")
      default: break
      }
    }
    let name = PropertyName.unescaped(field)
    return schema.properties[name].flatMap { type($0, named: "\(typeName).\(name)") }
  }
}
