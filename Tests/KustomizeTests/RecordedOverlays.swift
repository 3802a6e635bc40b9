import Diagnostics
import Kustomize
import YAML

/// The overlays of `Tests/Corpus/kustomize-overlays`: each directory has one in `overlay`, with what
/// `kubectl kustomize` prints in `expected.yaml`.
enum RecordedOverlays {
  static let directory =
    #filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" }
    + "/Corpus/kustomize-overlays"

  static let tree = DirectoryTree(root: directory)

  /// The names of the cases.
  static var names: [String] {
    (try? tree.names(inDirectory: "").filter { try tree.entry(at: $0) == .directory }) ?? []
  }

  /// What was printed.
  static func expected(_ name: String) throws -> String {
    let file = try tree.file(at: "\(name)/expected.yaml", limit: 1 << 20)
    return String(decoding: file.bytes, as: UTF8.self)
  }

  /// The files of a case, in memory, under paths as in the corpus.
  static func files(of name: String) throws -> MemoryTree {
    var result = MemoryTree()
    var pending = [name]
    while let directory = pending.popLast() {
      for entry in try tree.names(inDirectory: directory) {
        let path = "\(directory)/\(entry)"
        switch try tree.entry(at: path) {
        case .directory: pending.append(path)
        default: result.write(try tree.file(at: path, limit: 1 << 20).bytes, to: path)
        }
      }
    }
    return result
  }

  static func render(
    _ name: String, from tree: any FileTree, recordsHistory: Bool = false
  ) throws(RenderError) -> Rendering {
    try Renderer(recordsHistory: recordsHistory)
      .render(directory: "\(name)/overlay", with: Loader(tree))
  }
}
