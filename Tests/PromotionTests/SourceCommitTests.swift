import Git
import Promotion
import TestKit
import Testing
import Values

/// What is said of a source that is not the newest.
struct SourceCommitTests {
  private let fleet: Fleet

  init() throws {
    fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(staging: Fleet.overlay(app: "v2"))
    try fleet.commit(staging: Fleet.overlay(app: "v3"))
    try fleet.fixture.commit("Elsewhere", adding: ["README": "x"])
  }

  private func remarks(_ revision: String) throws -> [String] {
    let promoter = try fleet.promoter { $0.sourceRevision = revision }
    return try promoter.remarks(on: promoter.plan())
  }

  @Test func `by how much the source has moved on is said`() throws {
    #expect(try remarks("HEAD") == [])
    #expect(try remarks("HEAD~1") == [])
    let name = try fleet.fixture.object("HEAD~2").short
    #expect(try remarks("HEAD~2") == ["staging has moved on by 1 commit since \(name)"])
  }

  @Test func `a commit that was never merged, and one before the last promotion, are said`() throws
  {
    let side = try fleet.fixture.git(
      ["commit-tree", "HEAD~2^{tree}", "-p", "HEAD~3", "-m", "Side"],
      environment: fleet.fixture.nextDate())
    #expect(try remarks(side).map { $0.hasSuffix("it was never merged") } == [true])
    try fleet.fixture.git(["checkout", "--quiet", "-b", "side", "HEAD~3"])
    let stranger = try fleet.commit(
      staging: Fleet.overlay(app: "v2", side: "s9"), message: "Stranger")
    try fleet.fixture.git(["checkout", "--quiet", "main"])
    // v2 was in staging once.
    #expect(
      try remarks(stranger.hex).dropFirst()
        == ["images[example.com/side] as s9 was never in staging"])
    try fleet.fixture.git(["update-ref", "-d", "refs/heads/side"])
    let promoted = try fleet.fixture.object("HEAD~1")
    let old = try fleet.fixture.object("HEAD~2").short
    try fleet.commit(
      production: Fleet.overlay(app: "v3"),
      message: "Promote\n\nSluice-From: staging\nSluice-To: production\n"
        + "Sluice-Source-Commit: \(promoted)\n")
    #expect(
      try remarks("HEAD~3") == [
        "\(old) is older than \(promoted.short), which was promoted last",
        "staging has moved on by 1 commit since \(old)",
      ])
  }

  @Test func `a moment names the newest commit before it`() throws {
    let repository = try fleet.fixture.open()
    let base = try BaseBranch.find(nil, remote: nil, in: repository)
    let second = try repository.commit(fleet.fixture.object("HEAD~2"))
    let moment = Timestamp(seconds: second.committer.time.seconds + 1)
    #expect(try base.commit(asOf: moment, in: repository) == second.id)
    #expect(try base.commit(asOf: Timestamp(seconds: 0), in: repository) == nil)
  }

  @Test func `an older version over a newer one is said`() throws {
    try fleet.commit(
      staging: Fleet.overlay(app: "v1.9.3"), production: Fleet.overlay(app: "v1.10.0"))
    let plan = try fleet.promoter { $0.preference = .source }.plan()
    #expect(
      plan.warnings == [
        "images[example.com/app] goes back from v1.10.0 to v1.9.3, which is older"
      ])
  }
}
