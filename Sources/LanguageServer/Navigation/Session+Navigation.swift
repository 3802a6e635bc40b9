import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Pipeline
import YAML

extension Session {
  /// Where what the cursor is on comes from: `textDocument/definition`.
  ///
  /// That is the object that a name means, the workloads that a Service selects, the file that a
  /// kustomization names, or what else sets the field: what it replaces, or else what replaces it.
  mutating func definition(_ parameters: Node) async throws(ResponseError) -> Node {
    guard let (cursor, environments) = try await pointed(parameters), let desk else {
      return Node([])
    }
    if let path = desk.file(namedAt: cursor) {
      return Node([FilePositions.beginning(of: path, on: desk)])
    }
    let targets = environments.targets(of: cursor)
    if !targets.isEmpty { return targets.locations(on: desk) }
    let settings = environments.settings(at: cursor)
    guard let own = settings.firstIndex(where: cursor.isAt) else { return Node([]) }
    let older = settings[(own + 1)...]
    return (older.isEmpty ? Array(settings[..<own]) : Array(older.suffix(1))).locations(on: desk)
  }

  /// What means what the cursor is on: `textDocument/references`.
  ///
  /// Of an object, all that names or selects it; of a field, all that sets it in any environment.
  mutating func references(_ parameters: Node) async throws(ResponseError) -> Node {
    guard let (cursor, environments) = try await pointed(parameters), let desk else {
      return Node([])
    }
    let isAsked = parameters["context"]?["includeDeclaration"]?.scalar?.boolean == true
    var places = environments.users(of: cursor)
    if places.isEmpty { places = environments.settings(at: cursor) }
    return places.filter { isAsked || !cursor.isAt($0) }.locations(on: desk)
  }

  /// What a request points at, with the environments.
  mutating func pointed(
    _ parameters: Node
  ) async throws(ResponseError) -> (Cursor, RecordedEnvironments)? {
    guard let environments = await recorded(), let desk else { return nil }
    let (file, lines) = try document(parameters, on: desk)
    let offset = lines.offset(of: try TextPosition(parameters["position"]))
    return Cursor(file, at: offset).map { ($0, environments) }
  }
}

extension RecordedEnvironments {
  /// All that sets the field at a cursor, in all environments, the newest first, each place once.
  func settings(at cursor: Cursor) -> [Location] {
    fields(at: cursor).flatMap { $0.trace.settings.compactMap(\.location) }.uniqued()
  }
}

extension [Location] {
  /// Each place once, in the order of the first.
  func uniqued() -> [Location] {
    var seen: Set<Location> = []
    return filter { seen.insert($0).inserted }
  }

  /// The LSP `Location`s of the places that an editor can open.
  func locations(on desk: Desk) -> Node {
    var positions = FilePositions(desk.encoding)
    return Node(filter { desk.holds($0.file) }.map { positions.location($0, on: desk) })
  }
}

extension FilePositions {
  /// The LSP `Location` of a file's first character.
  static func beginning(of path: String, on desk: Desk) -> Node {
    .object([
      ("uri", .string(desk.uri(of: path))),
      ("range", TextLines([], desk.encoding).json(ByteRange(0, 0))),
    ])
  }
}

extension Desk {
  /// The file that a kustomization names where the cursor is: the file itself, or the kustomization of a
  /// directory.
  fileprivate func file(namedAt cursor: Cursor) -> String? {
    guard cursor.isKustomization || cursor.file.treePath.hasSuffix("pipeline.yaml"),
      !cursor.isOnKey, let name = cursor.node.string, !name.isEmpty, !name.contains("\n")
    else { return nil }
    let path = TreePath.cleaned(
      TreePath.join(TreePath.parent(of: cursor.file.treePath), name))
    let files = files
    switch try? files.entry(at: path) {
    case .file: return path
    case .directory:
      return KustomizationFileName.all.map { TreePath.join(path, $0) }
        .first { (try? files.entry(at: $0)) == .file }
    default: return nil
    }
  }
}
