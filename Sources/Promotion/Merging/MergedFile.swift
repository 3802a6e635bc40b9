import Diagnostics
import Kustomize
import YAML

/// One state of a file, read as what it is.
struct MergedFile {
  let file: SourceFile
  let kind: Kind
  /// Those of a file of YAML that hold something.
  var documents: [NamedDocument]
  /// Whether it was read by what it holds, whatever it is called.
  let isDeclared: Bool
  /// How its parts became its documents; nil where it was not divided.
  var division: Division?

  enum Kind: Hashable {
    case kustomization
    /// Objects, values, JSON: anything that YAML reads.
    case yaml
    /// Lines of `KEY=value`.
    case variables
    /// Anything else.
    case text

    /// As Kustomize reads its own files, and everybody else theirs.
    var repeatedKeys: RepeatedKeys { self == .kustomization ? .lastWins : .firstStays }
  }

  /// A document with what it is called.
  struct NamedDocument {
    /// `Kind/name`, with a namespace between them if there is one; empty for what is no object.
    let object: String
    /// How many documents of that name stand before it.
    let occurrence: Int
    var root: Node
    /// The number of the document in its file.
    let index: Int
    /// Where it stands in that document, of which it is a part alone.
    var base = FieldPath.root
  }

  init(_ file: SourceFile) { self.init(file, isDeclared: false) }

  /// - Parameter isDeclared: whether its name says nothing of what it holds.
  init(_ file: SourceFile, isDeclared: Bool) {
    self.file = file
    self.isDeclared = isDeclared
    let name = TreePath.name(of: file.path)
    if KustomizationFileName.all.contains(name) {
      (kind, documents) = Self.yaml(file, as: .kustomization)
    } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
      (kind, documents) = Self.yaml(file, as: .yaml)
    } else if name.hasPrefix(".env") || [".env", ".properties"].contains(where: name.hasSuffix),
      let variables = VariableLines(file)
    {
      kind = .variables
      documents = [NamedDocument(object: "", occurrence: 0, root: variables.node, index: 0)]
    } else if isDeclared {
      let (kind, documents) = Self.yaml(file, as: .yaml)
      if documents.contains(where: { $0.root.mapping != nil }) {
        (self.kind, self.documents) = (kind, documents)
      } else if let variables = VariableLines(file) {
        self.kind = .variables
        self.documents = [
          NamedDocument(object: "", occurrence: 0, root: variables.node, index: 0)
        ]
      } else {
        (self.kind, self.documents) = (.text, [])
      }
    } else {
      (kind, documents) = (.text, [])
    }
  }

  /// The same file with other bytes.
  func with(_ bytes: [UInt8]) -> MergedFile {
    let other = MergedFile(SourceFile(path: file.path, bytes: bytes), isDeclared: isDeclared)
    return division.map { other.divided(by: $0.parts, on: $0.side) } ?? other
  }

  private static func yaml(
    _ file: SourceFile, as kind: Kind
  ) -> (Kind, [NamedDocument]) {
    let parsed = file.parsed(as: .kustomize, repeatedKeys: kind.repeatedKeys)
    // A template, or a mistake: its text is all that can be told.
    let isRead = parsed.errors.allSatisfy { error in
      error.kind == .duplicateKey && kind.repeatedKeys == .lastWins
    }
    guard isRead else { return (.text, []) }
    var counts: [String: Int] = [:]
    let documents = parsed.documents.filter { !$0.isEmpty }.map { document in
      let object = kind == .kustomization ? "" : name(of: document.root)
      defer { counts[object, default: 0] += 1 }
      return NamedDocument(
        object: object, occurrence: counts[object, default: 0], root: document.root,
        index: document.index)
    }
    return (kind, documents)
  }

  private static func name(of root: Node) -> String {
    guard let kind = root["kind"]?.scalarText, root["apiVersion"] != nil,
      let name = root["metadata"]?["name"]?.scalarText
    else { return "" }
    let namespace = root["metadata"]?["namespace"]?.scalarText
    return [kind, namespace, name].compactMap { $0 }.joined(separator: "/")
  }

  /// The text of the file; a byte that is no UTF-8 makes each byte a character.
  var text: String {
    String(validating: file.bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(file.bytes.map { Unicode.Scalar($0) }))
  }
}

// MARK: - Looking things up

extension MergedFile {
  /// The value of a field, or nil where the file has nothing there.
  func value(
    of field: PromotedField, members: [String]?, on side: PromotedField.Side
  ) -> Difference.FieldValue? {
    if field.document == .file {
      return Difference.FieldValue(
        node: .string(text), location: Location(file: file, range: ByteRange(0, 0)))
    }
    guard let document = document(field.document, on: side),
      let place = Self.place(of: field.steps, in: document, on: side)
    else { return nil }
    guard let members else {
      return Difference.FieldValue(place.node, path: place.path, document: document.index)
    }
    return Self.group(members, of: place.node, at: place.path, document: document.index)
  }

  func document(
    _ name: PromotedField.DocumentName, on side: PromotedField.Side
  ) -> NamedDocument? {
    switch name {
    case .file: nil
    case .number(let number):
      documents.first { $0.object.isEmpty && $0.occurrence == number }
    case .object(let source, let target, let occurrence):
      documents.first {
        $0.object == (side == .source ? source : target) && $0.occurrence == occurrence
      }
    }
  }

  /// The place of a field of a document, from the root of what it is a part of.
  static func place(
    of steps: [PromotedField.Step], in document: NamedDocument, on side: PromotedField.Side
  ) -> (node: Node, path: FieldPath)? {
    place(of: steps, in: document.root, on: side).map { ($0.node, document.base + $0.path) }
  }

  static func place(
    of steps: [PromotedField.Step], in root: Node, on side: PromotedField.Side
  ) -> (node: Node, path: FieldPath)? {
    var (node, path) = (root, FieldPath.root)
    for step in steps {
      switch step {
      case .key(let key):
        guard let next = node[key] else { return nil }
        (node, path) = (next, path.appending(.key(key)))
      case .entry(let rule, let source, let target, let occurrence):
        let name = side == .source ? source : target
        guard let elements = node.elements,
          let index = rule.index(of: name, occurrence, in: elements)
        else { return nil }
        (node, path) = (elements[index], path.appending(.index(index)))
      }
    }
    return (node, path)
  }

  /// The members of an entry that are there, as a value of their own; nil where none is.
  static func group(
    _ members: [String], of entry: Node, at path: FieldPath, document: Int
  ) -> Difference.FieldValue? {
    let entries = members.compactMap { key in
      entry.mapping?.entry(key).flatMap { $0.value.isNull ? nil : $0 }
    }
    guard let first = entries.first else { return nil }
    var value = Difference.FieldValue(
      Node(Mapping(entries: entries), origin: first.value.origin), path: path, document: document)
    value.location = first.value.origin.location
    value.extent = entry.origin.location?.range
    return value
  }
}

extension EntryRule {
  /// The position of an entry by its name and how many of that name stand before it.
  func index(of name: String, _ occurrence: Int, in elements: [Node]) -> Int? {
    var count = 0
    for (index, element) in elements.enumerated() where self.name(of: element) == name {
      if count == occurrence { return index }
      count += 1
    }
    return nil
  }
}
