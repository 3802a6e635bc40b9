import Git
import TestKit
import Testing

/// A promotion is one commit on a branch of its own, and nothing else changes.
struct PromoteTests {
  private let fleet: SampleFleet

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
  }

  @Test func `two runs make one commit that changes the promoted values alone`() throws {
    let first = try fleet.run("promote", "staging", "production")
    #expect(first.status == 0, "\(first.outputText)\(first.errorText)")
    let branches = try promotions()
    #expect(branches.count == 1)
    let second = try fleet.run("promote", "staging", "production")
    #expect(second.status == 0)
    #expect(second.outputText.contains("holds this promotion already"))
    #expect(try promotions() == branches)
    let branch = try #require(branches.first)
    #expect(try fleet.repository.git(["rev-list", "--count", branch]) == "2")
    let changed = try fleet.repository.git(["diff", "--name-only", "HEAD", branch])
    #expect(changed == "clusters/production/kustomization.yaml")
    let lines = try fleet.repository.git(["diff", "--unified=0", "HEAD", branch])
      .split(separator: "\n").filter { $0.hasPrefix("+ ") || $0.hasPrefix("- ") }
    #expect(
      lines.allSatisfy { $0.contains("newTag:") || $0.contains("digest:") || $0.contains("=") },
      "\(lines)")
    let message = try fleet.repository.git(["log", "-1", "--format=%B", branch])
    for trailer in ["Sluice-From: staging", "Sluice-To: production", "Sluice-Source-Commit: "] {
      #expect(message.contains(trailer))
    }
  }

  @Test func `the working tree, the index and HEAD stay as they are`() throws {
    try fleet.repository.write("mine\n", to: "clusters/README.md")
    try fleet.repository.write("staged\n", to: "staged.txt")
    try fleet.repository.git(["add", "staged.txt"])
    let before = try fleet.repository.git(["status", "--porcelain", "--branch"])
    #expect(try fleet.run("promote", "staging", "production").status == 0)
    #expect(try fleet.repository.git(["status", "--porcelain", "--branch"]) == before)
    #expect(try fleet.repository.git(["fsck", "--strict"]) == "")
  }

  @Test func `a dry run writes nothing`() throws {
    let objects = try fleet.repository.git(["count-objects"])
    let result = try fleet.run("promote", "staging", "production", "--dry-run")
    #expect(result.status == 0)
    #expect(result.outputText.contains("inference-server]: 1.4.1 → 1.4.2"))
    #expect(try promotions() == [])
    #expect(try fleet.repository.git(["count-objects"]) == objects)
  }

  @Test func `eight at once agree on one commit`() async throws {
    let outcomes = await withTaskGroup(of: ChildProcess.Result?.self) { group in
      for _ in 0..<8 {
        group.addTask {
          [
            sluice = fleet.sluice, path = fleet.repository.path,
            environment = fleet.repository.environment
          ] in
          try? sluice.run(
            ["promote", "staging", "production"], in: path, environment: environment)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.map { $0?.status } == Array(repeating: 0, count: 8))
    #expect(try promotions().count == 1)
    #expect(try fleet.repository.git(["fsck", "--strict"]) == "")
  }

  @Test func `a promotion that a policy denies is refused`() throws {
    try fleet.replace(
      "- QUEUE_CAPACITY=512\n", with: "- GIT_PASSWORD=hunter2hunter2\n",
      in: "clusters/staging/kustomization.yaml")
    try fleet.repository.commit("Spoil")
    let result = try fleet.run("promote", "staging", "production")
    #expect(result.status == 1, "\(result.outputText)\(result.errorText)")
    #expect(result.errorText.contains("policy/no-secrets-in-configmaps"))
    #expect(try promotions() == [])
  }

  @Test func `an environment is promoted from the one before it`() throws {
    let wrong = try fleet.run("promote", "development", "production")
    #expect(wrong.status == 2)
    #expect(wrong.errorText.contains("production is promoted from staging, not from development"))
    let unknown = try fleet.run("promote", "stagin", "production")
    #expect(unknown.status == 2)
    #expect(unknown.errorText.contains("did you mean staging?"))
  }

  private func promotions() throws -> [String] {
    try fleet.repository.git(["for-each-ref", "--format=%(refname)", "refs/heads/promote"])
      .split(separator: "\n").map(String.init)
  }
}
