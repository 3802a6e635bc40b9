import Diagnostics

/// A collection whose end has not been read yet.
struct OpenCollection {
  let isMapping: Bool
  let isFlow: Bool
  let start: Int
  let anchor: String?
  /// What was built before the collection's content.
  let sizeBefore: Size

  var elements: [Node] = []
  var entries: [Mapping.Entry] = []
  var names = NameSet()
  /// The key whose value comes next.
  var key: Node?
  /// The mappings that merge keys brought, in order of precedence.
  var merged: [Mapping] = []
  var hasMergeKey = false
  /// How many levels of collections are inside.
  private(set) var depth = 0

  init(isMapping: Bool, isFlow: Bool, start: Int, anchor: String?, sizeBefore: Size) {
    self.isMapping = isMapping
    self.isFlow = isFlow
    self.start = start
    self.anchor = anchor
    self.sizeBefore = sizeBefore
  }

  mutating func noteDepth(_ levels: Int) { depth = max(depth, levels) }

  /// The entries with those of the merge keys; what stands in the mapping itself wins, then what
  /// was merged first (YAML 1.1, merge key language-independent type).
  var mergedMapping: Mapping {
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
  func end(closedBy event: ByteRange) -> Int {
    if isFlow { return event.upperBound }
    let last = isMapping ? entries.last?.value : elements.last
    let end = last?.origin.location?.range.upperBound ?? event.lowerBound
    // An alias' value stands elsewhere in the file, perhaps before this collection.
    return max(start, min(end, event.upperBound))
  }
}

/// The names of a mapping's keys: searched while few, hashed once many.
struct NameSet {
  private var hashed: Set<String>?

  /// Adds a name; returns the entry that has it already.
  mutating func insert(_ name: String, in entries: [Mapping.Entry]) -> Mapping.Entry? {
    if hashed == nil, entries.count >= 16 { hashed = Set(entries.map(\.name)) }
    if hashed != nil {
      guard hashed?.insert(name).inserted == false else { return nil }
    }
    return entries.position(of: name).map { entries[$0] }
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
