import Diagnostics
import Environments
import Kustomize
import YAML

/// The files that an editor works on: those of a tree, with the texts of open ones laid over them.
struct Desk: Sendable {
  let workspace: Workspace
  let encoding: PositionEncoding
  /// The directory as the editor named it, which may lead through links.
  private let name: String
  /// The same directory without links.
  private let place: String
  /// By their paths in the tree.
  private(set) var documents: [String: OpenDocument] = [:]

  /// - Parameter name: the absolute directory that the editor has opened.
  init(_ workspace: Workspace, openedAs name: String, _ encoding: PositionEncoding) {
    self.workspace = workspace
    self.encoding = encoding
    self.name = name.hasSuffix("/") ? String(name.dropLast()) : name
    place = Workspace.absolute(name)
  }

  /// The tree with what is open.
  var files: any FileTree {
    OverlayTree(
      DirectoryTree(root: workspace.root ?? "/"), replacing: documents.mapValues(\.bytes))
  }

  /// Where a file of the editor's is in the tree; nil for what is no file of it.
  func path(of uri: String) -> String? {
    guard let given = FileURI.path(of: uri) else { return nil }
    let path = Desk.isInside(given, name) ? place + given.dropFirst(name.count) : given
    return try? workspace.path(of: path)
  }

  private static func isInside(_ path: String, _ directory: String) -> Bool {
    path == directory || path.hasPrefix(directory + "/")
  }

  /// How the editor names a file of the tree.
  func uri(of path: String) -> String {
    if let open = documents[path] { return open.uri }
    let root = workspace.root ?? "/"
    let absolute = root == "/" ? "/" + path : "\(root)/\(path)"
    guard Desk.isInside(absolute, place) else { return FileURI.uri(of: absolute) }
    return FileURI.uri(of: name + absolute.dropFirst(place.count))
  }

  /// Whether the editor can open a file that a finding or a value names.
  func holds(_ file: SourceFile) -> Bool {
    let path = file.treePath
    return documents[path] != nil || (try? files.entry(at: path)) == .file
  }

  /// The file that says what is checked, where there is one.
  var configuration: SourceFile? {
    for path in ["clusters/pipeline.yaml", "pipeline.yaml"] {
      if let file = try? files.file(at: path, limit: Limits.standard.bytes) { return file }
    }
    return nil
  }

  mutating func open(_ document: OpenDocument) {
    guard let path = path(of: document.uri) else { return }
    documents[path] = document
  }

  mutating func change(
    _ uri: String, _ changes: [Node], version: Int
  ) throws(ResponseError) {
    guard let path = path(of: uri), var document = documents[path] else { return }
    try document.apply(changes, version: version, encoding)
    documents[path] = document
  }

  mutating func close(_ uri: String) {
    guard let path = path(of: uri) else { return }
    documents[path] = nil
  }
}
