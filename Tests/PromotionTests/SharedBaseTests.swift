import Display
import Environments
import Git
import Promotion
import TestKit
import Testing

/// What an environment shares among its own targets moves too, whatever its directories are called.
struct SharedBaseTests {
  private let fleet: Fleet

  init() throws {
    fleet = try Fleet(
      staging: "resources: [../stg]\n", production: "resources: [../prd]\n")
    try share(staging: "v1", production: "v1")
  }

  private func share(staging: String, production: String) throws {
    let text = { (tag: String) in
      "resources: [../base]\nimages: [{name: example.com/app, newTag: \(tag)}]\n"
    }
    try fleet.fixture.commit(
      "Share",
      adding: [
        "clusters/stg/kustomization.yaml": text(staging),
        "clusters/prd/kustomization.yaml": text(production),
      ])
  }

  @Test func `bases in directories of other words are counterparts`() throws {
    try share(staging: "v2", production: "v1")
    let plan = try fleet.promoter().plan()
    #expect(plan.fields.map(\.field.description) == ["images[example.com/app]"])
    #expect(plan.promoted.map(\.file) == ["clusters/prd/kustomization.yaml"])
    guard case .created(let commit, _) = try fleet.promoter().promote() else {
      Issue.record("nothing was promoted")
      return
    }
    #expect(
      try fleet.fixture.git(["diff", "--name-only", "HEAD", commit.branch])
        == "clusters/prd/kustomization.yaml")
  }

  @Test func `a kustomization that is a symbolic link is told`() throws {
    try fleet.fixture.git(["mv", "clusters/stg/kustomization.yaml", "clusters/stg/real.yaml"])
    let link = try fleet.fixture.git(["hash-object", "-w", "--stdin"], input: "real.yaml")
    try fleet.fixture.git(
      ["update-index", "--add", "--cacheinfo", "120000,\(link),clusters/stg/kustomization.yaml"])
    try fleet.fixture.git(["commit", "--quiet", "-m", "Link"])
    #expect(
      try fleet.promoter().plan().warnings == [
        "clusters/stg/kustomization.yaml is a symbolic link, through which no promotion reads or writes"
      ])
  }
}
