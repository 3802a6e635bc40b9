import Diagnostics
import RegularExpression
import YAML

/// Changes every value that a path leads to: `*` and `[name=pattern]` lead to several.
struct FieldMatcher {
  /// What stands where a missing value is made; nil to make none.
  var created: Node.Content?
  /// What is made on the way has this origin.
  var origin: Origin

  /// Why a path cannot be followed.
  struct Refusal: Error {
    var reason: String
  }

  /// Calls `change` for each value; the answer is how many there are.
  func change(
    _ path: ArraySlice<String>, in node: inout Node,
    _ change: (inout Node) throws(Refusal) -> Void
  ) throws(Refusal) -> Int {
    guard let step = path.first else {
      try change(&node)
      return 1
    }
    guard !step.isEmpty else { throw Refusal(reason: "the path has an empty step") }
    let rest = path.dropFirst()
    if let index = Int(step), index >= 0 {
      return try changeElement(index, rest, in: &node, change)
    }
    if ElementPattern.isPattern(step) {
      return try changeMatching(step, rest, in: &node, change)
    }
    if step == "*" {
      return try inElements(of: &node) { (elements) throws(Refusal) in
        var count = 0
        for index in elements.indices {
          count += try self.change(rest, in: &elements[index], change)
        }
        return count
      }
    }
    return try changeField(step, rest, in: &node, change)
  }

  private func changeField(
    _ step: String, _ rest: ArraySlice<String>, in node: inout Node,
    _ change: (inout Node) throws(Refusal) -> Void
  ) throws(Refusal) -> Int {
    guard node.mapping != nil else {
      if node.isNull, created == nil { return 0 }
      throw Refusal(reason: "there is no \(step) in a \(node.kindName)")
    }
    if node[step] == nil {
      guard let content = content(before: rest.first) else { return 0 }
      _ = node.updateMapping { mapping in
        mapping.append(
          Mapping.Entry(
            key: .string(step, origin: origin), value: Node(content, origin: origin)))
      }
    }
    let count = try node.update(step) { (value) throws(Refusal) in
      if value.scalar != nil, !rest.isEmpty {
        throw Refusal(reason: "\(step) is a \(value.kindName), which has no \(rest.first ?? "")")
      }
      return try self.change(rest, in: &value, change)
    }
    return count ?? 0
  }

  private func changeElement(
    _ index: Int, _ rest: ArraySlice<String>, in node: inout Node,
    _ change: (inout Node) throws(Refusal) -> Void
  ) throws(Refusal) -> Int {
    try inElements(of: &node) { (elements) throws(Refusal) in
      if elements.count == index, let content = content(before: rest.first) {
        elements.append(Node(content, origin: origin))
      }
      guard index < elements.count else {
        throw Refusal(reason: "there is no element \(index) among \(elements.count)")
      }
      return try self.change(rest, in: &elements[index], change)
    }
  }

  private func changeMatching(
    _ step: String, _ rest: ArraySlice<String>, in node: inout Node,
    _ change: (inout Node) throws(Refusal) -> Void
  ) throws(Refusal) -> Int {
    guard let (key, text) = ElementPattern.parts(of: step) else {
      throw Refusal(reason: "\(step) must be written [field=value]")
    }
    let pattern: Pattern
    do { pattern = try Pattern(text) } catch {
      throw Refusal(reason: "\(text) is no regular expression")
    }
    return try inElements(of: &node) { (elements) throws(Refusal) in
      var count = try changeMatching(key, pattern, rest, in: &elements, change)
      if count == 0, created != nil {
        let value = Node(Scalar.untagged(text), origin: origin)
        var element = value
        if !key.isEmpty {
          element = Node(Mapping(), origin: origin)
          element[key] = value
        }
        elements.append(element)
        count = try changeMatching(key, pattern, rest, in: &elements, change)
      }
      return count
    }
  }

  private func changeMatching(
    _ key: String, _ pattern: Pattern, _ rest: ArraySlice<String>, in elements: inout [Node],
    _ change: (inout Node) throws(Refusal) -> Void
  ) throws(Refusal) -> Int {
    var count = 0
    for index in elements.indices {
      let value = key.isEmpty ? elements[index] : elements[index][key]
      guard let value, pattern.matches(value.writtenText) else { continue }
      if key.isEmpty {
        try change(&elements[index])
        count += 1
      } else {
        count += try self.change(rest, in: &elements[index], change)
      }
    }
    return count
  }

  private func inElements(
    of node: inout Node, _ body: (inout [Node]) throws(Refusal) -> Int
  ) throws(Refusal) -> Int {
    if node.isNull { return 0 }
    guard let count = try node.updateElements(body) else {
      throw Refusal(reason: "a \(node.kindName) has no elements")
    }
    return count
  }

  /// What is made where the next step leads on from; nil where nothing is made.
  private func content(before next: String?) -> Node.Content? {
    guard let created else { return nil }
    guard let next else { return created }
    return ElementPattern.isPattern(next) || Int(next).map { $0 >= 0 } == true
      ? .sequence([]) : .mapping(Mapping())
  }
}

extension Node {
  /// A scalar as it is written: what was quoted is quoted.
  fileprivate var writtenText: String {
    guard let scalar else { return "" }
    guard scalar.type == .string else { return scalar.text }
    switch scalar.style {
    case .singleQuoted: return "'\(scalar.text)'"
    case .doubleQuoted where origin.location != nil && origin.setter == .document:
      return "\"\(scalar.text)\""
    default:
      let isPlain = Schema.kustomize.type(ofPlain: scalar.text) == .string
      return isPlain ? scalar.text : "\"\(scalar.text)\""
    }
  }
}
