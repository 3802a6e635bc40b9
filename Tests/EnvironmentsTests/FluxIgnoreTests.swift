import Environments
import Kubernetes
import Kustomize
import Testing

/// What Flux's source-controller leaves out of a repository.
struct FluxIgnoreTests {
  /// A cluster whose Kustomization builds `deploy/`, where every file holds a ConfigMap called after it.
  private func names(
    _ files: [String], ignore: String? = nil, ignoreFiles: [String: String] = [:]
  ) throws -> [String] {
    var tree = MemoryTree(ignoreFiles)
    tree.write(
      Array(
        """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: flux-system, namespace: flux-system}
        spec:
          url: https://example.com/a.git
          ignore: \(ignore.map { "\"\($0)\"" } ?? "null")
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: flux-system, namespace: flux-system}
        spec: {path: ./clusters/live, sourceRef: {kind: GitRepository, name: flux-system}}
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: apps, namespace: flux-system}
        spec: {path: ./deploy, sourceRef: {kind: GitRepository, name: flux-system}}

        """.utf8), to: "clusters/live/flux-system/gotk-sync.yaml")
    for file in files {
      let name = String(file.drop { $0 == "." }.map { "/.".contains($0) ? "-" : $0 })
      tree.write(
        Array("{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name)}}\n".utf8),
        to: "deploy/\(file)")
    }
    let workspace = Workspace(tree: tree, name: "the tree")
    let environment = try Discovery(workspace).configuration().environment(named: "live")
    let rendered = try EnvironmentRenderer(workspace).renderAll(environment)
    let apps = rendered.targets.first { $0.target.app == "apps" }
    return try #require(apps).objects.map(\.name)
  }

  private static let files = [
    "a.yaml", "b/a.yaml", "b/c/d.yaml", "c.yaml", "cloudbuild.yaml", ".drone.yml", ".github/x.yaml",
  ]

  /// What is ignored, and which of the files remain.
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var ignore: String?
    var files: [String: String] = [:]
    var left: [String]
  }

  @Test(arguments: [
    Row(
      testDescription: "what belongs to services that run jobs is left out unasked",
      left: ["a-yaml", "b-a-yaml", "b-c-d-yaml", "c-yaml"]),
    Row(
      testDescription: "a name counts at any depth", ignore: "a.yaml",
      left: ["b-c-d-yaml", "c-yaml"]),
    Row(
      testDescription: "a path counts from the root", ignore: "/deploy/a.yaml",
      left: ["b-a-yaml", "b-c-d-yaml", "c-yaml"]),
    Row(
      testDescription: "a directory takes along what it holds", ignore: "b/",
      left: ["a-yaml", "c-yaml"]),
    Row(
      testDescription: "a slash behind a name means directories", ignore: "a.yaml/",
      left: ["a-yaml", "b-a-yaml", "b-c-d-yaml", "c-yaml"]),
    Row(
      testDescription: "two stars are any directories", ignore: "/deploy/**/d.yaml",
      left: ["a-yaml", "b-a-yaml", "c-yaml"]),
    Row(
      testDescription: "a star is one name", ignore: "/deploy/*/*.yaml",
      left: ["a-yaml", "b-c-d-yaml", "c-yaml"]),
    Row(
      testDescription: "what is inside comes back, as the documentation has it",
      ignore: "# all\\n/*\\n!/clusters\\n!/deploy\\n/deploy/**/c.yaml",
      left: ["a-yaml", "b-a-yaml", "b-c-d-yaml", "cloudbuild-yaml", "drone-yml", "github-x-yaml"]),
    Row(
      testDescription: "a file deep inside brings its directories back",
      ignore: "/deploy/*\\n!/deploy/b/c/d.yaml", left: ["b-c-d-yaml"]),
    Row(
      testDescription: "the last line that fits decides",
      ignore: "*.yaml\\n!c.yaml\\n!gotk-sync.yaml",
      left: ["c-yaml"]),
    Row(
      testDescription: "a file overrules what is left out unasked, in its directory alone",
      files: ["deploy/.sourceignore": "!cloudbuild.yaml\n/a.yaml\n"],
      left: ["b-a-yaml", "b-c-d-yaml", "c-yaml", "cloudbuild-yaml"]),
    Row(
      testDescription: "an inner file overrules an outer one, and the source's field both",
      ignore: "c.yaml",
      files: [".sourceignore": "/deploy/*.yaml\n", "deploy/.sourceignore": "!a.yaml\n!c.yaml\n"],
      left: ["a-yaml", "b-a-yaml", "b-c-d-yaml"]),
    Row(
      testDescription: "what is no pattern leaves nothing out", ignore: "[\\na**/b\\n\\n  ",
      left: ["a-yaml", "b-a-yaml", "b-c-d-yaml", "c-yaml"]),
  ])
  func `the files of an artifact are those that nothing leaves out`(_ row: Row) throws {
    let names = try names(Self.files, ignore: row.ignore, ignoreFiles: row.files)
    #expect(names.sorted() == row.left)
  }
}
