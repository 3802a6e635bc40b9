import Diagnostics
import Kustomize
import YAML

/// Changes of files that the editor is to make: an LSP `WorkspaceEdit`.
struct WorkspaceChanges {
  private let desk: Desk
  private var edits: [(uri: String, edits: [Node])] = []

  init(_ desk: Desk) { self.desk = desk }

  /// Adds the replacement of some bytes of a file, whose lines are known.
  mutating func add(
    _ range: ByteRange, _ text: String, in file: SourceFile, _ lines: TextLines
  ) {
    let uri = desk.uri(of: file.treePath)
    let edit = Node.object([("range", lines.json(range)), ("newText", .string(text))])
    if let index = edits.firstIndex(where: { $0.uri == uri }) {
      edits[index].edits.append(edit)
    } else {
      edits.append((uri, [edit]))
    }
  }

  var json: Node {
    .object([("changes", .object(edits.map { ($0.uri, Node($0.edits)) }))])
  }
}
