import Git
import TestKit
import Testing

/// What a kustomization names by URL.
struct RemoteResourceTests {
  private let fixture: GitFixture
  private let sluice: BuiltCommand

  /// A repository whose base says `v1` at the tag of that name and `v2` in the working tree.
  init() throws {
    fixture = try GitFixture()
    sluice = try BuiltCommand()
    try fixture.git(["remote", "add", "upstream", "git@github.com:example/fleet.git"])
    try fixture.commit(
      adding: [
        "deploy/base/kustomization.yaml": "resources: [../shared/map.yaml, ../other]\n",
        "deploy/other/kustomization.yaml": "resources: [map.yaml]\n",
        "deploy/other/map.yaml": Self.map("other", "v1"),
        "deploy/shared/map.yaml": Self.map("shared", "v1"),
      ])
    try fixture.write(
      "resources: [map.yaml, ../other]\n", to: "deploy/base/kustomization.yaml")
    try fixture.commit(adding: ["deploy/base/map.yaml": Self.map("base", "v1")])
    try fixture.git(["tag", "v1"])
    try fixture.git(["update-ref", "refs/remotes/upstream/main", "HEAD"])
    try fixture.write(Self.map("base", "v2"), to: "deploy/base/map.yaml")
  }

  private static func map(_ name: String, _ version: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  version: \(version)\n"
  }

  private func render(_ reference: String, _ arguments: String...) throws -> ChildProcess.Result {
    try fixture.write("resources: ['\(reference)']\n", to: "overlay/kustomization.yaml")
    return try sluice.run(
      ["render", "overlay"] + arguments, in: fixture.path,
      environment: fixture.environment.merging(["XDG_CACHE_HOME": "\(fixture.root)/cache"]) { $1 })
  }

  @Test(arguments: [
    "https://github.com/example/fleet//deploy/base?ref=v1",
    "https://github.com/example/fleet.git//deploy/base?ref=v1&timeout=90s",
    "github.com/example/fleet/deploy/base?ref=main",
    "git@github.com:example/fleet//deploy/base?ref=v1",
    "ssh://git@github.com/example/fleet.git/deploy/base?ref=main",
    "git::https://github.com/example/fleet//deploy/../deploy/base?ref=v1",
  ])
  func `a URL of a remote of this repository is read from its own objects`(
    _ reference: String
  ) throws {
    let result = try render(reference)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(
      result.outputText == "\(Self.yaml("base", "v1"))---\n\(Self.yaml("other", "v1"))")
  }

  private static func yaml(_ name: String, _ version: String) -> String {
    "apiVersion: v1\ndata:\n  version: \(version)\nkind: ConfigMap\nmetadata:\n  name: \(name)\n"
  }

  @Test(arguments: [
    (
      "https://github.com/example/fleet//deploy/base?ref=v9",
      "is this repository, which has no \"v9\" of upstream here", "git fetch upstream v9"
    ),
    (
      "https://github.com/example/fleet//deploy/base",
      "is this repository, whose upstream/HEAD is not known here", "git remote set-head"
    ),
    (
      "https://github.com/example/other//deploy?ref=v1", "is remote, and nothing is fetched",
      "--fetch"
    ),
    (
      "https://example.com/manifest.yaml", "is remote, and nothing is fetched",
      "copy what it holds"
    ),
    (
      "https://github.com/example/fleet//../outside?ref=v1", "leaves the repository", ""
    ),
    (
      "https://github.com/example/fleet//deploy/nowhere?ref=v1",
      "there is no github.com/example/fleet@v1/deploy/nowhere", ""
    ),
  ])
  func `what cannot be read is said where it is named`(
    reference: String, message: String, help: String
  ) throws {
    let result = try render(reference)
    #expect(result.status == 2)
    #expect(result.outputText == "")
    #expect(result.errorText.contains("overlay/kustomization.yaml:1:13: error: "))
    #expect(result.errorText.contains(message), "\(result.errorText)")
    #expect(result.errorText.contains(help), "\(result.errorText)")
  }

  @Test func `a field of such a base is traced into the revision`() throws {
    _ = try render("https://github.com/example/fleet//deploy/base?ref=v1")
    let result = try sluice.run(
      ["trace", "overlay", "ConfigMap/base", "data.version"], in: fixture.path,
      environment: fixture.environment)
    #expect(
      result.outputText.hasSuffix(
        "github.com/example/fleet@v1/deploy/base/map.yaml:6:12: v1 (document)\n"),
      "\(result.outputText)\(result.errorText)")
  }

  @Test func `another repository is fetched into the cache where that is allowed`() throws {
    let other = try GitFixture()
    try other.commit(
      adding: [
        "base/kustomization.yaml": "resources: [map.yaml]\n",
        "base/map.yaml": Self.map("fetched", "v1"),
      ])
    try other.git(["tag", "v1"])
    let commit = try other.object("HEAD").hex
    try other.git(["config", "uploadpack.allowAnySHA1InWant", "true"])
    let reference = "file://\(other.path)//base?ref="
    #expect(try render(reference + "v1").status == 2)
    for revision in ["v1", "main", commit] {
      let result = try render(reference + revision, "--fetch")
      #expect(result.status == 0, "\(result.errorText)")
      #expect(result.outputText == Self.yaml("fetched", "v1"))
    }
    let missing = try render(reference + "v9", "--fetch")
    #expect(missing.status == 2)
    #expect(
      missing.errorText.contains("cannot be fetched: couldn't find remote ref v9 ["),
      "\(missing.errorText)")
    let nowhere = try render("file:///nowhere/at/all.git//base?ref=v9", "--fetch")
    #expect(
      nowhere.errorText.contains(
        "cannot be fetched: '/nowhere/at/all.git' does not appear to be a git repository ["),
      "\(nowhere.errorText)")
    // A commit that is here already needs nothing from elsewhere.
    try other.git(["config", "uploadpack.allowAnySHA1InWant", "false"])
    try other.git(["tag", "-d", "v1"])
    try other.git(["branch", "-m", "main", "gone"])
    #expect(try render(reference + commit, "--fetch").status == 0)
  }
}
