import YAML

extension Node {
  /// Changes a mapping in place; does nothing to any other node.
  mutating func changeMapping(_ change: (inout Mapping) -> Void) {
    guard case .mapping(var mapping) = content else { return }
    // Freed first, so that the mapping is changed in place rather than copied.
    content = .sequence([])
    change(&mapping)
    content = .mapping(mapping)
  }

  /// Changes each element of a sequence in place; does nothing to any other node.
  mutating func changeElements(_ change: (inout Node) -> Void) {
    guard case .sequence(var elements) = content else { return }
    content = .sequence([])
    for index in elements.indices { change(&elements[index]) }
    content = .sequence(elements)
  }
}

extension Mapping {
  /// Changes the value of a key in place, when it is there.
  mutating func change(_ name: String, _ change: (inout Node) -> Void) {
    guard let position = index(of: name) else { return }
    update(at: position, change)
  }

  /// Changes the mapping under a key in place, when it is there.
  mutating func changeMapping(_ name: String, _ change: (inout Mapping) -> Void) {
    self.change(name) { $0.changeMapping(change) }
  }

  /// Sets a key that is absent or null.
  mutating func fill(_ name: String, _ value: @autoclosure () -> Node) {
    if let present = self[name], !present.isNull { return }
    self[name] = value().markedDefaulted
  }

  /// Sets a key that is absent, null or an empty string.
  mutating func fillEmpty(_ name: String, _ value: String) {
    if let present = self[name], !present.isNull, present.string != "" { return }
    self[name] = Node.string(value).markedDefaulted
  }

  /// Sets a key that is absent, null or an empty string, by an entry that many objects share.
  mutating func fillEmpty(_ entry: Mapping.Entry) {
    guard let present = self[entry.name] else { return append(entry) }
    if present.isNull || present.string == "" { self[entry.name] = entry.value }
  }

  /// Whether a key has a value other than null.
  func has(_ name: String) -> Bool { self[name].map { !$0.isNull } ?? false }

  /// The text under a key; empty when it is absent or no string.
  func text(_ name: String) -> String { self[name]?.string ?? "" }
}

extension Node {
  /// The tree with the origin of what the server fills in.
  var markedDefaulted: Node {
    var copy = self
    copy.origin = .defaulted
    switch content {
    case .scalar: break
    case .sequence(let elements): copy.content = .sequence(elements.map(\.markedDefaulted))
    case .mapping(let mapping):
      copy.content = .mapping(
        Mapping(
          entries: mapping.entries.map {
            Mapping.Entry(key: $0.key.markedDefaulted, value: $0.value.markedDefaulted)
          }))
    }
    return copy
  }

  /// A mapping made of names and values.
  static func object(_ entries: KeyValuePairs<String, Node>) -> Node {
    Node(
      Mapping(entries: entries.map { Mapping.Entry(key: .string($0.key), value: $0.value) }))
  }
}
