import YAML

/// Finds one value by a path of field names, indices and `[name=value]`.
enum FieldLookup {
  /// The value, or nil where a step is missing or does not fit.
  static func find(_ path: [String], in root: Node) -> Node? {
    var node = root
    for step in steps(path) {
      guard let next = next(step, in: node) else { return nil }
      node = next
    }
    return node
  }

  /// Changes the value that `find` finds; false where there is none.
  static func change(
    _ path: ArraySlice<String>, in node: inout Node, _ body: (inout Node) -> Void
  ) -> Bool {
    guard let step = path.first else {
      body(&node)
      return true
    }
    if let position = position(step, in: node) {
      return node.updateElements { elements in
        change(path.dropFirst(), in: &elements[position], body)
      } ?? false
    }
    return node.update(step) { change(path.dropFirst(), in: &$0, body) } ?? false
  }

  static func steps(_ path: [String]) -> [String] {
    path.compactMap { step in
      let step = step.trimmingSpace
      return step.isEmpty ? nil : step
    }
  }

  /// The value one step down, or nil where there is none.
  static func next(_ step: String, in node: Node) -> Node? {
    if let elements = node.elements {
      return position(step, in: node).map { elements[$0] }
    }
    return node[step]
  }

  /// The place of an element that a step names in a sequence.
  static func position(_ step: String, in node: Node) -> Int? {
    guard let elements = node.elements else { return nil }
    if let index = Int(step), index >= 0 { return index < elements.count ? index : nil }
    if step == "-" { return elements.isEmpty ? nil : elements.count - 1 }
    guard let (key, value) = ElementPattern.parts(of: step) else { return nil }
    return elements.firstIndex { element in
      key.isEmpty ? element.text == value && element.scalar != nil : element[key]?.text == value
    }
  }
}

/// A step into a sequence: `[name=value]`, or `[=value]` for scalars.
enum ElementPattern {
  static func isPattern(_ step: String) -> Bool { step.hasPrefix("[") && step.hasSuffix("]") }

  static func parts(of step: String) -> (key: String, value: String)? {
    guard isPattern(step) else { return nil }
    let inner = step.dropFirst().dropLast()
    guard let equals = inner.firstIndex(of: "=") else { return nil }
    return (String(inner[..<equals]), String(inner[inner.index(after: equals)...]))
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmingSpace: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
