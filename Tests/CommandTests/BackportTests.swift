import Git
import TestKit
import Testing

/// A hotfix of production goes back to staging, and nothing else does.
struct BackportTests {
  private let fleet: SampleFleet
  private let staging = "clusters/staging/kustomization.yaml"
  private let production = "clusters/production/kustomization.yaml"

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    try make("staging", "production")
  }

  /// Promotes, and merges the branch.
  private func make(_ source: String, _ target: String, _ options: String...) throws {
    let result = try promote(source, target, options)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    let branches = try fleet.repository.git(
      ["for-each-ref", "--format=%(refname)", "refs/heads/promote"])
    try fleet.repository.git(["merge", "--quiet", "--no-ff", "-m", "Merge", branches])
    try fleet.repository.git(["update-ref", "-d", branches])
  }

  private func promote(
    _ source: String, _ target: String, _ options: [String]
  ) throws -> ChildProcess.Result {
    try fleet.sluice.run(
      ["promote", source, target] + options, in: fleet.repository.path,
      environment: fleet.repository.environment)
  }

  private func fix(_ old: String, _ new: String, in file: String) throws {
    try fleet.replace(old, with: new, in: file)
    try fleet.repository.commit("Repair it\n\nSluice-Hotfix: it crashed")
  }

  @Test func `a hotfix alone goes back, and is none any more`() throws {
    let before = try fleet.read(staging)
    try fix("newTag: 2.20.1", "newTag: 2.20.1-hotfix", in: production)
    let kept = try promote("staging", "production", [])
    #expect(kept.status == 3, "\(kept.outputText)\(kept.errorText)")
    #expect(kept.outputText.contains("mlflow]: 2.20.1-hotfix → 2.20.1  (a hotfix: "))
    let reversed = try promote("production", "staging", [])
    #expect(reversed.status == 2)
    #expect(reversed.errorText.contains("--backport"), "\(reversed.errorText)")
    try make("production", "staging", "--backport")
    #expect(
      try fleet.read(staging)
        == before.replacing("newTag: 2.20.1\n", with: "newTag: 2.20.1-hotfix\n"))
    let message = try fleet.repository.git(["log", "-1", "--format=%B", "HEAD^2"])
    #expect(message.hasPrefix("Promote production to staging: mlflow\n"), "\(message)")
    #expect(message.contains("\nSluice-From: production\nSluice-To: staging\n"))
    // A second one has nothing to do, and neither has a promotion.
    #expect(try promote("production", "staging", ["--backport"]).status == 3)
    let next = try promote("staging", "production", [])
    #expect(next.status == 3, "\(next.outputText)")
    #expect(!next.outputText.contains("images["), "\(next.outputText)")
    // What staging does next is promoted as ever.
    try fix("newTag: 2.20.1-hotfix", "newTag: 2.21.0", in: staging)
    try make("staging", "production")
    #expect(try fleet.read(production).contains("newTag: 2.21.0"))
    let history = try fleet.run("history", "production").outputText
    #expect(
      history.contains("  hotfix  ") && history.contains("  promotion from staging ("), "\(history)"
    )
    let back = try fleet.run("history", "staging").outputText
    #expect(back.contains("mlflow]: 2.20.1 → 2.20.1-hotfix"), "\(back)")
  }

  @Test func `what staging changed too is refused until somebody says which wins`() throws {
    try fix("newTag: 2.20.1", "newTag: 2.20.1-hotfix", in: production)
    try fix("newTag: 2.20.1", "newTag: 2.21.0", in: staging)
    let refused = try promote("production", "staging", ["--backport"])
    #expect(refused.status == 1, "\(refused.outputText)")
    #expect(
      refused.errorText.contains(
        "mlflow] changed in both environments: production has 2.20.1-hotfix, staging has 2.21.0"),
      "\(refused.errorText)")
    #expect(try promote("production", "staging", ["--backport", "--take", "target"]).status == 3)
    try make("production", "staging", "--backport", "--take", "source", "--only", "images[*]")
    #expect(try fleet.read(staging).contains("newTag: 2.20.1-hotfix"))
  }
}
