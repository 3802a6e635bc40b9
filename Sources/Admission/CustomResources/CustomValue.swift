import APIServer
import CEL
import Kubernetes
import Values
import YAML

/// A value of a custom resource as the rules of its schema see it: typed by the schema.
final class CustomValue: LazyValue {
  private let node: Node
  private let schema: StructuralSchema
  let content: LazyContent

  init(_ node: Node, _ schema: StructuralSchema) {
    self.node = node
    self.schema = schema
    content =
      switch node.content {
      case .mapping(let mapping): .map(count: mapping.count)
      case .sequence(let elements): .list(count: elements.count)
      case .scalar(let scalar): .value(Self.value(scalar, schema))
      }
  }

  private static func value(_ scalar: Scalar, _ schema: StructuralSchema) -> Value {
    switch (schema.type, scalar.type) {
    case ("string", .string):
      switch schema.format {
      case "byte":
        Base64.decode(scalar.text).map(Value.bytes) ?? .failure("illegal base64 data")
      case "duration":
        Duration(scalar.text).map(Value.duration)
          ?? .failure("invalid duration \(scalar.text)")
      case "date-time", "date":
        Value.timestamp(
          reading: schema.format == "date" ? "\(scalar.text)T00:00:00Z" : scalar.text)
          ?? .failure("invalid time \(scalar.text)")
      default: .string(scalar.text)
      }
    case ("number", .integer), ("number", .float): .double(scalar.number ?? 0)
    case (_, .float) where schema.isIntOrString:
      .failure("invalid data, expected XIntOrString value to be either a string or integer")
    case ("integer", .float): .failure("invalid data, expected int, got float64")
    default: Value(scalar)
    }
  }

  func element(at index: Int) -> any LazyValue {
    let element = (node.elements ?? [])[index]
    return schema.items.map { CustomValue(element, $0) } ?? NodeValue(element, of: .object)
  }

  func member(named name: String) -> (any LazyValue)? {
    let key = isMap ? name : PropertyName.unescaped(name)
    guard let value = node.mapping?[key] else { return nil }
    return schema.field(key).map { CustomValue(value, $0) } ?? NodeValue(value, of: .object)
  }

  var memberNames: [String] {
    let names = node.mapping?.names ?? []
    return isMap ? names : names.compactMap { PropertyName.escaped($0) }
  }

  var listKind: ListKind {
    switch schema.listType {
    case .atomic: .atomic
    case .set: .set
    case .map: .map(keys: schema.mapKeys.map { PropertyName.escaped($0) ?? $0 })
    }
  }

  /// Whether the keys are data rather than fields.
  private var isMap: Bool { schema.additionalProperties.schema != nil }
}
