package import Diagnostics

/// Changes values of a YAML file while every byte that says something else stays as it is.
///
/// Comments, anchors, quoting, indentation, flow and block layout, line breaks and a missing final
/// newline are kept. Each change is read back before it is taken: the file must then say exactly
/// what it said before but for the value asked for, to both readers of ``Schema``; a string that
/// would be read as something else is quoted. A change that finds no such text is refused, and the
/// editor stays as it was.
///
/// Changes may be made one after the other; paths always mean the document as changed so far.
package struct SourceEditor: Sendable {
  /// The file as it was before the first change.
  package let file: SourceFile
  let schema: Schema
  private let repeatedKeys: RepeatedKeys
  private var text: EditedText
  private var documents: [SyntaxNode]

  /// - Parameter repeatedKeys: whether a mapping may have a key twice, whose last value is then the one that
  ///   is changed.
  /// - Throws: ``EditError/unreadable(_:)`` when the file has errors.
  package init(
    _ file: SourceFile, as schema: Schema = .kustomize, repeatedKeys: RepeatedKeys = .firstStays
  ) throws(EditError) {
    self.file = file
    self.schema = schema
    self.repeatedKeys = repeatedKeys
    text = EditedText(file.bytes)
    let parsed = file.parsed(as: schema, repeatedKeys: repeatedKeys)
    let error = parsed.errors.first { $0.kind != .duplicateKey || repeatedKeys == .firstStays }
    if let error { throw .unreadable(error) }
    do {
      documents = try SyntaxReader.documents(of: file.bytes)
    } catch {
      preconditionFailure("the same text reads as a tree")
    }
  }

  /// All changes so far, as edits of the file's own bytes.
  package var edits: [TextEdit] { text.edits }

  /// All changes so far with the file that they belong to.
  package var fileEdit: FileEdit { FileEdit(file: file, edits: edits) }

  /// The text with all changes so far.
  package var bytes: [UInt8] { text.bytes }
}

// MARK: - Changes

extension SourceEditor {
  /// Makes the value at `path` equal to `value`; does nothing where it is.
  ///
  /// A scalar keeps its style where that is safe, and its anchor, so that aliases follow. An alias
  /// is itself replaced: the value that it named stays. Keys that the path names and the document
  /// lacks are added at the end of their mapping; a key that a merge brings is overridden.
  package mutating func set(
    _ path: FieldPath, to value: Node, inDocument index: Int = 0
  ) throws(EditError) {
    let (place, rest) = try descend(path, inDocument: index)
    guard let first = rest.first else {
      guard !says(place, value, inDocument: index) else { return }
      return try replace(place, with: value, inDocument: index)
    }
    let added = try Self.nest(value, under: rest.dropFirst(), of: path)
    guard case .key(let name) = first else { throw .missing(path) }
    if place.node.isNull {
      let mapping = Mapping(entries: [Mapping.Entry(key: .string(name), value: added)])
      return try replace(place, with: Node(mapping), inDocument: index)
    }
    guard case .mapping(let entries, _) = place.node.content else { throw .notInside(path) }
    if rest.count > 1, try isMerged(name, in: place, document: index) { throw .merged(path) }
    try insert(added, named: name, into: place, at: entries.count, inDocument: index)
  }

  /// Gives the entry at `path` another key, which its mapping has not; its value stays, and all about it.
  package mutating func rename(
    _ path: FieldPath, to name: String, inDocument index: Int = 0
  ) throws(EditError) {
    let (place, rest) = try descend(path, inDocument: index)
    guard rest.isEmpty else { throw .missing(path) }
    guard let entry = place.entry, let parent = place.parent, let position = place.positions.last
    else { throw .notInside(path) }
    try commit(
      [[TextEdit(range: entry.key.range, replacement: name)]], at: path, inDocument: index,
      expecting: Shape(documents[index]).changing(parent.positions[...]) {
        $0.renaming(at: position, to: name)
      })
  }

