import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

/// Renders the directory `app` of a tree of text files.
func render(
  _ files: [String: String], directory: String = "app", recordsHistory: Bool = false
) throws -> Rendering {
  try Renderer(recordsHistory: recordsHistory)
    .render(directory: directory, from: MemoryTree(files))
}

/// What `app` renders to, as text.
func text(_ files: [String: String], directory: String = "app") throws -> String {
  String(decoding: try render(files, directory: directory).printed(), as: UTF8.self)
}

/// The findings for which a tree does not render, with the marked place of the first.
func refusal(
  _ files: [String: String], directory: String = "app",
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> [Diagnostic] {
  let error = #expect(throws: RenderError.self, sourceLocation: sourceLocation) {
    _ = try render(files, directory: directory).printed()
  }
  return try #require(error, sourceLocation: sourceLocation).diagnostics
}

extension Diagnostic {
  /// `path:line:column`, or nothing.
  var place: String? {
    primary.map { location in
      let position = location.position
      return "\(location.file.path):\(position.line):\(position.column)"
    }
  }
}

extension Rendering {
  /// The first object of a kind.
  func object(_ kind: String) throws -> Node {
    try #require(objects.first { $0.object.kind == kind }).object.root
  }
}

extension Node {
  /// Where a field comes from: `path:line:column text`.
  func source(of path: FieldPath) -> String? {
    guard let location = self[path]?.origin.location else { return nil }
    let position = location.position
    return "\(location.file.path):\(position.line):\(position.column) \(location.text)"
  }
}

/// A Deployment with one container.
let deployment = """
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    replicas: 1
    template:
      spec:
        containers:
        - name: main
          image: nginx:1.0
          envFrom:
          - configMapRef: {name: settings}

  """
