import CEL
import YAML

/// A node of an object as expressions see it: read where an expression asks, never copied.
///
/// It remembers the way it was reached by, so that what an expression read can be named as a field
/// and found in its file.
final class NodeValue: LazyValue {
  let node: Node
  let content: LazyContent
  /// What the node was reached through; nil at the root of a variable.
  let parent: NodeValue?
  private let step: FieldPath.Step?
  /// The variable that the root is the value of.
  let variable: PolicyVariable

  convenience init(_ node: Node, of variable: PolicyVariable) {
    self.init(node, variable: variable, parent: nil, step: nil)
  }

  private init(
    _ node: Node, variable: PolicyVariable, parent: NodeValue?, step: FieldPath.Step?
  ) {
    self.node = node
    self.variable = variable
    self.parent = parent
    self.step = step
    content =
      switch node.content {
      case .mapping(let mapping): .map(count: mapping.count)
      case .sequence(let elements): .list(count: elements.count)
      case .scalar(let scalar): .value(Value(scalar))
      }
  }

  /// The way from the variable's value to the node.
  var path: FieldPath {
    var steps: [FieldPath.Step] = []
    var next: NodeValue? = self
    while let value = next {
      if let step = value.step { steps.append(step) }
      next = value.parent
    }
    return FieldPath(steps.reversed())
  }

  func element(at index: Int) -> any LazyValue {
    let elements = node.elements ?? []
    return NodeValue(elements[index], variable: variable, parent: self, step: .index(index))
  }

  func member(named name: String) -> (any LazyValue)? {
    node.mapping?[name].map {
      NodeValue($0, variable: variable, parent: self, step: .key(name))
    }
  }

  func memberValue(named name: String) -> Value? {
    guard let member = node.mapping?[name] else { return nil }
    if case .scalar(let scalar) = member.content { return Value(scalar) }
    return .host(NodeValue(member, variable: variable, parent: self, step: .key(name)))
  }

  var memberNames: [String] { node.mapping?.names ?? [] }
}

extension Value {
  /// The value of a scalar as JSON decodes it: whole numbers are integers.
  init(_ scalar: Scalar) {
    switch scalar.type {
    case .null: self = .null
    case .string: self = .string(scalar.text)
    case .boolean: self = .bool(scalar.boolean ?? false)
    case .integer:
      if let value = scalar.integer {
        self = .int(Int64(value))
      } else {
        self = .double(scalar.number ?? 0)
      }
    case .float:
      let number = scalar.number ?? 0
      if let value = Int64(exactly: number), !scalar.text.contains("-0") {
        self = .int(value)
      } else {
        self = .double(number)
      }
    }
  }
}
