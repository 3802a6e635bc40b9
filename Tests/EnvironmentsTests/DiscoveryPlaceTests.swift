import Diagnostics
import Environments
import Kustomize
import Testing

/// Which configuration counts where several stand, and what is looked at below the root.
struct DiscoveryPlaceTests {
  private static let manifest = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"

  private static func pipeline(_ name: String, path: String) -> String {
    "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\nenvironments: [{name: \(name), path: \(path)}]\n"
  }

  private static let files = [
    "clusters/pipeline.yaml": pipeline("clusters", path: "live"),
    "pipeline.yaml": pipeline("root", path: "clusters/live"),
    "other/pipeline.yaml": pipeline("other", path: "here"),
    "other/here/a.yaml": manifest,
    "ci/pipeline.yaml": "steps: [build]\n",
    "ci/prod/a.yaml": manifest,
    "clusters/live/a.yaml": manifest,
    "policies/README.yaml": "about: us\n",
    "named.yaml": pipeline("named", path: "clusters/live"),
  ]

  private func found(
    _ files: [String: String] = files, without absent: [String] = [], at path: String? = nil,
    of directory: String? = nil
  ) throws -> PipelineConfiguration {
    let tree = MemoryTree(files.filter { !absent.contains($0.key) })
    return try Discovery(Workspace(tree: tree, name: "the tree"))
      .configuration(at: path, of: directory)
  }

  @Test func `clusters comes before the root, and what is named before both`() throws {
    #expect(try found().file?.path == "clusters/pipeline.yaml")
    #expect(try found().environments.map(\.name) == ["clusters"])
    let root = try found(without: ["clusters/pipeline.yaml"])
    #expect(root.file?.path == "pipeline.yaml")
    let named = try found(at: "named.yaml")
    #expect(named.file?.path == "named.yaml")
    #expect(named.environments.map(\.name) == ["named"])
    #expect(throws: PipelineError.self) { try found(at: "absent.yaml") }
  }

  @Test func `a directory's own configuration counts for the directory`() throws {
    let other = try found(of: "other")
    #expect(other.file?.path == "other/pipeline.yaml")
    #expect(other.environments.map(\.name) == ["other"])
  }

  @Test func `the file of another program is none`() throws {
    let ci = try found(
      without: ["clusters/pipeline.yaml", "pipeline.yaml"], of: "ci")
    #expect(ci.file == nil)
    #expect(ci.found == .layout)
    #expect(ci.environments.map(\.name) == ["prod"])
  }

  @Test func `of a directory, the tree's configuration has what stands there`() throws {
    let live = try found(of: "clusters/live")
    #expect(live.file?.path == "clusters/pipeline.yaml")
    #expect(live.environments.map(\.name) == ["clusters"])
    // What it does not list is looked for, under its settings.
    let ci = try found(of: "ci/prod")
    #expect(ci.file?.path == "clusters/pipeline.yaml")
    #expect(ci.found == .layout)
    #expect(ci.environments.flatMap(\.targets).map(\.directory.path) == ["ci/prod"])
  }

  @Test func `a configuration without environments leaves them to be found`() throws {
    let settings = "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\npolicies: []\n"
    let found = try found(
      ["pipeline.yaml": settings, "prod/a.yaml": Self.manifest, "dev/a.yaml": Self.manifest])
    #expect(found.file?.path == "pipeline.yaml")
    #expect(found.found == .layout)
    #expect(found.environments.map(\.name) == ["dev", "prod"])
    #expect(found.arePoliciesNamed)
  }

  @Test func `policies are those that are named, or those of the directory called so`() throws {
    #expect(try found().policies.isEmpty)
    let bare = try found(without: ["clusters/pipeline.yaml", "pipeline.yaml"])
    #expect(bare.policies.map(\.path) == ["policies"])
    #expect(!bare.arePoliciesNamed)
  }

  @Test func `a directory that is part of a kustomization is looked at as that`() throws {
    let found = try found(
      [
        "app/kustomization.yaml": "resources: [a.yaml]\npatches: [{path: patches/p.yaml}]\n",
        "app/a.yaml": Self.manifest, "app/patches/p.yaml": Self.manifest,
      ], of: "app/patches")
    #expect(found.found == .directory)
    #expect(found.environments.map(\.directories) == ["app"])
  }
}
