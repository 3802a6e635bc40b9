import Diagnostics
import Display
import Environments
import Git
import Promotion
import TestKit
import Testing
import Values

/// What has not been in staging for long enough stays, and all else moves.
struct SoakTests {
  private let fleet: Fleet

  init() throws {
    fleet = try Fleet(staging: Fleet.overlay(side: "s0"), production: Fleet.overlay(side: "s0"))
  }

  /// A promoter of what is ripe so many minutes after the newest commit; each is a minute after the last.
  private func promoter(
    soak minutes: Int64, after later: Int64 = 0, override: String? = nil
  ) throws -> Promoter {
    let head = try fleet.fixture.open().commit(fleet.fixture.object("HEAD"))
    return try fleet.promoter {
      $0.soak = Duration(nanoseconds: minutes * 60_000_000_000)
      $0.moment = Timestamp(seconds: head.committer.time.seconds + later * 60)
      $0.override = override
    }
  }

  private func promoted(_ promoter: Promoter) throws -> [String] {
    try promoter.plan().promoted.map(\.field.description)
  }

  @Test func `what is too young is listed with when it is ripe, and the rest is promoted`() throws {
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s0"))
    let young = try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s1"))
    guard case .created(let commit, let proven) = try promoter(soak: 1).promote() else {
      Issue.record("nothing was promoted")
      return
    }
    #expect(proven.plan.promoted.map(\.field.description) == ["images[example.com/app]"])
    let time = try fleet.fixture.open().commit(young).committer.time
    let ripe = Timestamp(seconds: time.seconds + 60).textInSeconds
    #expect(
      proven.plan.shown.text.contains("(not ripe: brought by \(young.short) and ripe at \(ripe))"))
    #expect(proven.findings.map(\.rule) == ["promotion/soak"])
    #expect(
      try fleet.production(on: commit.branch) == Fleet.overlay(app: "v2", side: "s0"))
    #expect(
      try fleet.fixture.git(["log", "-1", "--format=%B", commit.branch])
        .contains(
          "Sluice-Left-Out: clusters/production/kustomization.yaml: images[example.com/side]"))
    // What was left is pending for the next.
    try fleet.fixture.git(["merge", "--quiet", "--ff-only", commit.branch])
    #expect(try promoted(promoter(soak: 1, after: 1)) == ["images[example.com/side]"])
  }

  @Test func `a value is as old as the commit since which staging has it without a break`() throws {
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s0"))
    try fleet.commit(staging: Fleet.overlay(app: "v3", side: "s0"))
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s0"))
    #expect(try promoted(promoter(soak: 1)) == [])
    #expect(try promoted(promoter(soak: 1, after: 1)) == ["images[example.com/app]"])
    // Other commits make it no younger, also those of the same file.
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s0", literals: ["LEVEL=debug"]))
    #expect(try promoted(promoter(soak: 1)) == ["images[example.com/app]"])
  }

  @Test func `what was merged is as old as the merge`() throws {
    try fleet.fixture.git(["checkout", "--quiet", "-b", "side"])
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s0"))
    try fleet.fixture.git(["checkout", "--quiet", "main"])
    for number in 0..<3 { try fleet.fixture.commit("Other", adding: ["README": "\(number)\n"]) }
    try fleet.fixture.git(
      ["merge", "--quiet", "--no-ff", "-m", "Merge", "side"],
      environment: fleet.fixture.nextDate())
    #expect(try promoted(promoter(soak: 2)) == [])
    #expect(try promoted(promoter(soak: 2, after: 2)) == ["images[example.com/app]"])
  }

  @Test func `where all of it is too young, it is refused, unless there is a reason`() throws {
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s0"))
    #expect {
      _ = try promoter(soak: 60).promote()
    } throws: { error in
      guard case .refused(let findings)? = error as? PromotionError else { return false }
      return findings.map(\.rule) == ["promotion/soak"]
    }
    guard
      case .created(let commit, _) = try promoter(soak: 60, override: "an incident").promote()
    else {
      Issue.record("nothing was promoted")
      return
    }
    #expect(
      try fleet.fixture.git(["log", "-1", "--format=%B", commit.branch])
        .contains("Sluice-Override: an incident\nSluice-Overridden: promotion/soak"))
  }

  @Test func `what has the version of something that is too young waits for it`() throws {
    let literals = ["APP_VERSION=v1"]
    try fleet.commit(
      staging: Fleet.overlay(side: "s0", literals: literals),
      production: Fleet.overlay(side: "s0", literals: literals))
    try fleet.commit(staging: Fleet.overlay(side: "s0", literals: ["APP_VERSION=v2"]))
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s0", literals: ["APP_VERSION=v2"]))
    #expect(try promoted(promoter(soak: 1)) == [])
    #expect(try promoted(promoter(soak: 1, after: 1)).count == 2)
  }

  @Test func `what names a new file that is too young waits for it`() throws {
    let overlay = Fleet.overlay(side: "s0")
    let named = overlay.replacing("- ../base", with: "- ../base\n- config.yaml")
    let file = "clusters/staging/config.yaml"
    let config = { (value: String) in
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndata: {A: \(value)}\n"
    }
    try fleet.fixture.commit(
      "Name", adding: ["clusters/staging/kustomization.yaml": named, file: config("one")])
    try fleet.fixture.commit("Change", adding: [file: config("two")])
    #expect(try promoted(promoter(soak: 1)) == [])
    #expect(try promoted(promoter(soak: 1, after: 1)).count == 2)
  }
}
