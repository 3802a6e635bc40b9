import YAML

/// One operation of a JSON Patch (RFC 6902).
package struct JSONPatchOperation: Sendable {
  enum Action: Sendable {
    case add(Node)
    case replace(Node)
    case remove
    case test(Node)
  }

  var action: Action
  /// The way to the value, unescaped; `-` in a list means after its end.
  var tokens: [String]
  /// The operation as it is written.
  var node: Node

  /// - Throws: what is wrong with the operation as it is written.
  init(_ node: Node) throws(ObjectPatch.Failure) {
    func fail(_ message: String, at place: Node?) -> ObjectPatch.Failure {
      ObjectPatch.Failure(message: message, node: place ?? node)
    }
    guard let name = node["op"]?.string, let path = node["path"]?.string else {
      throw fail("an operation of a JSON Patch has 'op' and 'path'", at: nil)
    }
    guard path.isEmpty || path.hasPrefix("/") else {
      throw fail("a path of a JSON Patch begins with '/'", at: node["path"])
    }
    tokens = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      .map { Self.unescaped(String($0)) }
    self.node = node
    switch (name, node["value"]) {
    case ("remove", _): action = .remove
    case ("add", let value?): action = .add(value)
    case ("replace", let value?): action = .replace(value)
    case ("test", let value?): action = .test(value)
    case ("add", nil), ("replace", nil), ("test", nil):
      throw fail("operation '\(name)' has a 'value'", at: nil)
    default:
      throw fail("operation '\(name)' is none of add, remove, replace and test", at: node["op"])
    }
  }

  func applied(to object: Node) throws(ObjectPatch.Failure) -> Node {
    try change(object, tokens[...])
  }

  private func change(
    _ node: Node, _ tokens: ArraySlice<String>
  ) throws(ObjectPatch.Failure) -> Node {
    guard let token = tokens.first else { return try changed(node) ?? Node.null() }
    let rest = tokens.dropFirst()
    switch node.content {
    case .scalar: throw missing(token)
    case .mapping(var mapping):
      let child = mapping[token]
      if rest.isEmpty {
        mapping[token] = try changed(child)
      } else {
        guard let child else { throw missing(token) }
        mapping[token] = try change(child, rest)
      }
      return Node(mapping, origin: node.origin)
    case .sequence(var elements):
      if rest.isEmpty, case .add(let value) = action {
        guard let index = token == "-" ? elements.count : Int(token),
          (0...elements.count).contains(index)
        else { throw missing(token) }
        elements.insert(value, at: index)
      } else {
        guard let index = Int(token), elements.indices.contains(index) else { throw missing(token) }
        if !rest.isEmpty {
          elements[index] = try change(elements[index], rest)
        } else if let value = try changed(elements[index]) {
          elements[index] = value
        } else {
          elements.remove(at: index)
        }
      }
      return Node(elements, origin: node.origin)
    }
  }

  /// The value in the place of another; nil to take it away.
  private func changed(_ node: Node?) throws(ObjectPatch.Failure) -> Node? {
    switch action {
    case .add(let value): return value
    case .replace(let value) where node != nil: return value
    case .remove where node != nil: return nil
    case .test(let value):
      if let node, node.isEqual(to: value) { return node }
      throw ObjectPatch.Failure(message: "the value is another than 'test' says", node: self.node)
    case .replace, .remove: throw missing(tokens.last ?? "")
    }
  }

  private func missing(_ token: String) -> ObjectPatch.Failure {
    ObjectPatch.Failure(message: "the object has no '\(token)' on this path", node: node)
  }

  /// RFC 6901 §4: `~1` is `/`, `~0` is `~`.
  private static func unescaped(_ token: String) -> String {
    var result = ""
    var rest = token[...]
    while let tilde = rest.firstIndex(of: "~") {
      result += rest[..<tilde]
      rest = rest[tilde...].dropFirst()
      switch rest.first {
      case "1": result += "/"
      case "0": result += "~"
      default:
        result += "~"
        continue
      }
      rest = rest.dropFirst()
    }
    return result + rest
  }
}
