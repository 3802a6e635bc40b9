import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Testing

/// Which of the definitions in a tree judges the objects of an environment.
struct DefinitionTests {
  private static func definition(_ kind: String = "Gateway", note: String = "") -> String {
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: \(kind.lowercased())s.example.dev, annotations: {note: "\(note)"}}
    spec:
      group: example.dev
      scope: Namespaced
      names: {kind: \(kind), plural: \(kind.lowercased())s}
      versions: [{name: v1, served: true, storage: true}]

    """
  }

  private static let gateway =
    "apiVersion: example.dev/v1\nkind: Gateway\nmetadata: {name: a, namespace: web}\n"

  private func definitions(
    _ files: [String: String], given: [KubernetesObject] = [], home: String = ""
  ) throws -> APIDefinitions {
    var tree = MemoryTree()
    tree.write(Array(Self.gateway.utf8), to: "apps/web/prod/gateway.yaml")
    for (path, text) in files { tree.write(Array(text.utf8), to: path) }
    let workspace = Workspace(tree: tree, name: "the test")
    let environment = Environment(
      name: "prod", directory: PathReference(path: "apps/web/prod"))
    let rendered = try EnvironmentRenderer(workspace).render(environment)
    return APIDefinitions.of([rendered], given: given, home: home, in: workspace)[0]
  }

  private func paths(_ definitions: APIDefinitions) -> [String] {
    definitions.objects.compactMap { $0.location?.file.path }
  }

  @Test func `the nearest definition counts, and the others are named`() throws {
    let found = try definitions([
      "a/crd.yaml": Self.definition(note: "old"), "apps/web/crds/crd.yaml": Self.definition(),
      "apps/crd.yaml": Self.definition(note: "older"),
    ])
    #expect(paths(found) == ["apps/web/crds/crd.yaml"])
    #expect(found.notes.map(\.rule) == ["pipeline/several-definitions"])
    #expect(
      found.notes.first?.related.map(\.message) == [
        "not taken, being farther away: apps/crd.yaml", "not taken, being farther away: a/crd.yaml",
      ])
  }

  @Test func `what the directory of the environments explains is looked for nowhere else`() throws {
    let files = ["a/crd.yaml": Self.definition(note: "old"), "apps/crd.yaml": Self.definition()]
    #expect(try paths(definitions(files, home: "apps")) == ["apps/crd.yaml"])
    #expect(try definitions(files, home: "apps").notes.isEmpty)
    #expect(try paths(definitions(files, home: "apps/web")) == ["apps/crd.yaml"])
  }

  @Test func `copies of one definition are one`() throws {
    let found = try definitions(["a/crd.yaml": Self.definition(), "b/crd.yaml": Self.definition()])
    #expect(paths(found) == ["a/crd.yaml"])
    #expect(found.notes.isEmpty)
  }

  @Test func `a definition among others in one file keeps its line`() throws {
    let text = (0..<3).map { Self.definition("Other\($0)") + "---\n" }.joined()
    let found = try definitions(["all.yaml": text + Self.definition()])
    #expect(found.objects.count == 1)
    #expect(found.objects.first?.location?.position.line == 28)
    #expect(found.knows(GroupVersionKind(group: "example.dev", version: "v1", kind: "Gateway")))
  }

  @Test(arguments: [
    "[{\"kind\": \"CustomResourceDefinition\"}]\n", "kind: Gateway\n# CustomResourceDefinition\n",
    "kind: [CustomResourceDefinition, Gateway\n",
  ])
  func `what only looks like a definition is passed over`(text: String) throws {
    #expect(try definitions(["a.yaml": text]).objects.isEmpty)
  }

  @Test func `definitions that somebody names count before those of the tree`() throws {
    var tree = MemoryTree()
    let list = Self.definition().split(separator: "\n").map { "    \($0)\n" }.joined()
    tree.write(
      Array("apiVersion: v1\nkind: List\nitems:\n  -\n\(list)".utf8), to: "cluster.yaml")
    let given = try DefinitionFiles.definitions(at: "cluster.yaml", in: tree, named: "cluster.yaml")
    let found = try definitions(
      ["apps/web/crd.yaml": Self.definition(note: "other")], given: given)
    #expect(paths(found) == ["cluster.yaml"])
  }

  @Test func `a path without definitions is refused`() throws {
    var tree = MemoryTree()
    tree.write(Array("a: b\n".utf8), to: "crds/a.yaml")
    #expect(throws: PipelineError.self) {
      try DefinitionFiles.definitions(at: "crds", in: tree, named: "crds")
    }
    #expect(throws: PipelineError.self) {
      try DefinitionFiles.definitions(at: "nowhere", in: tree, named: "nowhere")
    }
  }
}
