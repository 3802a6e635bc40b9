import Git
import TestKit
import Testing

/// An environment with waves is promoted to cluster by cluster, each wave from the one before.
struct WaveTests {
  private let repository: ForeignRepository

  init() throws {
    repository = try ForeignRepository([
      "pipeline.yaml": Self.configuration(waves: "[[c0], [c1, c2]]"),
      "base/app.yaml": """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers: [{name: web, image: example.com/web}]

      """,
      "base/kustomization.yaml": "resources: [app.yaml]\n",
      "staging/kustomization.yaml": Self.overlay("v1", base: "../base"),
      "production/c0/kustomization.yaml": Self.overlay("v1"),
      "production/c1/kustomization.yaml": Self.overlay("v1", comment: "  # of c1"),
      "production/c2/kustomization.yaml": Self.overlay("v1"),
    ])
    try repository.fixture.commit("Begin")
  }

  private static func configuration(waves: String) -> String {
    """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    policies: []
    environments:
      - {name: staging, path: staging}
      - {name: production, path: "production/{cluster}", from: staging, waves: \(waves)}

    """
  }

  private static func overlay(
    _ tag: String, base: String = "../../base", comment: String = ""
  ) -> String {
    """
    resources: [\(base)]
    images:
    - name: example.com/web
      newTag: \(tag)\(comment)

    """
  }

  private func set(_ tag: String, in directory: String) throws {
    try repository.fixture.commit(
      "Set \(tag)",
      adding: [
        "\(directory)/kustomization.yaml": Self.overlay(
          tag, base: directory == "staging" ? "../base" : "../../base")
      ])
  }

  private func promote(_ options: String...) throws -> ChildProcess.Result {
    try repository.run(["promote", "staging", "production"] + options)
  }

