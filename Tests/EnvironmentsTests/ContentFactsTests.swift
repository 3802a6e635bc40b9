import Diagnostics
import Environments
import TestKit
import Testing

/// What is known of files by their bytes says of a tree what a look at all of its files would.
struct ContentFactsTests {
  private let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
    try fixture.write(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n", to: "base/object.yaml")
    try fixture.write("resources: [object.yaml]\n", to: "base/kustomization.yaml")
    try fixture.write("resources: [../../../base]\n", to: "apps/web/staging/kustomization.yaml")
    try fixture.write("resources: [../../../base]\n", to: "apps/web/production/kustomization.yaml")
    try fixture.write(
      "{apiVersion: kustomize.config.k8s.io/v1alpha1, kind: Component}\n",
      to: "parts/kustomization.yaml")
    try fixture.write("resources: {\n", to: "broken/kustomization.yaml")
    try fixture.git(["add", "--all"])
  }

  /// The environments that the index has, each with its targets' directories.
  private func environments(knowing facts: ContentFacts?) throws -> [String] {
    var workspace = try Workspace.index(of: fixture.open())
    workspace.facts = facts
    let configuration = try Discovery(workspace).configuration()
    return configuration.environments.map { "\($0.name): \($0.directories)" }
      + configuration.omissions.flatMap(\.names)
  }

  @Test func `what was learned is read again`() throws {
    let facts = ContentFacts()
    let found = try environments(knowing: facts)
    #expect(facts.areWorthKeeping)
    let again = try #require(ContentFacts(facts.encoded()))
    #expect(again.encoded() == facts.encoded())
    #expect(try environments(knowing: again) == found)
    #expect(!again.areWorthKeeping)
  }

  @Test(arguments: [
    ["apps/web/staging/kustomization.yaml": "resources: [../production]\n"],
    ["apps/web/production/kustomization.yaml": "components: [../../../parts]\n"],
    ["broken/kustomization.yaml": "resources: [../apps/web/staging]\n"],
    ["base/kustomization.yaml": "resources: [../broken]\n"],
    ["flux/apps.yaml": flux], ["argo/apps.yaml": argo],
  ])
  func `files that change are looked at anew`(_ edit: [String: String]) throws {
    let facts = ContentFacts()
    let before = try environments(knowing: facts)
    for (path, text) in edit { try fixture.write(text, to: path) }
    try fixture.git(["add", "--all"])
    let known = try #require(ContentFacts(facts.encoded()))
    let found = try environments(knowing: known)
    #expect(found == (try environments(knowing: nil)))
    #expect(found != before)
  }

  @Test func `damaged bytes are nothing, or something else, and never a crash`() throws {
    let facts = ContentFacts()
    _ = try environments(knowing: facts)
    let bytes = facts.encoded()
    var random = SeededGenerator(seed: 8)
    for length in bytes.indices { #expect(ContentFacts(Array(bytes[..<length])) == nil) }
    for _ in 0..<2000 {
      var damaged = bytes
      damaged[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      _ = ContentFacts(damaged)
    }
  }

  private static let flux = """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: apps, namespace: flux-system}
    spec:
      interval: 1m
      path: ./apps/web/staging
      prune: true
      sourceRef: {kind: GitRepository, name: flux-system}

    """

  private static let argo = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: web, namespace: argocd}
    spec:
      project: default
      source: {repoURL: https://example.org/fleet.git, path: apps/web/staging}
      destination: {name: in-cluster, namespace: web}

    """
}
