import Git
import TestKit
import Testing

/// A rollback makes what a promotion changed what it was, and promotions leave it so.
struct RollbackTests {
  private let fleet: SampleFleet
  private let overlay = "clusters/production/kustomization.yaml"
  private let original: String

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    original = try fleet.read(overlay)
    try promote()
  }

  /// Promotes, and merges the branch.
  private func promote(_ options: String...) throws {
    let result = try fleet.sluice.run(
      ["promote", "staging", "production"] + options, in: fleet.repository.path,
      environment: fleet.repository.environment)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    try merge("promote")
  }

  private func merge(_ prefix: String) throws {
    let branch = try #require(try branches(prefix).first)
    try fleet.repository.git(["merge", "--quiet", "--no-ff", "-m", "Merge \(prefix)", branch])
    try fleet.repository.git(["update-ref", "-d", branch])
  }

  private func branches(_ prefix: String) throws -> [String] {
    try fleet.repository.git(["for-each-ref", "--format=%(refname)", "refs/heads/\(prefix)"])
      .split(separator: "\n").map(String.init)
  }

  private func change(_ old: String, to new: String, in file: String? = nil) throws {
    try fleet.replace(old, with: new, in: file ?? overlay)
    try fleet.repository.commit("Change")
  }

  private func rollback(_ options: String...) throws -> ChildProcess.Result {
    try fleet.sluice.run(
      ["rollback", "production"] + options, in: fleet.repository.path,
      environment: fleet.repository.environment)
  }

  @Test func `what nobody touched since is what it was to the byte, on a branch of its own`() throws
  {
    #expect(try fleet.read(overlay) != original)
    let status = try fleet.repository.git(["status", "--porcelain", "--branch"])
    let dry = try rollback("--dry-run")
    #expect(dry.status == 0, "\(dry.outputText)\(dry.errorText)")
    #expect(dry.outputText.contains("  restore  images["), "\(dry.outputText)")
    #expect(try branches("rollback") == [])
    let first = try rollback("--reason", "incident 4711")
    #expect(first.status == 0, "\(first.errorText)")
    let branch = try #require(try branches("rollback").first)
    #expect(branch.hasPrefix("refs/heads/rollback/production/"))
    #expect(try fleet.repository.git(["show", "\(branch):\(overlay)"]) + "\n" == original)
    #expect(try fleet.repository.git(["diff", "--name-only", "HEAD", branch]) == overlay)
    #expect(try fleet.repository.git(["status", "--porcelain", "--branch"]) == status)
    let message = try fleet.repository.git(["log", "-1", "--format=%B", branch])
    let promotion = try fleet.repository.git(["rev-parse", "HEAD^2"])
    for line in [
      "Roll back production: ", "Sluice-Rollback: production\n", "Sluice-Undoes: \(promotion)\n",
      "Sluice-Reason: incident 4711\n", "Sluice-Hold: \(overlay): images[",
    ] {
      #expect(message.contains(line), "\(line)\n\(message)")
    }
    let second = try rollback("--reason", "incident 4711")
    #expect(second.status == 0)
    #expect(second.outputText.contains("holds this rollback already"))
  }

  @Test func `the next promotion leaves what is held until it says why it may go on`() throws {
    #expect(try rollback("--reason", "it lost messages").status == 0)
    try merge("rollback")
    #expect(try fleet.read(overlay) == original)
    let refused = try fleet.run("promote", "staging", "production")
    #expect(refused.status == 1, "\(refused.outputText)")
    #expect(refused.errorText.contains("is held since the rollback "), "\(refused.errorText)")
    #expect(refused.errorText.contains(" by Ada Example: it lost messages"))
    #expect(refused.errorText.contains("--release-hold"))
    #expect(try branches("promote") == [])
    // What the rollback says nothing of moves, and what is held is said.
    try fleet.replace(
      "- QUEUE_CAPACITY=512\n", with: "- QUEUE_CAPACITY=512\n      - NEW_SWITCH=on\n",
      in: "clusters/staging/kustomization.yaml")
    try fleet.repository.commit("Add a switch")
    let other = try fleet.run("promote", "staging", "production", "--dry-run")
    #expect(other.status == 0, "\(other.outputText)\(other.errorText)")
    #expect(other.outputText.contains("literals[NEW_SWITCH]: (absent) → on"))
    #expect(other.errorText.contains("warning: images["), "\(other.errorText)")
    #expect(
      try fleet.run("promote", "staging", "production", "--only", "images[*].newTag").status == 1)
    try promote()
    #expect(try fleet.read(overlay).contains("NEW_SWITCH"))
    #expect(try fleet.read(overlay).contains("newTag: 2.19.0"))
    try promote("--release-hold", "fixed in 1.4.2")
    #expect(try fleet.read(overlay).contains("newTag: 2.20.1"))
    let message = try fleet.repository.git(["log", "-1", "--format=%B", "HEAD^2"])
    #expect(message.contains("Sluice-Release-Hold: fixed in 1.4.2\nSluice-Released: "))
    let history = try fleet.run("history", "production")
    #expect(history.outputText.contains("  rollback  "), "\(history.outputText)")
    #expect(history.outputText.contains("    released what was held: fixed in 1.4.2\n"))
    #expect(history.outputText.contains("    because: it lost messages\n    takes back "))
    #expect(!history.outputText.contains("held since: "))
    try change("newTag: 2.20.1", to: "newTag: 2.20.2", in: "clusters/staging/kustomization.yaml")
    #expect(try fleet.run("promote", "staging", "production").status == 0)
  }

  @Test func `history tells what is held, and a reverted rollback holds nothing`() throws {
    #expect(try rollback().status == 0)
    try merge("rollback")
    let history = try fleet.run("history", "production", "--limit", "1")
    #expect(
      history.outputText.contains("    held since: \(overlay): images["), "\(history.outputText)")
    try fleet.repository.git(["revert", "--no-edit", "-m", "1", "HEAD"])
    #expect(!(try fleet.run("history", "production").outputText.contains("held since: ")))
    try change("newTag: 2.20.1", to: "newTag: 2.20.2", in: "clusters/staging/kustomization.yaml")
    #expect(try fleet.run("promote", "staging", "production").status == 0)
  }

  @Test func `without a hold the next promotion moves it again`() throws {
    #expect(try rollback("--no-hold").status == 0)
    try merge("rollback")
    #expect(try fleet.run("promote", "staging", "production", "--dry-run").status == 0)
  }

  @Test func `what was changed since stays, and what was changed again is refused`() throws {
    try change("- queue_capacity=64\n", to: "- queue_capacity=96\n")
    #expect(try rollback().status == 0)
    var branch = try #require(try branches("rollback").first)
    #expect(
      try fleet.repository.git(["show", "\(branch):\(overlay)"]) + "\n"
        == original.replacing("- queue_capacity=64\n", with: "- queue_capacity=96\n"))
    try change("newTag: 2.20.1", to: "newTag: 2.20.1-hotfix")
    let refused = try rollback()
    #expect(refused.status == 1, "\(refused.outputText)")
    #expect(
      refused.errorText.contains(
        "was changed again after the promotion: it was 2.19.0 before, and is "),
      "\(refused.errorText)")
    let left = try rollback("--take", "today")
    #expect(left.status == 0, "\(left.errorText)")
    let taken = try rollback("--take", "before", "--prune")
    #expect(taken.status == 0, "\(taken.errorText)")
    branch = try #require(try branches("rollback").last)
    #expect(taken.outputText.contains("2.20.1-hotfix → 2.19.0"), "\(taken.outputText)")
  }

  @Test func `several promotions go back at once, by number and by revision`() throws {
    let first = try fleet.repository.git(["rev-parse", "HEAD^2"])
    try change("newTag: 2.20.1", to: "newTag: 2.20.2", in: "clusters/staging/kustomization.yaml")
    try promote()
    #expect(try fleet.read(overlay).contains("2.20.2"))
    let newest = try rollback("--dry-run", "--format", "json")
    #expect(newest.outputText.contains(#""kind":"Rollback","result":"planned""#))
    let both = try rollback("--to", "2", "--dry-run")
    #expect(both.outputText.contains(": 2.20.2 → 2.19.0"), "\(both.outputText)")
    let since = try rollback("--to", first)
    #expect(since.outputText.contains(": 2.20.2 → 2.20.1"), "\(since.outputText)\(since.errorText)")
    try merge("rollback")
    // What is taken back already does not count.
    let next = try rollback("--dry-run")
    #expect(next.outputText.contains(": 2.20.1 → 2.19.0"), "\(next.outputText)\(next.errorText)")
    #expect(try rollback("--to", "0").status == 2)
    #expect(try rollback("--to", "nothing").status == 2)
  }

  @Test func `where nothing is recorded there is nothing to take back`() throws {
    let result = try fleet.run("rollback", "staging")
    #expect(result.status == 2)
    #expect(result.errorText.contains("the history records no promotion to staging"))
    #expect(try fleet.run("rollback", "producton").errorText.contains("did you mean production?"))
    #expect(try rollback("--app", "nope").status == 2)
    #expect(try rollback("--exclude", "images[nope]").status == 2)
  }
}
