/// A YAML value with the place in the sources that gave it.
///
/// A parsed node's origin is its own bytes in its own file. A node that a later step sets (a patch,
/// a transformer) takes the origin of what asked for it and may remember what it replaced, so every
/// field of a rendered object can say which bytes to edit. Nodes are values: changing a copy leaves
/// the tree that it came from as it was.
///
/// Copies share what they hold until one of them changes, so that a copy costs one reference however
/// large the value is.
package struct Node: Sendable {
  @usableFromInline var storage: Storage

  /// What the value is, without what it was written as in its file.
  package var content: Content {
    @inlinable get { unsafe storage.content }
    set {
      if isKnownUniquelyReferenced(&storage) {
        unsafe storage.content = newValue
      } else {
        storage = unsafe Storage(newValue, storage.origin)
      }
    }
  }

  /// Where the value comes from; changing the content does not change it.
  package var origin: Origin {
    @inlinable get { unsafe storage.origin }
    set {
      if isKnownUniquelyReferenced(&storage) {
        unsafe storage.origin = newValue
      } else {
        storage = unsafe Storage(storage.content, newValue)
      }
    }
  }

  /// Whether both share what they hold, so that neither differs from the other in anything.
  package func isCopy(of other: Node) -> Bool { storage === other.storage }

  /// What the copies of a node share; never changed while there are several.
  ///
  /// Accesses are not checked while the process runs: a node that is being changed is its owner's
  /// alone, as any value is.
  @usableFromInline
  final class Storage: @unchecked Sendable {
    @exclusivity(unchecked) @usableFromInline var content: Content
    @exclusivity(unchecked) @usableFromInline var origin: Origin

    init(_ content: Content, _ origin: Origin) {
      unsafe self.content = content
      unsafe self.origin = origin
    }
  }

  /// The three kinds of YAML value.
  package enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping(Mapping)
  }

  /// A value that some step made; without an origin no source is to blame for it.
  package init(_ content: Content, origin: Origin = .none) {
    storage = Storage(content, origin)
  }

  /// A scalar that some step made.
  package init(_ scalar: Scalar, origin: Origin = .none) {
    self.init(.scalar(scalar), origin: origin)
  }

  /// A sequence that some step made; each element keeps its own origin.
  package init(_ elements: [Node], origin: Origin = .none) {
    self.init(.sequence(elements), origin: origin)
  }

  /// A mapping that some step made; keys and values keep their own origins.
  package init(_ mapping: Mapping, origin: Origin = .none) {
    self.init(.mapping(mapping), origin: origin)
  }

  /// A string scalar.
  package static func string(_ text: String, origin: Origin = .none) -> Node {
    Node(Scalar(string: text), origin: origin)
  }

  /// An integer scalar in decimal.
  package static func integer(_ value: Int, origin: Origin = .none) -> Node {
    Node(Scalar(text: String(value), type: .integer), origin: origin)
  }

  /// A boolean scalar, written `true` or `false`.
  package static func boolean(_ value: Bool, origin: Origin = .none) -> Node {
    Node(Scalar(text: value ? "true" : "false", type: .boolean), origin: origin)
  }

  /// A null scalar, written `null`.
  package static func null(origin: Origin = .none) -> Node {
    Node(Scalar(text: "null", type: .null), origin: origin)
  }
}

extension Node {
  /// The scalar, or nil for a collection.
  @inlinable package var scalar: Scalar? {
    guard case .scalar(let scalar) = content else { return nil }
    return scalar
  }

  /// The elements of a sequence, or nil for anything else.
  @inlinable package var elements: [Node]? {
    guard case .sequence(let elements) = content else { return nil }
    return elements
  }

  /// The entries of a mapping, or nil for anything else.
  @inlinable package var mapping: Mapping? {
    guard case .mapping(let mapping) = content else { return nil }
    return mapping
  }

  /// The text of a scalar of type string, or nil for anything else.
  @inlinable package var string: String? {
    guard case .scalar(let scalar) = content, scalar.type == .string else { return nil }
    return scalar.text
  }

  /// The text of any scalar but null, whatever its type: `8080` and `"8080"` both give `8080`.
  @inlinable package var scalarText: String? {
    guard case .scalar(let scalar) = content else { return nil }
    return scalar.textUnlessNull
  }

  /// Whether the node is a null, written in any way or left out behind its key.
  @inlinable package var isNull: Bool { scalar?.type == .null }

  /// What the node is in YAML's words: a scalar's type, or sequence, or mapping.
  package var kindName: String {
    switch content {
    case .scalar(let scalar): scalar.type.rawValue
    case .sequence: "sequence"
    case .mapping: "mapping"
    }
  }

  /// The value of a mapping's key; setting nil removes the entry.
  ///
  /// Reads nil where this node is no mapping. Setting replaces the value of a present key and
  /// appends an absent one, with the value's origin as the key's.
  package subscript(key: String) -> Node? {
    @inlinable get {
      guard case .mapping(let mapping) = content else { return nil }
      return mapping[key]
    }
    set {
      guard case .mapping(var mapping) = content else {
        precondition(newValue == nil, "a key is set in a node that is no mapping")
        return
      }
      // Freed first, so that the mapping is changed in place rather than copied.
      content = .sequence([])
      mapping[key] = newValue
      content = .mapping(mapping)
    }
  }

  /// The scalar of a mapping's key, read in place; nil where there is none.
  @inlinable package func scalar(_ key: String) -> Scalar? {
    guard case .mapping(let mapping) = content, let position = mapping.index(of: key) else {
      return nil
    }
    return mapping.entries[position].value.scalar
  }

  /// The node that `path` leads to, or nil where a step is missing.
  package subscript(path: FieldPath) -> Node? {
    var node = self
    for step in path.steps {
      switch step {
      case .key(let key):
        guard let next = node.mapping?[key] else { return nil }
        node = next
      case .index(let index):
        guard let elements = node.elements, elements.indices.contains(index) else { return nil }
        node = elements[index]
      }
    }
    return node
  }

  /// Whether both are the same value, whatever their origins, styles and key order.
  ///
  /// Scalars are equal when type and text are.
  package func isEqual(to other: Node) -> Bool {
    switch (content, other.content) {
    case (.scalar(let left), .scalar(let right)):
      left.type == right.type && left.text == right.text
    case (.sequence(let left), .sequence(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1) }
    case (.mapping(let left), .mapping(let right)):
      left.count == right.count
        && left.entries.allSatisfy { entry in
          right[entry.name].map { entry.value.isEqual(to: $0) } ?? false
        }
    default: false
    }
  }
}
