import Diagnostics
import YAML

/// Makes chosen differences in the target's file, so that only the bytes of the change change.
struct FileChange {
  /// A difference that is to be made, with what the target is to say; nil for nothing.
  struct Choice {
    let difference: Difference
    let value: Node?
  }

  /// Why a difference cannot be made.
  struct Failure: Error {
    let field: PromotedField
    let error: EditError
  }

  let words: EnvironmentWords
  let source: MergedFile?
  let target: MergedFile

  init(from source: MergedFile?, to target: MergedFile, words: EnvironmentWords) {
    self.words = words
    self.source = source
    self.target = target
  }

  /// The edits of the target's bytes that make all of `choices`.
  func edits(_ choices: [Choice]) throws(Failure) -> [TextEdit] {
    switch target.kind {
    case .text: return whole(choices)
    case .variables: return variables(choices)
    case .kustomization, .yaml:
      if choices.contains(where: { $0.difference.field.document == .file }) {
        return whole(choices)
      }
    }
    var editor: SourceEditor
    do { editor = try SourceEditor(target.file, repeatedKeys: target.kind.repeatedKeys) } catch {
      throw Failure(field: choices[0].difference.field, error: error)
    }
    let (documents, fields) = split(choices)
    for choice in fields {
      do { try make(choice, fields, in: &editor) } catch {
        throw Failure(field: choice.difference.field, error: error)
      }
    }
    guard !documents.isEmpty else { return editor.edits }
    let result = try self.documents(documents, in: target.with(editor.bytes))
    return TextDifference.edits(from: target.file.bytes, to: result)
  }

  private func split(_ choices: [Choice]) -> (documents: [Choice], fields: [Choice]) {
    // Of a part of a file, all of it is a field as others are.
    let isDocument = { (choice: Choice) in
      choice.difference.field.steps.isEmpty && target.division == nil
    }
    return (choices.filter(isDocument), choices.filter { !isDocument($0) })
  }

  // MARK: Files of other kinds

  private func whole(_ choices: [Choice]) -> [TextEdit] {
    guard let text = choices.first?.value?.string else { return [] }
    return TextDifference.edits(from: target.file.bytes, to: Array(text.utf8))
  }

  private func variables(_ choices: [Choice]) -> [TextEdit] {
    guard let lines = VariableLines(target.file) else { return [] }
    let order = source.flatMap { VariableLines($0.file) }?.node.mapping?.names ?? []
    return lines.edits(
      setting: choices.compactMap { choice in
        choice.difference.field.lastKey.map { ($0, choice.value?.scalarText) }
      }, like: order)
  }
}

// MARK: - Fields

extension FileChange {
  private func make(
    _ choice: Choice, _ all: [Choice], in editor: inout SourceEditor
  ) throws(EditError) {
    let difference = choice.difference
    let current = target.with(editor.bytes)
    guard let document = current.document(difference.field.document, on: .target) else {
      throw .missing(.root)
    }
    let place = MergedFile.place(of: difference.field.steps, in: document, on: .target)
    if let members = difference.members {
      return try set(members, choice.value, place?.path, document.index, &editor)
    }
    switch (place, choice.value) {
    case (nil, nil): return
    case (let place?, nil): try remove(place.path, difference.field, document, &editor)
    case (let place?, let value?):
      if place.node.isEqual(to: value) { return }
      try replace(place.node, at: place.path, with: value, difference, document.index, &editor)
    case (nil, let value?):
      try add(value, difference.field, all, document, &editor)
    }
  }

  private func set(
    _ members: [String], _ value: Node?, _ entry: FieldPath?, _ document: Int,
    _ editor: inout SourceEditor
  ) throws(EditError) {
    guard let entry else { return }
    if let old = onlyMember(of: members, in: root(document, editor)?[entry]),
      let new = onlyMember(of: members, in: value), old != new,
      !isAutomated(root(document, editor)?[entry]?[old])
    {
      // One stands in the other's place, and what is said beside it stays.
      try editor.rename(entry.appending(.key(old)), to: new, inDocument: document)
    }
    let current = root(document, editor)?[entry]
    for member in members {
      let path = entry.appending(.key(member))
      if let new = value?[member] {
        try editor.set(path, to: new, inDocument: document)
      } else if current?[member] != nil {
        try editor.remove(path, inDocument: document)
      }
    }
  }

  /// Whether a remark beside a value tells Flux what to write there, which fits nothing else.
  private func isAutomated(_ value: Node?) -> Bool {
    guard let place = value?.origin.location else { return false }
    let rest = place.file.bytes[place.range.upperBound...].prefix { $0 != UInt8(ascii: "\n") }
    return String(decoding: rest, as: UTF8.self).contains("$imagepolicy")
  }

  private func root(_ document: Int, _ editor: SourceEditor) -> Node? {
    target.with(editor.bytes).documents.first { $0.index == document }?.root
  }

  /// The one of some keys that an entry has; nil where it has several or none.
  private func onlyMember(of members: [String], in entry: Node?) -> String? {
    let there = members.filter { entry?[$0].map { !$0.isNull } ?? false }
    return there.count == 1 ? there[0] : nil
  }

  /// Takes an entry out, and the list with its last one where the source has no such list, or where a list
  /// without entries is none.
  private func remove(
    _ path: FieldPath, _ field: PromotedField, _ document: MergedFile.NamedDocument,
    _ editor: inout SourceEditor
  ) throws(EditError) {
    var path = path
    var parent = field.parent
    while case .entry? = field.steps.last, document.root[path.parent]?.elements?.count == 1,
      !parent.steps.isEmpty,
      target.kind == .kustomization
        || source?.value(of: parent, members: nil, on: .source) == nil
    {
      path = path.parent
      parent = parent.parent
      guard case .entry? = parent.steps.last else { break }
    }
    try editor.remove(path, inDocument: document.index)
  }

