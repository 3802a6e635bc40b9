/// The entries of a YAML mapping, in source order, each key once.
///
/// Keys of Kubernetes objects are few, so a lookup walks them.
package struct Mapping: Sendable {
  package private(set) var entries: [Entry]

  /// A key and its value.
  package struct Entry: Sendable {
    /// The key as a node, so that findings and edits can point at it.
    package var key: Node
    package var value: Node

    package init(key: Node, value: Node) {
      self.key = key
      self.value = value
    }

    /// The key as Kubernetes reads it: every key is a string.
    package var name: String { key.scalar?.text ?? "" }
  }

  package init() { entries = [] }

  /// - Precondition: no two keys have the same name.
  package init(entries: [Entry]) { self.entries = entries }

  package var count: Int { entries.count }
  package var isEmpty: Bool { entries.isEmpty }
  package var names: [String] { entries.map(\.name) }

  package func index(of name: String) -> Int? {
    // In place: a copy of each entry that is passed would cost more than the comparison.
    let entries = entries.span
    for index in entries.indices where entries[index].key.hasText(name) { return index }
    return nil
  }

  package func entry(_ name: String) -> Entry? { index(of: name).map { entries[$0] } }

  /// The value of a key; setting nil removes the entry, setting an absent key appends it.
  package subscript(name: String) -> Node? {
    get { index(of: name).map { entries[$0].value } }
    set {
      switch (index(of: name), newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?):
        entries.append(Entry(key: .string(name, origin: value.origin), value: value))
      case (nil, nil): break
      }
    }
  }

  /// Changes the value at `position` in place.
  package mutating func update<Result, Failure: Error>(
    at position: Int, _ change: (inout Node) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try change(&entries[position].value)
  }

  /// Adds an entry at the end.
  ///
  /// - Precondition: the key is absent.
  package mutating func append(_ entry: Entry) { entries.append(entry) }

  package mutating func remove(at position: Int) { entries.remove(at: position) }

  package mutating func removeAll(where condition: (Entry) -> Bool) {
    entries.removeAll(where: condition)
  }

  /// Puts the entries into the order of `areInIncreasingOrder`, which compares names.
  package mutating func sort(by areInIncreasingOrder: (String, String) -> Bool) {
    entries.sort { areInIncreasingOrder($0.name, $1.name) }
  }
}

extension Node {
  /// Whether the node is a scalar with that text.
  @inline(__always)
  fileprivate func hasText(_ text: String) -> Bool {
    guard case .scalar(let scalar) = content else { return text.isEmpty }
    return scalar.text == text
  }
}