  /// Merges the one branch that there is, and removes it.
  @discardableResult
  private func merge() throws -> String {
    let git = repository.fixture
    let branch = try #require(
      try git.git([
        "for-each-ref", "--format=%(refname)", "refs/heads/promote", "refs/heads/rollback",
      ])
      .split(separator: "\n").map(String.init).first)
    let message = try git.git(["log", "-1", "--format=%B", branch])
    try git.git(["merge", "--quiet", "--no-ff", "-m", "Merge", branch])
    try git.git(["update-ref", "-d", branch])
    return message
  }

  private func changed() throws -> String {
    try repository.fixture.git(["diff", "--name-only", "HEAD^", "HEAD"])
  }

  @Test func `each wave is a promotion of its own, from the wave before`() throws {
    try set("v2", in: "staging")
    let first = try promote()
    #expect(first.status == 0, "\(first.outputText)\(first.errorText)")
    #expect(first.outputText.contains("→ production wave 1 ("), "\(first.outputText)")
    // Again it is the same one.
    #expect(try promote().outputText.contains("holds this promotion already"))
    #expect(
      try repository.fixture.git(["for-each-ref", "--format=%(refname)", "refs/heads/promote"])
        .hasPrefix("refs/heads/promote/staging-to-production-wave-1/"))
    let message = try merge()
    #expect(
      message.contains(
        "Sluice-From: staging\nSluice-To: production\nSluice-Wave: 1\nSluice-Cluster: c0\n"),
      "\(message)")
    #expect(try changed() == "production/c0/kustomization.yaml")

    let second = try promote()
    #expect(second.status == 0, "\(second.outputText)\(second.errorText)")
    #expect(
      second.outputText.hasPrefix("production wave 1 ("), "\(second.outputText)")
    #expect(
      try merge().contains(
        "Sluice-From: production\nSluice-To: production\nSluice-Wave: 2\nSluice-Cluster: c1\nSluice-Cluster: c2\n"
      ))
    #expect(
      try changed() == "production/c1/kustomization.yaml\nproduction/c2/kustomization.yaml")
    #expect(
      try repository.fixture.git(["show", "HEAD:production/c1/kustomization.yaml"])
        .hasSuffix("newTag: v2  # of c1"))
    #expect(try promote().status == 3)
  }

  @Test func `a wave waits for the one before it`() throws {
    try set("v2", in: "staging")
    let early = try promote("--wave", "2")
    #expect(early.status == 1)
    #expect(
      early.errorText.contains(
        "production wave 1 lacks what staging has (images[example.com/web]), so there is nothing in it "
          + "for production wave 2 to take"), "\(early.errorText)")
    let past = try promote("--wave", "2", "--override", "c0 is being rebuilt")
    #expect(past.status == 0, "\(past.outputText)\(past.errorText)")
    let message = try merge()
    #expect(message.contains("Sluice-From: staging\nSluice-To: production\nSluice-Wave: 2\n"))
    #expect(
      message.contains("Sluice-Override: c0 is being rebuilt\nSluice-Overridden: promotion/wave"))
    // What a wave has goes on although the source has something newer.
    try set("v3", in: "staging")
    try promote("--wave", "1").require(0)
    try merge()
    try set("v4", in: "staging")
    let next = try promote("--wave", "2", "--dry-run")
    #expect(next.status == 0, "\(next.outputText)\(next.errorText)")
    #expect(next.outputText.contains("v2 → v3"), "\(next.outputText)")
  }

  @Test func `what the clusters of a wave do not have alike stays`() throws {
    try repository.fixture.commit(
      "Reorder",
      adding: ["pipeline.yaml": Self.configuration(waves: "[[c1, c2], [c0]]")])
    try set("v2", in: "production/c1")
    let result = try promote("--wave", "2")
    #expect(result.status == 1, "\(result.outputText)")
    #expect(
      result.errorText.contains(
        "images[example.com/web] stays: c2 has it otherwise than the source's other clusters"),
      "\(result.errorText)")
    // Whichever of them it is that differs.
    try set("v1", in: "production/c1")
    try set("v2", in: "production/c2")
    #expect(try promote("--wave", "2").errorText.contains("images[example.com/web] stays: c2 has"))
    try set("v2", in: "production/c1")
    try promote("--wave", "2").require(0)
    try merge()
    #expect(try changed() == "production/c0/kustomization.yaml")
  }

  @Test func `what one file has for each cluster moves from wave to wave`() throws {
    let tags = "tags: {c0: v2, c1: v1, c2: v1} # of each\n"
    try repository.fixture.commit(
      "Declare",
      adding: [
        "tags.yaml": "tags: {c0: v1, c1: v1, c2: v1} # of each\n",
        "pipeline.yaml": Self.configuration(waves: "[[c0], [c1, c2]]")
          + "promotion:\n  fields: [{files: tags.yaml, field: 'tags.{cluster}'}]\n",
      ])
    try repository.fixture.commit("Change", adding: ["tags.yaml": tags])
    try promote().require(0)
    try merge()
    #expect(try repository.read("tags.yaml") == "tags: {c0: v2, c1: v2, c2: v2} # of each\n")
  }

  @Test func `a path leads to the same directory from another depth`() throws {
    try repository.fixture.commit(
      "Add",
      adding: [
        "more/kustomization.yaml": "resources: []\nlabels: [{pairs: {a: b}}]\n",
        "staging/kustomization.yaml": "resources:\n- ../base\n- ../more\n",
        "production/c0/kustomization.yaml": "resources:\n- ../../base\n",
      ])
    try promote().require(0)
    try merge()
    #expect(
      try repository.read("production/c0/kustomization.yaml")
        == "resources:\n- ../../base\n- ../../more\n")
  }

  @Test func `history and rollback know waves`() throws {
    try set("v2", in: "staging")
    for _ in 0..<2 {
      try promote().require(0)
      try merge()
    }
    let history = try repository.run("history", "production").outputText
    #expect(history.contains("promotion to wave 1 from staging ("), "\(history)")
    #expect(history.contains("promotion to wave 2 from production ("), "\(history)")
    let own = try repository.run("history", "production", "--wave", "1").outputText
    #expect(!own.contains("wave 2") && own.contains("wave 1"), "\(own)")
    try repository.run("rollback", "production", "--wave", "1", "--reason", "errors").require(0)
    let message = try merge()
    #expect(
      message.contains("Sluice-Rollback: production\nSluice-Wave: 1\nSluice-Cluster: c0\n"),
      "\(message)")
    #expect(try changed() == "production/c0/kustomization.yaml")
    #expect(
      try repository.run("history", "production").outputText.contains("rollback of wave 1"))
    #expect(try promote("--wave", "1").outputText.contains("held since the rollback"))
    // The newest that is left is that of the other wave.
    try repository.run("rollback", "production").require(0)
    try merge()
    #expect(
      try changed() == "production/c1/kustomization.yaml\nproduction/c2/kustomization.yaml")
  }

  @Test func `a plan keeps its wave`() throws {
    try set("v2", in: "staging")
    try promote("--plan", "plan.json").require(0)
    #expect(try repository.read("plan.json").contains(#""wave":1"#))
    try repository.run("promote", "--apply", "plan.json").require(0)
    try merge()
    #expect(try changed() == "production/c0/kustomization.yaml")
  }

  @Test func `a base that several waves share stays, and is told`() throws {
    var files = ["staging/kustomization.yaml": "resources: [../bases/staging]\n"]
    for cluster in ["c0", "c1", "c2"] {
      files["production/\(cluster)/kustomization.yaml"] = "resources: [../../bases/production]\n"
    }
    files["bases/staging/kustomization.yaml"] = Self.overlay("v2")
    files["bases/production/kustomization.yaml"] = Self.overlay("v1")
    try repository.fixture.commit("Share", adding: files)
    let result = try promote()
    #expect(result.status == 4, "\(result.outputText)\(result.errorText)")
    #expect(
      result.outputText.contains(
        "bases/production differs from bases/staging and stays as it is: several waves of production are "
          + "made of it"), "\(result.outputText)")
  }

  @Test(arguments: [
    ("[[c0], [c1, c9]]", "environment \"production\" has no cluster \"c9\"", "c1"),
    ("[[c0], [c1, c0], [c2]]", "cluster \"c0\" is in wave 1 and in wave 2", ""),
    ("[[c0], [c1]]", "cluster \"c2\" of environment \"production\" is in none of its waves", ""),
    ("[c0, [c1, c2]]", "each of the waves must be a list of clusters", ""),
    ("[]", "waves must name clusters", ""),
  ])
  func `waves that cannot be are told at their line`(
    _ waves: String, _ message: String, _ help: String
  ) throws {
    try repository.fixture.commit(
      "Misspell", adding: ["pipeline.yaml": Self.configuration(waves: waves)])
    let result = try promote()
    #expect(result.status == 2)
    #expect(result.errorText.contains("pipeline.yaml:6:"), "\(result.errorText)")
    #expect(result.errorText.contains(message), "\(result.errorText)")
    #expect(result.errorText.contains(help), "\(result.errorText)")
  }

  @Test func `a wave that there is not is told`() throws {
    let result = try promote("--wave", "3")
    #expect(result.status == 2)
    #expect(result.errorText.contains("production has no wave 3"), "\(result.errorText)")
    #expect(result.errorText.contains("wave 1 is c0; wave 2 is c1, c2"), "\(result.errorText)")
  }
}

extension ChildProcess.Result {
  fileprivate func require(
    _ status: Int32, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(self.status == status, "\(outputText)\(errorText)", sourceLocation: sourceLocation)
  }
}
