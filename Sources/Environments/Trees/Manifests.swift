package import Diagnostics
package import Kubernetes
package import Kustomize
package import YAML

/// Reads manifests that no kustomization lists: the files of a directory, or a stream.
package struct Manifests: Sendable {
  private let tree: any FileTree
  private let schema: Schema
  private let known: ReadManifests

  /// - Parameter schema: how plain scalars get their type; `kubectl apply` reads as `kubernetes`.
  package init(tree: any FileTree, schema: Schema = .kubernetes) {
    self.init(tree, schema, sharing: ReadManifests())
  }

  /// - Parameter known: what was read of this state of the tree, and of others.
  init(_ tree: any FileTree, _ schema: Schema, sharing known: ReadManifests) {
    self.tree = tree
    self.schema = schema
    self.known = known
  }

  /// The objects of every `.yaml`, `.yml` and `.json` file directly in a directory, and the files
  /// that hold none.
  ///
  /// - Throws: ``PipelineError`` with every error of every file that means to hold objects.
  package func contents(
    of directory: String
  ) throws(PipelineError) -> (rendering: Rendering, omissions: [Omission]) {
    var paths: [String] = []
    do throws(FileTreeError) {
      for name in try tree.names(inDirectory: directory) where Self.isManifest(name) {
        let path = TreePath.join(directory, name)
        if try tree.entry(at: path) == .file { paths.append(path) }
      }
    } catch {
      throw PipelineError(error)
    }
    return try contents(of: paths)
  }

  /// The objects of several files, and the files that hold none.
  ///
  /// - Throws: ``PipelineError`` with every error of every file that means to hold objects.
  func contents(
    of paths: [String]
  ) throws(PipelineError) -> (rendering: Rendering, omissions: [Omission]) {
    var objects: [KubernetesObject] = []
    var files: [SourceFile] = []
    var diagnostics: [Diagnostic] = []
    var coverage = Coverage()
    do throws(FileTreeError) {
      for path in paths {
        let reading = try known.reading(at: path, of: tree, as: schema)
        switch reading.content {
        case .success(.objects(let found)):
          objects += found
          files.append(reading.file)
        case .success(.nothing(let reason)):
          coverage.add(Omission(.file, because: reason, [path]))
        case .failure(let error): diagnostics += error.diagnostics
        }
      }
    } catch {
      throw PipelineError(error)
    }
    guard diagnostics.isEmpty else { throw PipelineError(diagnostics) }
    return (Rendering(objects, from: files), coverage.omissions)
  }

  /// The objects of one file or stream as a rendering of it.
  ///
  /// - Throws: ``PipelineError`` where the text is not YAML, or a document is no object.
  package static func rendering(of file: SourceFile) throws(PipelineError) -> Rendering {
    Rendering(try objects(of: file), from: [file])
  }

  /// The objects of one file or stream, those of List kinds one by one.
  ///
  /// - Throws: ``PipelineError`` where the text is not YAML, or a document is no object.
  package static func objects(
    of file: SourceFile, as schema: Schema = .kubernetes
  ) throws(PipelineError) -> [KubernetesObject] {
    let (documents, errors) = documents(of: file, as: schema)
    var diagnostics = errors.map(\.diagnostic)
    var objects: [KubernetesObject] = []
    for root in documents where !root.isNull {
      let object = KubernetesObject(root)
      if object.kind.isEmpty || object.apiVersion.isEmpty {
        diagnostics.append(
          Diagnostic(
            rule: "pipeline/not-an-object", severity: .error,
            message: "this document is no Kubernetes object: it has no apiVersion and kind",
            primary: root.origin.location))
      } else if object.kind.hasSuffix("List"), let items = object.root["items"]?.elements {
        objects += items.map { KubernetesObject($0) }
      } else {
        objects.append(object)
      }
    }
    guard diagnostics.isEmpty else { throw PipelineError(diagnostics) }
    return objects
  }

  /// The documents of a YAML stream; of one that begins with a brace, the JSON values one after the
  /// other, as kubectl reads both.
  private static func documents(
    of file: SourceFile, as schema: Schema
  ) -> (roots: [Node], errors: [SyntaxError]) {
    if let values = file.parsedJSONStream() { return values }
    let parsed = file.parsed(as: schema)
    return (parsed.documents.map(\.root), parsed.errors)
  }

  /// Whether a file of that name is read as manifests.
  package static func isManifest(_ name: String) -> Bool {
    [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
  }
}

extension Rendering {
  /// Objects that are applied as their files hold them.
  fileprivate init(_ objects: [KubernetesObject], from files: [SourceFile]) {
    self.init(
      objects: objects.map { RenderedObject(object: $0, definition: $0.location) }, files: files)
  }
}
