import Diagnostics
import Display
import Environments
import Git
import Promotion
import TestKit
import Testing
import YAML

struct PlanTests {
  @Test func `what only the source changed is pending`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(
      staging: Fleet.overlay(app: "v2", side: "s1", literals: ["LEVEL=debug", "NEW=1"]))
    let plan = try fleet.promoter().plan()
    #expect(
      lines(plan) == [
        "images[example.com/app] v1 → v2 pending promote(changed in the source only)",
        "images[example.com/side] (absent) → s1 pending promote(changed in the source only)",
        "configMapGenerator[config].literals[LEVEL] info → debug pending promote(changed in the source only)",
        "configMapGenerator[config].literals[NEW] (absent) → 1 pending promote(changed in the source only)",
      ])
  }

  @Test func `what only the target changed stays`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(production: Fleet.overlay(app: "v1-fix", literals: ["LEVEL=warning"]))
    #expect(
      lines(try fleet.promoter().plan()) == [
        "images[example.com/app] v1-fix → v1 hotfix "
          + "keep(a hotfix: changed in the target only; --take source undoes it)",
        "configMapGenerator[config].literals[LEVEL] warning → info hotfix "
          + "keep(a hotfix: changed in the target only; --take source undoes it)",
      ])
  }

  @Test func `what both changed is refused unless a rule says which side wins`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(
      staging: Fleet.overlay(app: "v2"), production: Fleet.overlay(app: "v1-fix"))
    let plan = try fleet.promoter().plan()
    #expect(lines(plan) == ["images[example.com/app] v1-fix → v2 conflict refuse"])
    #expect(
      plan.conflicts.map(\.message) == [
        "images[example.com/app] changed in both environments: staging has v2, "
          + "production has v1-fix"
      ])
    let follow = try FieldPattern("images[*].newTag")
    #expect(
      lines(try fleet.promoter { $0.follow = [follow] }.plan()) == [
        "images[example.com/app] v1-fix → v2 conflict promote(follows the source (images[*].newTag))"
      ])
    #expect(
      try fleet.promoter { $0.keep = [follow] }.plan().fields.map(\.decision)
        == [.keep(.kept("images[*].newTag"))])
    #expect(
      try fleet.promoter { $0.preference = .source }.plan().fields.map(\.decision)
        == [.promote(.preferred)])
  }

  @Test func `without a common past only what follows the source is taken`() throws {
    let fleet = try Fleet(
      staging: Fleet.overlay(app: "v2", literals: ["LEVEL=debug", "NEW=1"], replicas: 2),
      production: Fleet.overlay(app: "v1", replicas: 5))
    let follow = try FieldPattern("images[*].newTag")
    let keep = try FieldPattern("replicas[*].count")
    let plan = try fleet.promoter {
      $0.follow = [follow]
      $0.keep = [keep]
    }.plan()
    #expect(
      plan.fields.map(\.decision) == [
        .promote(.followed("images[*].newTag")), .keep(.kept("replicas[*].count")),
        .keep(.undecided), .keep(.undecided),
      ])
  }

  @Test func `a literal that repeats an image's tag moves with it`() throws {
    let fleet = try Fleet(
      staging: Fleet.overlay(app: "1.4.0", literals: ["VERSION=1.4.0", "OTHER=2"]),
      production: Fleet.overlay(app: "1.3.0", literals: ["VERSION=1.3.0", "OTHER=1"]))
    let follow = try FieldPattern("images[*].newTag")
    let plan = try fleet.promoter { $0.follow = [follow] }.plan()
    #expect(
      plan.fields.map(\.decision) == [
        .promote(.followed("images[*].newTag")),
        .promote(.coupled(to: plan.fields[0].field)), .keep(.undecided),
      ])
    let exclude = try FieldPattern("VERSION")
    #expect(
      try fleet.promoter {
        $0.follow = [follow]
        $0.exclude = [exclude]
      }.plan().warnings == [
        "configMapGenerator[config].literals[VERSION] stays at 1.3.0 "
          + "although images[example.com/app] moves to 1.4.0"
      ])
  }

  @Test func `only and exclude choose among what differs`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s1", literals: ["LEVEL=debug"]))
    let image = try FieldPattern("example.com/*")
    let side = try FieldPattern("example.com/side")
    #expect(
      try fleet.promoter {
        $0.only = [image]
        $0.exclude = [side]
      }.plan().promoted.map(\.field.description) == ["images[example.com/app]"])
  }

  @Test func `the last promotion is the base, not an older agreement`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    let source = try fleet.commit(staging: Fleet.overlay(app: "v2"))
    // Promoted as v2, then fixed in production only.
    try fleet.commit(
      production: Fleet.overlay(app: "v2"),
      message: "Promote\n\nSluice-From: staging\nSluice-To: production\n"
        + "Sluice-Source-Commit: \(source)\n")
    try fleet.commit(production: Fleet.overlay(app: "v2-fix"))
    let plan = try fleet.promoter().plan()
    #expect(plan.lastPromotion == source)
    #expect(plan.fields.map(\.decision) == [.keep(.hotfix)])
  }

  @Test func `an earlier state of the source can be promoted`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(staging: Fleet.overlay(app: "v2"))
    try fleet.commit(staging: Fleet.overlay(app: "v3"))
    let plan = try fleet.promoter { $0.sourceRevision = "HEAD~1" }.plan()
    #expect(plan.promoted.map(\.change) == ["v1 → v2"])
  }

  @Test func `the digest depends on the change and not on the commits`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(staging: Fleet.overlay(app: "v2"))
    let first = try fleet.promoter().plan()
    try fleet.fixture.commit("Unrelated", adding: ["README": "x"])
    let second = try fleet.promoter().plan()
    #expect(first.digest == second.digest)
    #expect(first.branch != second.branch)
    #expect(first.sourceCommit != second.sourceCommit)
    try fleet.commit(staging: Fleet.overlay(app: "v3"))
    #expect(try fleet.promoter().plan().digest != first.digest)
  }

  @Test func `the text says what moves, what stays, why, and where`() throws {
    let fleet = try Fleet(
      staging: Fleet.overlay(replicas: 1), production: Fleet.overlay(replicas: 3))
    try fleet.commit(staging: Fleet.overlay(app: "v2", replicas: 1))
    let text = try fleet.promoter().plan().shown.text
    #expect(
      text.hasSuffix(
        """
          promote  images[example.com/app]: v1 → v2  (changed in the source only)
                   clusters/staging/kustomization.yaml:6:11 → \
        clusters/production/kustomization.yaml:6:11
          keep     replicas[app].count: 3 → 1  (never was alike in both; name it in `follow` or `keep`)
                   clusters/staging/kustomization.yaml:8:22 → \
        clusters/production/kustomization.yaml:8:22

        """), "\(text)")
  }

  @Test func `an environment's own name is no difference, and a host with it is translated`() throws
  {
    let fleet = try Fleet(
      staging: Fleet.overlay(literals: ["ENV=staging"]),
      production: Fleet.overlay(literals: ["ENV=production"]))
    #expect(try fleet.promoter().plan().fields.isEmpty)
    try fleet.commit(
      staging: Fleet.overlay(literals: ["ENV=staging", "URL=https://api.staging.example.com"]))
    let plan = try fleet.promoter().plan()
    #expect(plan.promoted.count == 1)
    #expect(
      plan.warnings == [
        "configMapGenerator[config].literals[URL] names staging in https://api.staging.example.com, "
          + "and is written as https://api.production.example.com"
      ])
  }

  @Test func `a generator that the target never had stays, and one that is new is taken`() throws {
    let fleet = try Fleet(
      staging: Fleet.overlay(), production: Fleet.overlay(literals: []))
    #expect(
      lines(try fleet.promoter().plan()).map { $0.prefix(26) } == ["configMapGenerator[config]"])
    #expect(try fleet.promoter().plan().fields.map(\.decision) == [.keep(.undecided)])
    let other = try Fleet(
      staging: Fleet.overlay(literals: []), production: Fleet.overlay(literals: []))
    try other.commit(staging: Fleet.overlay())
    #expect(try other.promoter().plan().fields.map(\.decision) == [.promote(.pending)])
  }

  @Test func `what went back to an older value is promoted again, and said to have gone back`()
    throws
  {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    let after = Fleet.overlay(app: "v2", literals: ["LEVEL=debug"])
    try fleet.commit(staging: after)
    try fleet.commit(production: after)
    try fleet.commit(production: Fleet.overlay())
    #expect(
      try fleet.promoter().plan().fields.map(\.decision) == [.promote(.behind), .promote(.behind)])
  }

  @Test func `a value that the source had when it was taken is its own, though it moved on`() throws
  {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(staging: Fleet.overlay(app: "v2"))
    try fleet.commit(staging: Fleet.overlay(app: "v3"))
    try fleet.commit(production: Fleet.overlay(app: "v2"))
    #expect(
      lines(try fleet.promoter().plan()) == [
        "images[example.com/app] v2 → v3 pending promote(changed in the source only)"
      ])
  }

  @Test func `many files are looked up in the history as few are`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    let values = { (tag: String, environments: [String]) in
      var files: [String: String] = [:]
      for environment in environments {
        for index in 0..<50 {
          files["clusters/\(environment)/values\(index).yaml"] = "tag: \(tag)\n"
        }
      }
      return files
    }
    try fleet.fixture.commit("Both", adding: values("v1", ["staging", "production"]))
    try fleet.fixture.commit("Staging", adding: values("v2", ["staging"]))
    try fleet.fixture.commit("Unrelated", adding: ["README": "x"])
    let plan = try fleet.promoter().plan()
    #expect(plan.fields.count == 50)
    #expect(plan.fields.allSatisfy { $0.classification == .pending })
  }

  @Test func `what a partial clone left out is no sign of anything`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(replicas: 2), production: Fleet.overlay())
    try fleet.commit(production: Fleet.overlay(app: "v1-fix"))
    try fleet.fixture.git(["config", "uploadpack.allowFilter", "true"])
    try fleet.fixture.git(["config", "uploadpack.allowAnySHA1InWant", "true"])
    let clone = try fleet.fixture.clone("--filter=blob:none", to: "partial")
    let plan = { (fetching: Bool) in
      let repository = try Repository.discover(
        from: clone, environment: fleet.fixture.environment, fetching: fetching)
      return try Promoter(
        in: repository,
        PromotionRequest(from: fleet.staging, to: fleet.production),
        renderer: EnvironmentRenderer(try Workspace.revision("HEAD", of: repository))
      ) { _ throws(PromotionError) in [] }.plan()
    }
    let error = #expect(throws: PromotionError.self) { try plan(false) }
    #expect(error?.diagnostics.first?.help?.contains("partial clone") == true)
    #expect(try plan(true).fields.first?.classification == .hotfix)
  }

  @Test func `an environment without a kustomization is an error`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    let promoter = try fleet.promoter { $0.target.targets[0].directory.path = "clusters/nowhere" }
    #expect {
      _ = try promoter.plan()
    } throws: { error in
      (error as? PromotionError)?.diagnostics.map(\.message)
        == ["the environment production has no kustomization in clusters/nowhere"]
    }
  }

  private func lines(_ plan: PromotionPlan) -> [String] {
    plan.fields.map { "\($0.field) \($0.change.text) \($0.classification) \($0.decision)" }
  }
}