  /// Adds an item at the end of the sequence at `path`, which may be absent or null.
  package mutating func append(
    _ value: Node, to path: FieldPath, inDocument index: Int = 0
  ) throws(EditError) {
    let (place, rest) = try descend(path, inDocument: index)
    guard rest.isEmpty else { return try set(path, to: Node([value]), inDocument: index) }
    try insert(value, into: place, at: place.node.children.count, inDocument: index)
  }

  /// Adds an item before the one that `path` names, or at the end where it names one past the last.
  package mutating func insert(
    _ value: Node, at path: FieldPath, inDocument index: Int = 0
  ) throws(EditError) {
    guard case .index(let position)? = path.steps.last else { throw .notInside(path) }
    let (place, rest) = try descend(path.parent, inDocument: index)
    guard rest.isEmpty else { throw .missing(path.parent) }
    try insert(value, into: place, at: position, inDocument: index)
  }

  /// Adds an entry or an item in the words of another file, or else in the manner of this one.
  ///
  /// Where the collection at `path` is absent or null it is made, and the position is of no matter.
  ///
  /// - Parameters:
  ///   - name: the key of an entry; nil for an item.
  ///   - position: before which child it comes; their number for the end.
  ///   - excerpt: how the value is written; taken where it says just that and the neighbours are
  ///     written alike.
  package mutating func insert(
    _ value: Node, named name: String?, at position: Int, of path: FieldPath,
    like excerpt: Excerpt?, inDocument index: Int = 0
  ) throws(EditError) {
    let (place, rest) = try descend(path, inDocument: index)
    guard rest.isEmpty, !place.node.isNull else {
      var whole = Node([value])
      if let name { whole = Node(Mapping(entries: [.init(key: .string(name), value: value)])) }
      return try set(path, to: whole, inDocument: index)
    }
    try insert(
      value, named: name, into: place, at: min(position, place.node.children.count),
      like: excerpt, inDocument: index)
  }

  /// Takes the key or the item at `path` out, with its own lines and the comment lines above it.
  ///
  /// Comment lines belong to it when they are indented as it is and no blank line parts them from
  /// it; those at the head of a document stay. A collection that loses its last entry becomes `{}`
  /// or `[]`.
  package mutating func remove(
    _ path: FieldPath, inDocument index: Int = 0
  ) throws(EditError) {
    let (place, rest) = try descend(path, inDocument: index)
    if rest.count == 1, case .key(let name) = rest[0],
      try isMerged(name, in: place, document: index)
    {
      throw .merged(path)
    }
    guard rest.isEmpty else { throw .missing(path) }
    guard let parent = place.parent, let position = place.positions.last else {
      throw .notInside(path)
    }
    let anchors = place.node.innerAnchors + (place.node.anchor.map { [$0] } ?? [])
    try requireUnused(anchors, losing: place, inDocument: index)
    if parent.node.children.count == 1 {
      var empty = Node([])
      if case .mapping = parent.node.content { empty = Node(Mapping()) }
      return try replace(parent, with: empty, inDocument: index)
    }
    let layout = DocumentLayout(bytes: bytes, root: documents[index])
    try commit(
      layout.removals(of: place), at: path, inDocument: index,
      expecting: Shape(documents[index]).changing(parent.positions[...]) {
        $0.removing(at: position)
      })
  }
}

// MARK: - Finding places

extension SourceEditor {
  /// The place of `path` or of the last value on the way to it, with the steps that are left.
  private func descend(
    _ path: FieldPath, inDocument index: Int
  ) throws(EditError) -> (Place, [FieldPath.Step]) {
    guard documents.indices.contains(index) else { throw .noDocument(index) }
    var place = Place(root: documents[index])
    for (depth, step) in path.steps.enumerated() {
      if case .alias(let name) = place.node.content { throw .throughAlias(name, at: path) }
      guard let next = place.child(step) else {
        if case .index = step, !place.node.isNull { throw .notInside(path) }
        return (place, Array(path.steps[depth...]))
      }
      place = next
    }
    return (place, [])
  }

  private static func nest(
    _ value: Node, under steps: ArraySlice<FieldPath.Step>, of path: FieldPath
  ) throws(EditError) -> Node {
    var value = value
    for step in steps.reversed() {
      switch step {
      case .key(let name):
        value = Node(Mapping(entries: [Mapping.Entry(key: .string(name), value: value)]))
      case .index(0): value = Node([value])
      case .index: throw .notInside(path)
      }
    }
    return value
  }

