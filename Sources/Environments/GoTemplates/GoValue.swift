import YAML

/// What Go makes of values that come from JSON.
enum GoValue {
  /// Whether a value is neither nothing nor empty.
  static func isTrue(_ node: Node?) -> Bool {
    switch node?.content {
    case nil: return false
    case .sequence(let elements): return !elements.isEmpty
    case .mapping(let mapping): return !mapping.isEmpty
    case .scalar(let scalar):
      switch scalar.type {
      case .null: return false
      case .string: return !scalar.text.isEmpty
      case .boolean: return scalar.boolean ?? false
      case .integer, .float: return scalar.number != 0
      }
    }
  }

  /// A value as `%v` has it.
  static func printed(_ node: Node?) -> String {
    switch node?.content {
    case nil: return "<no value>"
    case .sequence(let elements):
      return "[\(elements.map { printed($0) }.joined(separator: " "))]"
    case .mapping(let mapping):
      let entries = mapping.entries.sorted { $0.name < $1.name }
      return "map[\(entries.map { "\($0.name):\(printed($0.value))" }.joined(separator: " "))]"
    case .scalar(let scalar):
      switch scalar.type {
      case .null: return "<no value>"
      case .string: return scalar.text
      case .boolean: return scalar.boolean == true ? "true" : "false"
      case .integer: return scalar.integer.map { String($0) } ?? scalar.text
      case .float: return scalar.number.map(NumberFormat.go) ?? scalar.text
      }
    }
  }

  /// A value with each number as the one type that JSON has for them.
  static func fromJSON(_ node: Node) -> Node {
    var node = node
    node.updateAll { inner in
      guard case .scalar(var scalar) = inner.content, scalar.type == .integer else { return }
      scalar.type = .float
      inner.content = .scalar(scalar)
    }
    return node
  }

  /// The name of a value's type.
  static func typeName(_ node: Node?) -> String {
    switch node?.content {
    case nil: "nil"
    case .sequence: "[]interface {}"
    case .mapping: "map[string]interface {}"
    case .scalar(let scalar):
      switch scalar.type {
      case .null: "nil"
      case .string: "string"
      case .boolean: "bool"
      case .integer: "int"
      case .float: "float64"
      }
    }
  }

  /// What `kindOf` calls a value.
  static func kindName(_ node: Node?) -> String {
    switch node?.content {
    case nil: "invalid"
    case .sequence: "slice"
    case .mapping: "map"
    case .scalar(let scalar):
      switch scalar.type {
      case .null: "invalid"
      case .string: "string"
      case .boolean: "bool"
      case .integer: "int"
      case .float: "float64"
      }
    }
  }

  /// Whether two values are one.
  static func isEqual(_ left: Node?, _ right: Node?) throws(GoTemplateError) -> Bool {
    guard let left, let right, !left.isNull, !right.isNull else {
      return (left?.isNull ?? true) && (right?.isNull ?? true)
    }
    guard kindName(left) == kindName(right) else {
      throw GoTemplateError("incompatible types for comparison")
    }
    if let left = left.scalar?.number, let right = right.scalar?.number { return left == right }
    return left.isEqual(to: right)
  }

  /// Whether one value comes before another.
  static func isLess(_ left: Node?, _ right: Node?) throws(GoTemplateError) -> Bool {
    guard kindName(left) == kindName(right) else {
      throw GoTemplateError("incompatible types for comparison")
    }
    if let left = left?.scalar?.number, let right = right?.scalar?.number { return left < right }
    guard let left = left?.string, let right = right?.string else {
      throw GoTemplateError("invalid type for comparison")
    }
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
