import Diagnostics
import Git
import Promotion
import TestKit
import Testing

/// Whose branch a promotion's is, and what becomes of others.
struct PromotionBranchTests {
  private let fleet: Fleet

  init() throws {
    fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(staging: Fleet.overlay(app: "v2"))
  }

  @Test func `after a rollback the same promotion is made again`() throws {
    let follow = try FieldPattern("images[*].newTag")
    let first = try commit(fleet.promoter { $0.follow = [follow] })
    try fleet.fixture.git(["merge", "--quiet", "--ff-only", first.branch])
    try fleet.commit(staging: Fleet.overlay(app: "v3"), production: Fleet.overlay(app: "v1"))
    try fleet.commit(staging: Fleet.overlay(app: "v2"))
    let second = try commit(fleet.promoter { $0.follow = [follow] })
    #expect(second.branch != first.branch)
    #expect(try fleet.production(on: second.branch) == Fleet.overlay(app: "v2"))
    // The first one is merged, so it is no plan that waits.
    let promoter = try fleet.promoter { $0.follow = [follow] }
    #expect(try promoter.superseded(by: promoter.plan()) == [])
  }

  @Test func `a branch upon an older commit is an earlier plan`() throws {
    let first = try commit(fleet.promoter())
    try fleet.fixture.commit("Unrelated", adding: ["README": "x"])
    let promoter = try fleet.promoter()
    let second = try commit(promoter)
    #expect(second.branch != first.branch)
    #expect(try fleet.fixture.object("\(second.branch)^") == fleet.fixture.object("HEAD"))
    let superseded = try promoter.superseded(by: promoter.plan())
    #expect(superseded.map(\.name) == [first.branch])
    #expect(superseded.map(\.isOurs) == [true])
  }

  @Test func `earlier plans are pruned here and on the remote, unless somebody worked on them`()
    throws
  {
    let remote = try fleet.fixture.clone("--bare", to: "remote")
    try fleet.fixture.git(["remote", "add", "origin", remote])
    let first = try commit(fleet.promoter())
    #expect(try fleet.promoter().push(first, to: "origin", over: nil) == .accepted(urls: []))
    try fleet.fixture.commit("Unrelated", adding: ["README": "x"])
    let second = try commit(fleet.promoter())
    let fix = try fleet.fixture.git(
      ["commit-tree", "\(second.branch)^{tree}", "-p", second.branch, "-m", "Fix"],
      environment: fleet.fixture.nextDate())
    try fleet.fixture.git(["update-ref", second.branch, fix])
    try fleet.fixture.commit("Unrelated", adding: ["README": "y"])
    let promoter = try fleet.promoter()
    let superseded = try promoter.superseded(by: promoter.plan())
    #expect(Set(superseded.map(\.name)) == [first.branch, second.branch])
    var gone: [String] = []
    for branch in superseded where try promoter.prune(branch, on: "origin") {
      gone.append(branch.name)
    }
    #expect(gone == [first.branch])
    for place in [fleet.fixture.path, remote] {
      #expect(
        try fleet.fixture.run(["rev-parse", "-q", "--verify", first.branch], in: place).status != 0)
    }
    #expect(try fleet.fixture.object(second.branch).hex == fix)
  }

  @Test func `a branch that was amended is not taken for ours`() throws {
    let own = try commit(fleet.promoter())
    let message = try fleet.fixture.git(["log", "-1", "--format=%B", own.branch])
    let amended = try fleet.fixture.git(
      ["commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", message],
      environment: fleet.fixture.nextDate())
    try fleet.fixture.git(["update-ref", own.branch, amended])
    #expect {
      _ = try fleet.promoter().promote()
    } throws: { error in
      (error as? PromotionError)?.diagnostics.map(\.rule) == ["promotion/branch"]
    }
  }

  // MARK: Pushing

  @Test func `a push leaves what somebody else put onto the branch`() throws {
    let remote = try fleet.fixture.clone("--bare", to: "remote")
    try fleet.fixture.git(["remote", "add", "origin", remote])
    let promoter = try fleet.promoter()
    let own = try commit(promoter)
    #expect(try promoter.push(own, to: "origin", over: nil) == .accepted(urls: []))
    // A reviewer's commit on top, made elsewhere, so that its objects are not here.
    let theirs = try fleet.fixture.git(
      ["commit-tree", "\(own.branch)^{tree}", "-p", own.branch, "-m", "reviewer adds a fix"],
      in: remote, environment: fleet.fixture.nextDate())
    try fleet.fixture.git(["update-ref", own.branch, theirs], in: remote)
    // Seen when the plan was made; or not, since it came later.
    for seen in [try promoter.seen(promoter.plan(), on: "origin"), nil] {
      let push = try promoter.push(own, to: "origin", over: seen)
      guard case .occupied(let found, let commit) = push else {
        Issue.record("\(push)")
        continue
      }
      #expect(found.hex == theirs)
      #expect(commit?.subject == "reviewer adds a fix")
    }
    #expect(try fleet.fixture.object(own.branch, in: remote).hex == theirs)
  }

  @Test func `the same promotion by somebody else is found on the remote`() throws {
    let remote = try fleet.fixture.clone("--bare", to: "remote")
    try fleet.fixture.git(["remote", "add", "origin", remote])
    let promoter = try fleet.promoter()
    let own = try commit(promoter)
    let message = try fleet.fixture.git(["log", "-1", "--format=%B", own.branch])
    try fleet.fixture.git(["push", "--quiet", "origin", "\(own.branch):refs/heads/tmp"])
    let theirs = try fleet.fixture.git(
      ["commit-tree", "refs/heads/tmp^{tree}", "-p", "refs/heads/tmp^", "-m", message],
      in: remote, environment: fleet.fixture.nextDate())
    try fleet.fixture.git(["update-ref", own.branch, theirs], in: remote)
    #expect(
      try promoter.push(own, to: "origin", over: nil)
        == .alreadyThere(fleet.fixture.object(own.branch, in: remote)))
  }

  private func commit(_ promoter: Promoter) throws -> PromotionCommit {
    let outcome = try promoter.promote()
    guard case .created(let commit, _) = outcome else { throw Surprise(outcome: outcome) }
    return commit
  }

  private struct Surprise: Error { var outcome: PromotionOutcome }
}
