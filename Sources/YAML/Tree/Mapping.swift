/// The entries of a YAML mapping, in source order, each key once.
///
/// Keys of Kubernetes objects are few, so a lookup walks them.
package struct Mapping: Sendable {
  /// The entries in source order; those that were added stand at the end.
  package private(set) var entries: [Entry]

  /// A key and its value.
  package struct Entry: Sendable {
    /// The key as a node, so that findings and edits can point at it.
    package var key: Node
    /// What stands behind the key, null where that is nothing.
    package var value: Node

    /// An entry whose key may be no string as it is written, as `80`.
    package init(key: Node, value: Node) {
      self.key = key
      self.value = value
    }

    /// The key as Kubernetes reads it: every key is a string.
    @inlinable package var name: String { key.scalar?.text ?? "" }

    /// Whether the key is that one.
    @inlinable package func isNamed(_ name: String) -> Bool { key.hasText(name, name.utf8.count) }
  }

  /// A mapping without entries, `{}`.
  package init() { entries = [] }

  /// - Precondition: no two keys have the same name.
  package init(entries: [Entry]) { self.entries = entries }

  /// The number of entries.
  @inlinable package var count: Int { entries.count }
  /// Whether there is no entry.
  @inlinable package var isEmpty: Bool { entries.isEmpty }
  /// The keys as Kubernetes reads them, in the order of the entries.
  package var names: [String] { entries.map(\.name) }

  /// A number that tells mappings apart that are not copies of each other, for as long as they live;
  /// mappings without entries have the same.
  package var identity: Int {
    unsafe entries.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
  }

  /// The position of a key, or nil where it is absent.
  @inlinable package func index(of name: String) -> Int? { entries.position(of: name) }

  /// The entry of a key, or nil where it is absent.
  package func entry(_ name: String) -> Entry? { index(of: name).map { entries[$0] } }

  /// The value of a key; setting nil removes the entry, setting an absent key appends it.
  package subscript(name: String) -> Node? {
    @inlinable get { index(of: name).map { entries[$0].value } }
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

  /// Removes the entry at a position that is in range; those behind it move up.
  package mutating func remove(at position: Int) { entries.remove(at: position) }

  /// Removes the entries that fulfil a condition; the others keep their order.
  package mutating func removeAll(where condition: (Entry) -> Bool) {
    entries.removeAll(where: condition)
  }

  /// Puts the entries into the order of `areInIncreasingOrder`, which compares names.
  package mutating func sort(by areInIncreasingOrder: (String, String) -> Bool) {
    entries.sort { areInIncreasingOrder($0.name, $1.name) }
  }
}

extension [Mapping.Entry] {
  /// The position of the first entry of a key, or nil where it is absent.
  @usableFromInline func position(of name: String, from start: Int = 0) -> Int? {
    // In place: a copy of each entry that is passed would cost more than the comparison.
    let length = name.utf8.count
    for index in start..<count where self[index].key.hasText(name, length) { return index }
    return nil
  }
}

extension Node {
  /// Whether the node is a scalar with that text, of which the length tells most others apart.
  @inline(__always) @usableFromInline
  func hasText(_ text: String, _ length: Int) -> Bool {
    guard case .scalar(let scalar) = content else { return length == 0 }
    return scalar.text.utf8.count == length && scalar.text == text
  }
}
