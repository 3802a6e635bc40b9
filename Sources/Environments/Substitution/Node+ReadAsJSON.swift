import YAML

extension Node {
  /// The first value or key that JSON, which the text is read into, has no form for.
  var firstWithoutJSON: Node? {
    switch content {
    case .scalar(let scalar):
      return scalar.type == .float && scalar.number?.isFinite != true ? self : nil
    case .sequence(let elements): return elements.lazy.compactMap(\.firstWithoutJSON).first
    case .mapping(let mapping):
      for entry in mapping.entries {
        if entry.key.isNull { return entry.key }
        if let node = entry.value.firstWithoutJSON { return node }
      }
      return nil
    }
  }

  /// Makes of numbers, booleans and keys what they are once they have been JSON.
  mutating func readAsJSON() {
    if let scalar, let read = scalar.readAsJSON {
      content = .scalar(read)
      return
    }
    _ = updateElements { elements in
      for index in elements.indices { elements[index].readAsJSON() }
    }
    if let mapping {
      content = .mapping(
        Mapping(
          entries: mapping.entries.map { entry in
            var entry = entry
            let name = entry.key.scalar.flatMap(\.readAsJSON)?.text ?? entry.name
            entry.key.content = .scalar(Scalar(string: name))
            entry.value.readAsJSON()
            return entry
          }))
    }
  }
}

extension Scalar {
  /// The scalar after JSON; nil where it stays as it is.
  var readAsJSON: Scalar? {
    switch type {
    case .string: return nil
    case .null: return Scalar(text: "null", type: .null)
    case .boolean: return boolean.map { Scalar(text: $0 ? "true" : "false", type: .boolean) }
    case .integer:
      if let integer { return Scalar(text: String(integer), type: .integer) }
      fallthrough
    case .float:
      // What no 64 bits hold is read as a floating-point number.
      return number.flatMap(NumberFormat.json).map { text in
        Scalar(text: text, type: Schema.kubernetes.type(ofPlain: text))
      }
    }
  }
}
