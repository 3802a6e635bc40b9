import Diagnostics
import Kustomize
import YAML

/// Which whole files move: a new one that something of the target will name, and one that is gone from
/// the source and that nothing names any more.
///
/// The file that nobody names is no part of what is rendered, as a cluster's own directory that the
/// target lacks.
struct FileReferences {
  private let whole: [Int]
  /// Whether a kustomization at or above a directory of the target says what is used of it.
  private let isListed: (String) -> Bool
  /// Whether a file may come along with what names it.
  private let mayMove: (PlannedField) -> Bool

  init(
    _ fields: [PlannedField], where isListed: @escaping (String) -> Bool,
    moving mayMove: @escaping (PlannedField) -> Bool
  ) {
    whole = fields.indices.filter { fields[$0].isWholeFile }
    self.isListed = isListed
    self.mayMove = mayMove
  }

  /// Takes the new files that something promoted names; keeps those that nothing names, and those that
  /// are not gone from what names them.
  func settle(_ fields: [PlannedField]) -> [PlannedField] {
    guard !whole.isEmpty else { return fields }
    var fields = fields
    var named = Set(fields.filter { $0.isPromoted && !$0.isWholeFile }.flatMap(Self.paths))
    var waiting = whole.filter { fields[$0].isPromoted || mayComeAlong(fields[$0]) }
    var isChanged = true
    while isChanged {
      isChanged = false
      for index in waiting
      where Self.isNamed(fields[index].file, named)
        || fields[index].isPromoted && !isListed(TreePath.parent(of: fields[index].file))
      {
        if !fields[index].isPromoted { fields[index].decision = .promote(.named) }
        named.formUnion(Self.paths(of: fields[index]))
        waiting.removeAll { $0 == index }
        isChanged = true
      }
    }
    for index in waiting where fields[index].isPromoted {
      fields[index].decision = .keep(.unreferenced)
    }
    return fields
  }

  /// Those of the fields that move and name one of some files, each with the number of that one.
  func naming(_ files: Set<Int>, among fields: [PlannedField]) -> [Int: Int] {
    let files = whole.filter { files.contains($0) && fields[$0].isPromoted }
    guard !files.isEmpty else { return [:] }
    var naming: [Int: Int] = [:]
    for index in fields.indices where fields[index].isPromoted {
      let paths = Set(Self.paths(of: fields[index]))
      naming[index] = files.first { $0 != index && Self.isNamed(fields[$0].file, paths) }
    }
    return naming
  }

  /// Whether a new file stays for no other reason than that nobody asked for it.
  private func mayComeAlong(_ field: PlannedField) -> Bool {
    guard field.target == nil else { return false }
    switch field.decision {
    case .keep(.undecided), .keep(.excluded): return mayMove(field)
    case .keep, .promote, .refuse: return false
    }
  }

  private static func isNamed(_ path: String, _ named: Set<String>) -> Bool {
    if named.contains(path) { return true }
    var directory = TreePath.parent(of: path)
    while !directory.isEmpty {
      if named.contains(directory) { return true }
      directory = TreePath.parent(of: directory)
    }
    return false
  }

  /// The paths that a promoted value may name, from its file's directory.
  private static func paths(of field: PlannedField) -> [String] {
    // What is taken out names what goes with it.
    guard let value = field.value ?? field.target?.node else { return [] }
    var texts: [String] = []
    if field.isWholeFile {
      let file = SourceFile(path: field.file, text: value.string ?? "")
      guard KustomizationFileName.all.contains(TreePath.name(of: file.path)) else { return [] }
      for document in file.parsed(as: .kustomize).documents { collect(document.root, &texts) }
    } else {
      collect(value, &texts)
    }
    let directory = TreePath.parent(of: field.file)
    return texts.map { TreePath.cleaned(TreePath.join(directory, $0)) }
  }

  private static func collect(_ node: Node, _ texts: inout [String]) {
    switch node.content {
    case .scalar(let scalar):
      let text = scalar.text
      guard !text.isEmpty, !text.contains("\n"), !text.contains("://") else { return }
      texts.append(text)
      if let equals = text.firstIndex(of: "=") {
        texts.append(String(text[text.index(after: equals)...]))
      }
    case .sequence(let elements): for element in elements { collect(element, &texts) }
    case .mapping(let mapping): for entry in mapping.entries { collect(entry.value, &texts) }
    }
  }
}

extension PlannedField {
  /// Whether the file is there on one side alone.
  var isWholeFile: Bool {
    field.document == .file && (source == nil || target == nil)
  }
}
