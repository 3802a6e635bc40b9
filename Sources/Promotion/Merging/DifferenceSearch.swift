import YAML

/// Finds what two states of a file do not have alike, field by field.
///
/// Entries of lists are paired by what they are called; a list whose entries have no names is one
/// value. Texts that differ in the environments' own words alone are alike.
struct DifferenceSearch {
  let words: EnvironmentWords
  let kind: MergedFile.Kind
  private(set) var found: [Difference] = []

  /// The keys of an image's entry that only make sense together.
  private static let version = ["newTag", "digest", "tagSuffix"]

  init(words: EnvironmentWords, kind: MergedFile.Kind) {
    self.words = words
    self.kind = kind
  }

  /// One side of a comparison.
  private struct Value {
    var node: Node
    var path: FieldPath
    var document: Int

    func child(_ node: Node, _ step: FieldPath.Step) -> Value {
      Value(node: node, path: path.appending(step), document: document)
    }

    var fieldValue: Difference.FieldValue {
      Difference.FieldValue(node, path: path, document: document)
    }
  }

  /// The differences of two files of one kind, in the order of the source's text.
  mutating func compare(_ source: MergedFile, _ target: MergedFile) {
    var unpaired = target.documents
    for document in source.documents {
      let match =
        unpaired.firstIndex {
          $0.object == document.object && $0.occurrence == document.occurrence
        }
        ?? unpaired.firstIndex {
          words.areEqual(document.object, $0.object) && $0.occurrence == document.occurrence
        }
      let other = match.map { unpaired.remove(at: $0) }
      let name: PromotedField.DocumentName =
        document.object.isEmpty
        ? .number(document.occurrence)
        : .object(
          source: document.object, target: other?.object ?? words.toTarget(document.object),
          occurrence: document.occurrence)
      compare(
        value(document), other.map(value), PromotedField(document: name, steps: []), keys: [])
    }
    for document in unpaired {
      let name: PromotedField.DocumentName =
        document.object.isEmpty
        ? .number(document.occurrence)
        : .object(
          source: words.toSource(document.object), target: document.object,
          occurrence: document.occurrence)
      compare(nil, value(document), PromotedField(document: name, steps: []), keys: [])
    }
  }

  private func value(_ document: MergedFile.NamedDocument) -> Value {
    Value(node: document.root, path: document.base, document: document.index)
  }

  private mutating func compare(
    _ source: Value?, _ target: Value?, _ field: PromotedField, keys: [String]
  ) {
    if let left = source?.node.mapping, let right = target?.node.mapping, let source, let target {
      return compareMappings(source, left, target, right, field, keys)
    }
    // A list that one side lacks is one without entries, where entries go by themselves.
    let (left, right) = (Self.entries(source), Self.entries(target))
    if left != nil || right != nil, left != nil || source == nil || source?.node.isNull == true,
      right != nil || target == nil || target?.node.isNull == true,
      let rule = rule(keys, left, right)
    {
      return compareEntries(
        left == nil ? nil : source, left ?? [], right == nil ? nil : target, right ?? [], field,
        keys, rule)
    }
    guard !areEqual(source?.node, target?.node) else { return }
    note(source?.fieldValue, target?.fieldValue, field)
  }

  private static func entries(_ value: Value?) -> [Node]? { value?.node.elements }

  private func rule(_ keys: [String], _ source: [Node]?, _ target: [Node]?) -> EntryRule? {
    if kind == .kustomization, let rule = ListRules.kustomization(keys) { return rule }
    guard let source, let target else { return nil }
    return ListRules.usual(source, target, words: words)
  }

  private mutating func note(
    _ source: Difference.FieldValue?, _ target: Difference.FieldValue?, _ field: PromotedField,
    members: [String]? = nil
  ) {
    found.append(Difference(field: field, source: source, target: target, members: members))
  }

  // MARK: Mappings

  private mutating func compareMappings(
    _ source: Value, _ left: Mapping, _ target: Value, _ right: Mapping, _ field: PromotedField,
    _ keys: [String]
  ) {
    for entry in left.entries {
      let name = entry.name
      compare(
        source.child(entry.value, .key(name)), right[name].map { target.child($0, .key(name)) },
        field.appending(.key(name)), keys: keys + [name])
    }
    for entry in right.entries where left.index(of: entry.name) == nil {
      compare(
        nil, target.child(entry.value, .key(entry.name)), field.appending(.key(entry.name)),
        keys: keys + [entry.name])
    }
  }

  // MARK: Lists

  private mutating func compareEntries(
    _ source: Value?, _ left: [Node], _ target: Value?, _ right: [Node], _ field: PromotedField,
    _ keys: [String], _ rule: EntryRule
  ) {
    var pairing = EntryPairing(left, right, rule, words: words)
    for pair in pairing.pairs() {
      let entry = field.appending(
        .entry(rule, source: pair.source, target: pair.target, occurrence: pair.occurrence))
      let old = pair.left.flatMap { index in source?.child(left[index], .index(index)) }
      let new = pair.right.flatMap { index in target?.child(right[index], .index(index)) }
      if kind == .kustomization, keys == ["images"] {
        compareImages(old, new, entry)
      } else {
        compare(old, new, entry, keys: keys)
      }
    }
  }

  private mutating func compareImages(_ source: Value?, _ target: Value?, _ field: PromotedField) {
    guard let source, let target, let left = source.node.mapping, let right = target.node.mapping
    else {
      note(source?.fieldValue, target?.fieldValue, field)
      return
    }
    let members = Self.version
    let old = MergedFile.group(
      members, of: source.node, at: source.path, document: source.document)
    let new = MergedFile.group(
      members, of: target.node, at: target.path, document: target.document)
    if !areEqual(old?.node, new?.node) { note(old, new, field, members: members) }
    let rest = { (mapping: Mapping) in
      Mapping(entries: mapping.entries.filter { !members.contains($0.name) })
    }
    compareMappings(source, rest(left), target, rest(right), field, ["images"])
  }
}

extension DifferenceSearch {
  /// Whether a value of the source says what one of the target does.
  func areEqual(_ source: Node?, _ target: Node?) -> Bool {
    switch (source?.content, target?.content) {
    case (nil, nil): true
    case (.scalar(let left), .scalar(let right)):
      left.type == right.type
        && (left.text == right.text || left.type == .null || words.areEqual(left.text, right.text))
    case (.sequence(let left), .sequence(let right)):
      left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
    case (.mapping(let left), .mapping(let right)):
      left.count == right.count
        && left.entries.allSatisfy { entry in
          right.entry(entry.name).map { areEqual(entry.value, $0.value) } ?? false
        }
    default: false
    }
  }
}
