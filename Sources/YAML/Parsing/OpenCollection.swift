import Diagnostics

/// A collection whose end has not been read yet.
struct OpenCollection {
  let isMapping: Bool
  let isFlow: Bool
  let start: Int
  /// Where what has been read of it begins: among the entries of all open mappings, or among the
  /// elements of all open sequences.
  let first: Int
  let anchor: String?
  /// What was built before the collection's content.
  let sizeBefore: Size

  var names = NameSet()
  /// The key whose value comes next.
  var key: Node?
  /// The mappings that merge keys brought, in order of precedence.
  var merged: [Mapping] = []
  var hasMergeKey = false
  /// How many levels of collections are inside.
  private(set) var depth = 0

  init(
    isMapping: Bool, isFlow: Bool, start: Int, first: Int, anchor: String?, sizeBefore: Size
  ) {
    self.isMapping = isMapping
    self.isFlow = isFlow
    self.start = start
    self.first = first
    self.anchor = anchor
    self.sizeBefore = sizeBefore
  }

  mutating func noteDepth(_ levels: Int) { depth = max(depth, levels) }

  /// The mapping's own entries with those of the merge keys; what stands in the mapping itself wins,
  /// then what was merged first (YAML 1.1, merge key language-independent type).
  func mapping(of entries: [Mapping.Entry]) -> Mapping {
    guard !merged.isEmpty else { return Mapping(entries: entries) }
    var result = entries
    var names = names
    for entry in merged.lazy.flatMap(\.entries) where names.insert(entry.name, in: result) == nil {
      result.append(entry)
    }
    return Mapping(entries: result)
  }

  /// Where the collection's own text ends.
  ///
  /// libyaml ends a block collection at the next token, after blank lines and comments; its text
  /// ends where its last child does.
  func end(closedBy event: ByteRange, behind last: Node?) -> Int {
    if isFlow { return event.upperBound }
    let end = last?.origin.location?.range.upperBound ?? event.lowerBound
    // An alias' value stands elsewhere in the file, perhaps before this collection.
    return max(start, min(end, event.upperBound))
  }
}

/// The names of a mapping's keys: searched while few, hashed once many.
struct NameSet {
  private var hashed: Set<String>?

  /// Adds a name; returns the position of the entry that has it already.
  ///
  /// - Parameter start: where the mapping's entries begin.
  mutating func insert(
    _ name: String, in entries: [Mapping.Entry], from start: Int = 0
  ) -> Int? {
    if hashed == nil, entries.count - start >= 16 { hashed = Set(entries[start...].map(\.name)) }
    if hashed != nil {
      guard hashed?.insert(name).inserted == false else { return nil }
    }
    return entries.position(of: name, from: start)
  }
}

/// How much has been built.
struct Size {
  var nodes = 0
  var bytes = 0

  static func += (left: inout Size, right: Size) {
    left.nodes += right.nodes
    left.bytes += right.bytes
  }

  static func - (left: Size, right: Size) -> Size {
    Size(nodes: left.nodes - right.nodes, bytes: left.bytes - right.bytes)
  }
}

/// A value that aliases can repeat.
struct Anchor {
  let node: Node
  let size: Size
  /// How many levels of collections are inside.
  let depth: Int
}