  private func replace(
    _ node: Node, at path: FieldPath, with value: Node, _ difference: Difference,
    _ document: Int, _ editor: inout SourceEditor
  ) throws(EditError) {
    guard let old = node.elements, let new = value.elements, !old.isEmpty, !new.isEmpty else {
      return try editor.set(path, to: value, inDocument: document)
    }
    // Element by element, so that what stays keeps its comments.
    let (left, right) = (old.map(ThreeWay.Element.init), new.map(ThreeWay.Element.init))
    for change in right.difference(from: left) {
      switch change {
      case .remove(let offset, _, _):
        try editor.remove(path.appending(.index(offset)), inDocument: document)
      case .insert(let offset, let element, _):
        try editor.insert(
          element.node, named: nil, at: offset, of: path,
          like: excerpt(of: element.node, in: difference), inDocument: document)
      }
    }
  }

  /// The source's own words for an element of a list whose elements have no names; nil where it has none such.
  private func excerpt(of element: Node, in difference: Difference) -> Excerpt? {
    guard let source, let list = difference.source, let elements = list.node.elements else {
      return nil
    }
    let index = elements.firstIndex { own in
      words.translated(own, at: difference.field).isEqual(to: element)
    }
    guard let index,
      let editor = try? SourceEditor(source.file, repeatedKeys: source.kind.repeatedKeys),
      var excerpt = editor.excerpt(
        of: list.path.appending(.index(index)), inDocument: list.document)
    else { return nil }
    for (old, new) in Self.renamed(elements[index], element) {
      excerpt = excerpt.replacing(old, with: new)
    }
    return excerpt
  }

  private func add(
    _ value: Node, _ field: PromotedField, _ all: [Choice], _ document: MergedFile.NamedDocument,
    _ editor: inout SourceEditor
  ) throws(EditError) {
    let parent = field.parent
    let siblings = source?.value(of: parent, members: nil, on: .source)
    let place = MergedFile.place(of: parent.steps, in: document, on: .target)
    if case .entry? = field.steps.last, place == nil || place?.node.isNull == true {
      return try addList(parent, siblings, value, all, document, &editor)
    }
    guard let place, let step = field.steps.last else { throw .missing(.root) }
    let excerpt = excerpt(of: field, saying: value)
    switch step {
    case .key(let name):
      let names = siblings?.node.mapping?.names ?? [name]
      let position = EntryPlacement.position(
        of: names.firstIndex(of: name) ?? 0, in: names, among: place.node.mapping?.names ?? [])
      try editor.insert(
        value, named: name, at: position, of: place.path, like: excerpt,
        inDocument: document.index)
    case .entry(let rule, _, let name, _):
      let names = siblings?.node.elements?.map { words.toTarget(rule.name(of: $0)) } ?? [name]
      let own = place.node.elements ?? []
      let position = EntryPlacement.position(
        of: names.firstIndex(of: name) ?? 0, in: names, among: own.map(rule.name))
      try editor.insert(
        Self.quoted(value, like: own), named: nil, at: position, of: place.path, like: excerpt,
        inDocument: document.index)
    }
  }

  /// Adds the list that an entry is to be in: as the source has it where all of it is chosen.
  private func addList(
    _ list: PromotedField, _ siblings: Difference.FieldValue?, _ value: Node, _ all: [Choice],
    _ document: MergedFile.NamedDocument, _ editor: inout SourceEditor
  ) throws(EditError) {
    let chosen = all.filter { $0.difference.field.parent == list && $0.value != nil }
    let count = siblings?.node.elements?.count
    if MergedFile.place(of: list.steps, in: document, on: .target) != nil {
      // A list that is written without anything in it.
      try editor.insert(
        value, named: nil, at: 0,
        of: MergedFile.place(of: list.steps, in: document, on: .target)?.path ?? .root,
        like: nil, inDocument: document.index)
    } else if let siblings, chosen.count == count {
      try add(
        Node(chosen.compactMap(\.value), origin: siblings.node.origin), list, all, document,
        &editor)
    } else {
      try add(Node([value]), list, all, document, &editor)
    }
  }

  /// A text quoted as all of its neighbours are.
  private static func quoted(_ value: Node, like others: [Node]) -> Node {
    guard var scalar = value.scalar, let style = others.first?.scalar?.style,
      style == .singleQuoted || style == .doubleQuoted,
      others.allSatisfy({ $0.scalar?.style == style })
    else { return value }
    scalar.style = style
    return Node(scalar, origin: value.origin)
  }

  /// The source's own words for a value, with the target's names in them.
  private func excerpt(of field: PromotedField, saying value: Node) -> Excerpt? {
    guard let source, let own = source.value(of: field, members: nil, on: .source),
      let editor = try? SourceEditor(source.file, repeatedKeys: source.kind.repeatedKeys),
      var excerpt = editor.excerpt(of: own.path, inDocument: own.document)
    else { return nil }
    for (old, new) in Self.renamed(own.node, value) {
      excerpt = excerpt.replacing(old, with: new)
    }
    return excerpt
  }

  /// The texts that a translation changed.
  static func renamed(_ old: Node, _ new: Node) -> [(String, String)] {
    switch (old.content, new.content) {
    case (.scalar(let left), .scalar(let right)):
      left.text == right.text || left.text.isEmpty ? [] : [(left.text, right.text)]
    case (.sequence(let left), .sequence(let right)):
      zip(left, right).flatMap { renamed($0, $1) }
    case (.mapping(let left), .mapping(let right)):
      zip(left.entries, right.entries).flatMap { renamed($0.value, $1.value) }
    default: []
    }
  }
}
