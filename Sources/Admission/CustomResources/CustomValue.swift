import APIServer
import CEL
import Kubernetes
import YAML

/// A value of a custom resource as the rules of its schema see it: typed by the schema.
final class CustomValue: LazyValue {
  private let node: Node
  private let schema: StructuralSchema
  let content: LazyContent

  /// The value of a node; a list that is a set or a map knows that it is.
  static func make(_ node: Node, _ schema: StructuralSchema) -> any LazyValue {
    guard node.elements != nil, schema.listType != .atomic else { return CustomValue(node, schema) }
    return CustomList(CustomValue(node, schema), schema)
  }

  private init(_ node: Node, _ schema: StructuralSchema) {
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
        CEL.Timestamp(schema.format == "date" ? "\(scalar.text)T00:00:00Z" : scalar.text)
          .map(Value.timestamp) ?? .failure("invalid time \(scalar.text)")
      default: .string(scalar.text)
      }
    case ("number", .integer), ("number", .float): .double(scalar.number ?? 0)
    default: Value(scalar)
    }
  }

  func element(at index: Int) -> any LazyValue {
    let element = (node.elements ?? [])[index]
    return schema.items.map { CustomValue.make(element, $0) } ?? NodeValue(element, of: .object)
  }

  func member(named name: String) -> (any LazyValue)? {
    let key = isMap ? name : FieldNameEscapes.unescaped(name)
    guard let value = node.mapping?[key] else { return nil }
    return schema.field(key).map { CustomValue.make(value, $0) } ?? NodeValue(value, of: .object)
  }

  var memberNames: [String] {
    let names = node.mapping?.names ?? []
    return isMap ? names : names.compactMap { FieldNameEscapes.escaped($0) }
  }

  /// Whether the keys are data rather than fields.
  private var isMap: Bool { schema.additionalProperties.schema != nil }
}

/// A list of type set or map of a custom resource.
private final class CustomList: UnorderedList {
  private let list: CustomValue
  private let schema: StructuralSchema

  init(_ list: CustomValue, _ schema: StructuralSchema) {
    self.list = list
    self.schema = schema
  }

  var content: LazyContent { list.content }
  func element(at index: Int) -> any LazyValue { list.element(at: index) }
  func member(named name: String) -> (any LazyValue)? { nil }
  var memberNames: [String] { [] }
  func isEqual(to other: Value) -> Bool { ListMembers(value, schema).isEqual(to: other) }
  func adding(_ other: Value) -> Value { ListMembers(value, schema).adding(other, schema) }
}

/// The sum of two lists, of type set or map as the first is.
private final class JoinedList: UnorderedList {
  private let elements: [Value]
  private let schema: StructuralSchema

  init(_ elements: [Value], _ schema: StructuralSchema) {
    self.elements = elements
    self.schema = schema
  }

  var content: LazyContent { .list(count: elements.count) }
  func element(at index: Int) -> any LazyValue { WholeValue(elements[index]) }
  func member(named name: String) -> (any LazyValue)? { nil }
  var memberNames: [String] { [] }
  func isEqual(to other: Value) -> Bool { ListMembers(value, schema).isEqual(to: other) }
  func adding(_ other: Value) -> Value { ListMembers(value, schema).adding(other, schema) }
}

/// A value that is at hand already.
private final class WholeValue: LazyValue {
  let content: LazyContent
  init(_ value: Value) { content = .value(value) }
  func element(at index: Int) -> any LazyValue { self }
  func member(named name: String) -> (any LazyValue)? { nil }
  var memberNames: [String] { [] }
}

/// The members of a list, told apart by their value or by keys inside them.
private struct ListMembers {
  private let elements: [Value]
  private let keys: [Value]?

  init(_ list: Value, _ schema: StructuralSchema) {
    elements = list.elements
    keys =
      schema.listType == .map
      ? schema.mapKeys.map { .string(FieldNameEscapes.escaped($0) ?? $0) } : nil
  }

  private func isSameMember(_ left: Value, _ right: Value) -> Bool {
    guard let keys else { return left.isEqual(to: right) == true }
    return keys.allSatisfy { key in
      switch (left.lookUp(key), right.lookUp(key)) {
      case (let left?, let right?): left.isEqual(to: right) == true
      case (nil, nil): true
      default: false
      }
    }
  }

  func isEqual(to other: Value) -> Bool {
    let others = other.elements
    guard elements.count == others.count else { return false }
    return elements.allSatisfy { element in
      others.contains { isSameMember(element, $0) && element.isEqual(to: $0) == true }
    }
  }

  func adding(_ other: Value, _ schema: StructuralSchema) -> Value {
    var result = elements
    for element in other.elements {
      if let index = result.firstIndex(where: { isSameMember($0, element) }) {
        if keys != nil { result[index] = element }
      } else {
        result.append(element)
      }
    }
    return .host(JoinedList(result, schema))
  }
}
