import Diagnostics
import YAML

extension MergedFile {
  /// The bytes of the file with scalars of its documents replaced, each where it stands.
  ///
  /// What cannot be written in place stays.
  ///
  /// - Parameter roots: the documents, of the same shape.
  func saying(_ roots: [Node]) -> [UInt8] {
    let changes = zip(documents, roots).map { ($0, Self.changes(of: $0.root, to: $1, at: .root)) }
    guard kind != .text, changes.contains(where: { !$0.1.isEmpty }) else { return file.bytes }
    if kind == .variables {
      let values = (roots[0].mapping?.entries ?? []).map {
        (name: $0.name, value: $0.value.scalarText)
      }
      let edits = VariableLines(file)?.edits(setting: values, like: [])
      return (try? edits?.applied(to: file.bytes)) ?? file.bytes
    }
    guard var editor = try? SourceEditor(file) else { return file.bytes }
    for (document, changes) in changes {
      for (path, value) in changes {
        try? editor.set(path, to: value, inDocument: document.index)
      }
    }
    return editor.bytes
  }

  /// The scalars in which a value of the same shape differs.
  private static func changes(
    of old: Node, to new: Node, at path: FieldPath
  ) -> [(path: FieldPath, value: Node)] {
    switch (old.content, new.content) {
    case (.scalar(let left), .scalar(let right)): left.text == right.text ? [] : [(path, new)]
    case (.sequence(let left), .sequence(let right)):
      zip(left, right).enumerated().flatMap { index, pair in
        changes(of: pair.0, to: pair.1, at: path.appending(.index(index)))
      }
    case (.mapping(let left), .mapping(let right)):
      zip(left.entries, right.entries).flatMap { old, new in
        changes(of: old.value, to: new.value, at: path.appending(.key(old.name)))
      }
    default: []
    }
  }
}
