import Diagnostics
import Glibc
import Kustomize
import Testing
import YAML

/// What kustomize-controller's own code builds of a directory and the fields of a Flux object.
struct RecordedFluxBuildTests {
  @Test(arguments: try RecordedFluxBuild.all())
  func `a build gives what the controller's does`(_ recorded: RecordedFluxBuild) throws {
    let renderer = Renderer(order: .asListed, loadRestrictor: .unrestricted)
    let build = { () throws -> String in
      let rendering = try renderer.render(
        directory: recorded.directory, changedBy: recorded.change,
        with: Loader(DirectoryTree(root: "\(recorded.folder)/root")))
      return String(decoding: try rendering.printed(), as: UTF8.self)
    }
    if let output = recorded.expected["output"]?.string {
      #expect(try build() == output)
    } else {
      #expect(throws: RenderError.self) { try build() }
    }
  }
}

/// One recorded build.
struct RecordedFluxBuild: Sendable, CustomTestStringConvertible {
  var name: String
  var folder: String
  var expected: Node
  var spec: Node
  var testDescription: String { name }

  static func all() throws -> [RecordedFluxBuild] {
    let tree = DirectoryTree(root: corpus)
    return try tree.names(inDirectory: "").map { name in
      let flux = try tree.file(at: "\(name)/flux-kustomization.yaml", limit: 1 << 20)
      let answer = try tree.file(at: "\(name)/expected.json", limit: 1 << 20)
      return RecordedFluxBuild(
        name: name, folder: "\(corpus)/\(name)",
        expected: try answer.parsedJSON().root,
        spec: try #require(flux.parsed(as: .kubernetes).documents[0].root["spec"]))
    }
  }

  var directory: String { TreePath.cleaned(spec["path"]?.string ?? "") }

  var change: KustomizationChange {
    var change = KustomizationChange(origin: spec.origin)
    change.namespace = text("targetNamespace")
    change.namePrefix = text("namePrefix")
    change.nameSuffix = text("nameSuffix")
    change.patches = spec["patches"]?.elements ?? []
    change.images = spec["images"]?.elements ?? []
    change.components = texts("components")
    change.ignoresMissingComponents = spec["ignoreMissingComponents"]?.scalar?.boolean ?? false
    change.buildMetadata = texts("buildMetadata")
    return change
  }

  private func text(_ field: String) -> SourcedText? {
    spec[field].map { SourcedText($0.scalarText ?? "", $0.origin) }
  }

  private func texts(_ field: String) -> [SourcedText] {
    (spec[field]?.elements ?? []).map { SourcedText($0.scalarText ?? "", $0.origin) }
  }
}

/// Where the recordings are.
private let corpus: String = {
  let components = #filePath.split(separator: "/").dropLast(2)
  return "/" + components.joined(separator: "/") + "/Corpus/flux/build"
}()