  private func says(_ place: Place, _ value: Node, inDocument index: Int) -> Bool {
    if case .alias = place.node.content {
      return resolved(place, index)?.isEqual(to: value) == true
    }
    var node = place.node
    node.anchor = nil
    return Shape(node) == Shape(value)
  }

  /// The place of `path`; nil where nothing is there.
  func place(of path: FieldPath, inDocument index: Int) -> Place? {
    guard let (place, rest) = try? descend(path, inDocument: index), rest.isEmpty else {
      return nil
    }
    return place
  }

  func root(ofDocument index: Int) -> SyntaxNode? {
    documents.indices.contains(index) ? documents[index] : nil
  }

  /// The value of a place as readers see it, aliases and merges expanded.
  private func resolved(_ place: Place, _ index: Int) -> Node? {
    let parsed = SourceFile(path: file.path, bytes: bytes)
      .parsed(as: schema, repeatedKeys: repeatedKeys)
    guard parsed.documents.indices.contains(index) else { return nil }
    return parsed.documents[index].root[place.path]
  }

  private func isMerged(
    _ name: String, in place: Place, document index: Int
  ) throws(EditError) -> Bool {
    guard case .mapping(let entries, _) = place.node.content, entries.contains(where: \.isMerge)
    else { return false }
    return resolved(place, index)?[name] != nil
  }

  private func requireUnused(
    _ anchors: [String], losing place: Place, inDocument index: Int
  ) throws(EditError) {
    guard !anchors.isEmpty else { return }
    let inside = place.node.aliases
    let everywhere = documents[index].aliases
    for anchor in anchors where everywhere[anchor, default: 0] > inside[anchor, default: 0] {
      throw .anchorInUse(anchor, at: place.path)
    }
  }
}

// MARK: - Taking edits

extension SourceEditor {
  private mutating func replace(
    _ place: Place, with value: Node, inDocument index: Int
  ) throws(EditError) {
    try requireUnused(place.node.innerAnchors, losing: place, inDocument: index)
    let layout = DocumentLayout(bytes: bytes, root: documents[index])
    try commit(
      layout.replacements(of: place, with: value), at: place.path, inDocument: index,
      expecting: Shape(documents[index]).changing(place.positions[...]) { _ in Shape(value) })
  }

  private mutating func insert(
    _ value: Node, named name: String? = nil, into place: Place, at position: Int,
    like excerpt: Excerpt? = nil, inDocument index: Int
  ) throws(EditError) {
    switch place.node.content {
    case .scalar where place.node.isNull && name == nil && position == 0:
      return try replace(place, with: Node([value]), inDocument: index)
    case .alias(let anchor): throw .throughAlias(anchor, at: place.path)
    case .sequence(let elements, _) where name == nil && (0...elements.count).contains(position):
      break
    case .mapping where name != nil: break
    case .scalar, .sequence, .mapping:
      throw .notInside(place.path.appending(.index(position)))
    }
    let layout = DocumentLayout(bytes: bytes, root: documents[index])
    let written = excerpt.map { layout.insertions(of: $0, into: place.node, at: position) } ?? []
    try commit(
      written + layout.insertions(of: value, named: name, into: place, at: position),
      at: name.map { place.path.appending(.key($0)) } ?? place.path, inDocument: index,
      expecting: Shape(documents[index]).changing(place.positions[...]) {
        $0.inserting(Shape(value), named: name, at: position)
      })
  }

  /// Takes the first of `candidates` that reads back as expected.
  private mutating func commit(
    _ candidates: [[TextEdit]], at path: FieldPath, inDocument index: Int, expecting shape: Shape
  ) throws(EditError) {
    var expected = documents.map { Shape($0) }
    expected[index] = shape
    for candidate in candidates {
      guard let result = try? candidate.applied(to: bytes),
        let read = try? SyntaxReader.documents(of: result), read.map({ Shape($0) }) == expected
      else { continue }
      text.apply(candidate, giving: result)
      documents = read
      return
    }
    throw .layout(path)
  }
}
