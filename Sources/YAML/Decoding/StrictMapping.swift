package import Diagnostics

/// Reads the fields of one mapping as typed values, and notes whatever the format does not allow.
///
/// What cannot be read is noted in the log at its place and read as if it were absent, so that one
/// mistake hides no other. All known names are given at the start: a field that is read on one
/// branch alone is known on each, and names are matched by case before anything is read.
package struct StrictMapping {
  /// The mapping as it stands in the file.
  package let node: Node
  /// Where mistakes are noted.
  package let log: FindingLog
  private let subject: String
  private let known: [String]
  private let dialect: MappingDialect
  private let fields: [String: Node]

  /// Reads the names of the fields, and notes those that are not known.
  ///
  /// - Parameters:
  ///   - subject: what the mapping is, for messages: `an environment`.
  ///   - known: every field that the mapping may have.
  package init(
    _ node: Node, describing subject: String, known: [String], as dialect: MappingDialect,
    log: FindingLog
  ) {
    self.node = node
    self.log = log
    self.subject = subject
    self.known = known
    self.dialect = dialect
    var fields: [String: Node] = [:]
    var unknown: [Mapping.Entry] = []
    for entry in node.mapping?.entries ?? [] {
      if let name = Self.name(of: entry, among: known, dialect.names) {
        if !entry.value.isNull || dialect.nulls == .refused { fields[name] = entry.value }
      } else {
        unknown.append(entry)
      }
    }
    self.fields = fields
    if node.mapping == nil, !(node.isNull && dialect.nulls == .zero) {
      note(.notMapping(subject: subject, kind: node.kindName), at: node)
    }
    if dialect.unknownFields == .refused { unknown.forEach(refuse) }
  }

  private static func name(
    of entry: Mapping.Entry, among known: [String], _ names: MappingDialect.Names
  ) -> String? {
    let name = entry.name
    if known.contains(name) { return name }
    guard names == .anyCase else { return nil }
    let lowered = name.lowercased()
    return known.first { $0.lowercased() == lowered }
  }

  private func refuse(_ entry: Mapping.Entry) {
    let nearest = Spelling.nearest(to: entry.name, among: known)
    note(
      .unknownField(entry.name, subject: subject, nearest: nearest, known: known), at: entry.key)
  }

  private func note(_ mistake: MappingMistake, at node: Node) {
    let sentence = dialect.sentence(mistake)
    log.error(
      sentence.rule, sentence.message, at: node.origin.location, help: sentence.help)
  }
}

// MARK: - Fields

extension StrictMapping {
  /// What set the mapping, to blame for what none of its fields is to blame for.
  package var origin: Origin { node.origin }

  /// Whether the field is there, with a null only where a null is a value.
  package func has(_ name: String) -> Bool { value(name) != nil }

  /// The field's value, whatever it is; nil where the field is absent.
  package func value(_ name: String) -> Node? {
    assert(known.contains(name), "\(name) is read and not known")
    return fields[name]
  }

  /// The text of a field, or nil where the field is absent.
  package func text(_ name: String) -> SourcedText? {
    value(name).flatMap { text($0, at: .field(name)) }
  }

  /// The text of a field that must be a string whatever the dialect takes for one.
  package func string(_ name: String) -> SourcedText? {
    value(name).flatMap { text($0, at: .field(name), as: .strings) }
  }

  /// The text of a field, or nil where it is absent or empty.
  package func filledText(_ name: String) -> SourcedText? {
    text(name).flatMap { $0.value.isEmpty ? nil : $0 }
  }

  /// The text of a field that must be there.
  package func requiredText(_ name: String) -> SourcedText? {
    if node.mapping != nil, !has(name) { note(.missingField(name, subject: subject), at: node) }
    return text(name)
  }

  /// The boolean in a field, or nil where the field is absent.
  package func boolean(_ name: String) -> Bool? {
    read(name, as: .boolean) { $0.scalar?.boolean }
  }

  /// Whether a field is there and true.
  package func flag(_ name: String) -> Bool { boolean(name) ?? false }

  /// The integer in a field, or nil where the field is absent; `1e3` and `2.0` are integers.
  package func integer(_ name: String) -> Sourced<Int>? {
    read(name, as: .integer) { node in
      let value = node.scalar?.integer ?? node.scalar?.number.flatMap { Int(exactly: $0) }
      return value.map { Sourced($0, node.origin) }
    }
  }

  /// The elements of a list, or nil where the field is absent.
  package func list(_ name: String) -> [Node]? {
    read(name, as: .list, \.elements)
  }

  /// The elements of a list; none where the field is absent.
  package func elements(_ name: String) -> [Node] { list(name) ?? [] }

  /// The elements of a list of texts; none where the field is absent.
  package func texts(_ name: String) -> [SourcedText] {
    elements(name).compactMap { text($0, at: .element(of: name)) }
  }

  /// The entries of the mapping in a field; none where the field is absent.
  package func entries(_ name: String) -> [Mapping.Entry] {
    read(name, as: .mapping) { $0.mapping?.entries } ?? []
  }

  /// The entries of a mapping from text to text; none where the field is absent.
  package func pairs(_ name: String) -> [SourcedPair] {
    entries(name).compactMap { entry in
      text(entry.value, at: .entry(entry.name, of: name)).map {
        let key = entry.key.scalar?.valueText ?? entry.name
        return SourcedPair(key: SourcedText(key, entry.key.origin), value: $0)
      }
    }
  }

  /// A reader of the mapping in a field, or nil where the field is absent.
  package func mapping(
    _ name: String, describing subject: String, known: [String]
  ) -> StrictMapping? {
    value(name).map {
      StrictMapping($0, describing: subject, known: known, as: dialect, log: log)
    }
  }

  private func read<Value>(
    _ name: String, as wanted: MappingMistake.Wanted, _ value: (Node) -> Value?
  ) -> Value? {
    guard let node = self.value(name) else { return nil }
    let result = value(node)
    if result == nil { note(.wrongType(.field(name), wanted: wanted, found: node), at: node) }
    return result
  }

  private func text(_ node: Node, at place: MappingMistake.Place) -> SourcedText? {
    text(node, at: place, as: dialect.texts)
  }

  private func text(
    _ node: Node, at place: MappingMistake.Place, as texts: MappingDialect.Texts
  ) -> SourcedText? {
    let text: String? =
      switch texts {
      case .strings: node.string
      case .values: node.string ?? node.scalar?.valueText
      case .filledNotations: node.scalarText
      }
    if let text {
      guard text.isEmpty, texts == .filledNotations else {
        return SourcedText(text, node.origin, style: node.scalar?.style ?? .plain)
      }
      note(.emptyText(place), at: node)
      return nil
    }
    if node.isNull, dialect.nulls == .zero { return SourcedText("", node.origin) }
    note(.wrongType(place, wanted: .text, found: node), at: node)
    return nil
  }
}

extension Scalar {
  /// The text that Go writes for a number or a boolean.
  fileprivate var valueText: String? {
    switch type {
    case .boolean: boolean.map { $0 ? "true" : "false" }
    case .integer: integer.map(String.init)
    case .float: number.map(NumberFormat.go)
    case .string, .null: nil
    }
  }
}
