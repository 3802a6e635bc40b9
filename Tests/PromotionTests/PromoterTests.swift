import Comparison
import Diagnostics
import Environments
import Git
import Kubernetes
import Kustomize
import TestKit
import Testing
import YAML
@testable import Promotion

struct PromoterTests {
  @Test func `a promotion changes the planned lines on a branch of its own`() throws {
    let fleet = try pending()
    let head = try fleet.fixture.object("HEAD")
    let before = try fleet.production(on: "HEAD")
    let (commit, proven) = try created(fleet.promoter())
    #expect(commit.branch.hasPrefix("refs/heads/promote/staging-to-production/"))
    #expect(
      try fleet.production(on: commit.branch)
        == before.replacing("newTag: v1", with: "newTag: v2")
        .replacing(
          "configMapGenerator", with: "- name: example.com/side\n  newTag: s1\nconfigMapGenerator"
        )
        .replacing("LEVEL=info", with: "LEVEL=debug"))
    #expect(proven.findings == [])
    #expect(
      proven.delta.objects.flatMap(\.fields).filter { $0.cause == .value }.map(\.path.description)
        .sorted() == [
          "data.LEVEL", "spec.template.spec.containers[name=app].image",
          "spec.template.spec.containers[name=side].image",
        ])
    #expect(
      try fleet.fixture.git(["log", "-1", "--format=%B", commit.branch]) == """
        Promote staging to production: app and 2 more

        images[example.com/app]: v1 → v2
        images[example.com/side]: (absent) → s1
        configMapGenerator[config].literals[LEVEL]: info → debug

        Sluice-From: staging
        Sluice-To: production
        Sluice-Source-Commit: \(head)
        Sluice-Plan: \(proven.plan.digest)

        """)
    #expect(try fleet.fixture.object("HEAD") == head)
    try expectUntouched(fleet)
  }

  @Test func `a second run finds the first one's commit`() throws {
    let fleet = try pending()
    let (first, _) = try created(fleet.promoter())
    guard case .existing(let second, _) = try fleet.promoter().promote() else {
      Issue.record("a second commit")
      return
    }
    #expect(first == second)
    #expect(try fleet.fixture.git(["rev-list", "--all", "--count"]) == "3")
    try expectUntouched(fleet)
  }

  @Test func `once merged, nothing is left to promote`() throws {
    let fleet = try pending()
    let promoted = try fleet.fixture.object("HEAD")
    let (commit, _) = try created(fleet.promoter())
    try fleet.fixture.git(["merge", "--quiet", "--no-ff", "-m", "Merge", commit.branch])
    guard case .nothingToPromote(let plan, let uncovered) = try fleet.promoter().promote() else {
      Issue.record("something was promoted")
      return
    }
    #expect(plan.fields.isEmpty)
    #expect(uncovered.isEmpty)
    #expect(plan.lastPromotion == promoted)
  }

  @Test func `what one promotion left out is pending for the next`() throws {
    let fleet = try pending()
    let app = try FieldPattern("example.com/app")
    let (commit, _) = try created(fleet.promoter { $0.only = [app] })
    try fleet.fixture.git(["merge", "--quiet", "--ff-only", commit.branch])
    try fleet.commit(production: try fleet.production(on: "HEAD").replacing("v2", with: "v2-fix"))
    let plan = try fleet.promoter().plan()
    #expect(plan.lastPromotion != nil)
    #expect(
      plan.fields.map(\.classification) == [.hotfix, .pending, .pending])
    #expect(
      plan.promoted.map(\.field.description) == [
        "images[example.com/side]", "configMapGenerator[config].literals[LEVEL]",
      ])
  }

  @Test func `eight at once make one commit`() async throws {
    let fleet = try pending()
    let location = try fleet.fixture.open().location
    let request = PromotionRequest(from: fleet.staging, to: fleet.production)
    let workspace = try Workspace.revision("HEAD", of: fleet.fixture.open())
    let commits = try await withThrowingTaskGroup(of: (PromotionCommit, Bool).self) { group in
      for _ in 0..<8 {
        group.addTask {
          let promoter = Promoter(
            in: try Repository(reopening: location), request,
            renderer: EnvironmentRenderer(workspace), recheck: { _ throws(PromotionError) in [] })
          switch try promoter.promote() {
          case .created(let commit, _): return (commit, true)
          case .existing(let commit, _): return (commit, false)
          case let other: throw Surprise(outcome: other)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(commits.map(\.0.id)).count == 1)
    #expect(commits.count { $0.1 } == 1)
    try expectUntouched(fleet)
  }

  @Test func `a promotion tells of its plan and its proof, and stops there when asked to`() throws {
    let fleet = try pending()
    var told: [String] = []
    let outcome = try fleet.promoter().promote(upTo: .proof) { step in
      switch step {
      case .planned(let plan): told.append("planned \(plan.promoted.count)")
      case .proven(let proven): told.append("proven \(proven.plan.promoted.count)")
      case .compared(_, let uncovered): told.append("compared \(uncovered.objects.count)")
      }
    }
    guard case .proven = outcome else { throw Surprise(outcome: outcome) }
    #expect(told == ["planned 3", "proven 3", "compared 0"])
    #expect(try fleet.fixture.git(["branch", "--list", "promote/*"]) == "")
  }

  @Test func `a promotion is pushed once, and a remote's refusal is told`() throws {
    let fleet = try pending()
    let remote = try fleet.fixture.clone("--bare", to: "remote")
    try fleet.fixture.git(["remote", "add", "origin", remote])
    let promoter = try fleet.promoter()
    let (commit, _) = try created(promoter)
    let hook = "\(remote)/hooks/update"
    try fleet.fixture.write("#!/bin/sh\necho closed >&2\nexit 1\n", to: hook, executable: true)
    guard case .refused(let transcript) = try promoter.push(commit, to: "origin", over: nil) else {
      Issue.record("the remote took it")
      return
    }
    #expect(transcript.contains("closed"))
    try fleet.fixture.write("#!/bin/sh\n", to: hook, executable: true)
    #expect(try promoter.push(commit, to: "origin", over: nil) == .accepted(urls: []))
    #expect(try fleet.fixture.object(commit.branch, in: remote) == commit.id)
    #expect(try promoter.push(commit, to: "origin", over: commit.id) == .alreadyThere(commit.id))
  }

  @Test func `a tag and a digest move together`() throws {
    let digests = ["a", "b"].map { "sha256:" + String(repeating: $0, count: 64) }
    let fleet = try Fleet(
      staging: Fleet.overlay(app: "v1\n  digest: \(digests[0])"),
      production: Fleet.overlay(app: "v1\n  digest: \(digests[0])"))
    try fleet.commit(staging: Fleet.overlay(app: "v2\n  digest: \(digests[1])"))
    let (commit, _) = try created(fleet.promoter())
    #expect(
      try fleet.production(on: commit.branch).contains("newTag: v2\n  digest: \(digests[1])\n"))
    // Without a digest in the source, the old one would pin the old image.
    try fleet.commit(staging: Fleet.overlay(app: "v3"))
    let (next, _) = try created(fleet.promoter())
    #expect(try fleet.production(on: next.branch) == Fleet.overlay(app: "v3"))
  }

  @Test func `what the source removed goes`() throws {
    let fleet = try Fleet(
      staging: Fleet.overlay(literals: ["LEVEL=info", "OLD=1"]),
      production: Fleet.overlay(literals: ["LEVEL=info", "OLD=1   # until the next release"]))
    try fleet.commit(staging: Fleet.overlay())
    // A removed key is a rendered change like any other.
    let (commit, _) = try created(fleet.promoter())
    #expect(try fleet.production(on: commit.branch) == Fleet.overlay())
  }

  @Test func `the worktree's state is not read`() throws {
    let fleet = try pending()
    try fleet.fixture.write("not: [yaml", to: "clusters/production/kustomization.yaml")
    guard case .created = try fleet.promoter().promote() else {
      Issue.record("nothing was promoted")
      return
    }
    #expect(
      try fleet.fixture.git(["status", "--porcelain"])
        == " M clusters/production/kustomization.yaml")
  }

  @Test func `a literal for a generator that merges brings the generator along`() throws {
    let base = Fleet.overlay(literals: [])
    let fleet = try Fleet(staging: base, production: base)
    try fleet.commit(
      staging: base
        + "configMapGenerator:\n- name: base-config\n  behavior: merge\n  literals: [A=1]\n")
    let plan = try fleet.promoter().plan()
    #expect(plan.promoted.map(\.field.description) == ["configMapGenerator[base-config]"])
    let (commit, _) = try created(fleet.promoter())
    #expect(
      try fleet.production(on: commit.branch) == base
        + "configMapGenerator:\n- name: base-config\n  behavior: merge\n  literals: [A=1]\n")
  }

  @Test func `a new directory comes with the entry that names it`() throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: monitoring}\n"
    try fleet.fixture.commit(
      adding: [
        "clusters/staging/kustomization.yaml": Fleet.overlay()
          .replacing("- ../base", with: "- ../base\n- monitoring"),
        "clusters/staging/monitoring/kustomization.yaml": "resources:\n- config.yaml\n",
        "clusters/staging/monitoring/config.yaml": config,
        "clusters/staging/notes/unused.yaml": config,
      ])
    let (commit, proven) = try created(fleet.promoter())
    #expect(
      proven.plan.promoted.map(\.file) == [
        "clusters/production/kustomization.yaml",
        "clusters/production/monitoring/config.yaml",
        "clusters/production/monitoring/kustomization.yaml",
      ])
    #expect(
      try fleet.fixture.git(["show", "\(commit.branch):clusters/production/monitoring/config.yaml"])
        + "\n" == config)
    #expect(proven.delta.objects.map(\.kind) == [.added])
  }

  // MARK: Proof

  @Test func `a promoted value that production overrides is reported with the line that hides it`()
    throws
  {
    let patch = """
      patches:
      - patch: |-
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: config}
          data:
            LEVEL: warning

      """
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay(more: patch))
    try fleet.commit(staging: Fleet.overlay(literals: ["LEVEL=debug"]))
    let (_, proven) = try created(fleet.promoter())
    #expect(proven.findings.map(\.rule) == ["promotion/without-effect"])
    #expect(
      proven.findings.map(\.message) == [
        "configMapGenerator[config].literals[LEVEL] is promoted but without effect in production"
      ])
    let hiding = try #require(proven.findings.first?.related.first?.location)
    #expect(hiding.file.path == "clusters/production/kustomization.yaml")
    #expect(hiding.position.line == 17)
  }

  @Test func `an image that a patch replaces by another is reported with that line`() throws {
    let patch = """
      patches:
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: app}
          spec: {template: {spec: {containers: [{name: app, image: "example.com/other:v1"}]}}}

      """
    let fleet = try Fleet(
      staging: Fleet.overlay(more: patch), production: Fleet.overlay(more: patch))
    try fleet.commit(staging: Fleet.overlay(app: "v2", more: patch))
    let (_, proven) = try created(fleet.promoter())
    let finding = try #require(proven.findings.first { $0.rule == "promotion/without-effect" })
    #expect(finding.help == nil)
    #expect(finding.related.first?.location?.file.path == "clusters/production/kustomization.yaml")
    #expect(finding.related.first?.location?.position.line == 16)
  }

  @Test func `an image that nothing uses is promoted without effect`() throws {
    let image = { (tag: String) in "- {name: example.com/unused, newTag: \(tag)}\n" }
    let fleet = try Fleet(
      staging: Fleet.overlay(literals: [], more: image("v1")),
      production: Fleet.overlay(literals: [], more: image("v1")))
    try fleet.commit(staging: Fleet.overlay(literals: [], more: image("v2")))
    let (_, proven) = try created(fleet.promoter())
    #expect(proven.findings.map(\.help) == ["nothing in production uses it"])
    #expect(proven.delta.isEmpty)
  }

  @Test(arguments: ["namespace: shop-staging\n", "namePrefix: new-\n", "nameSuffix: -new\n"])
  func `objects that the plan gives another name are its own`(_ more: String) throws {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(staging: Fleet.overlay(more: more))
    let (_, proven) = try created(fleet.promoter())
    #expect(proven.plan.promoted.count == 1)
    // And the other way.
    try fleet.commit(staging: Fleet.overlay(more: more), production: Fleet.overlay(more: more))
    try fleet.commit(staging: Fleet.overlay())
    let (_, back) = try created(fleet.promoter { $0.preference = .source })
    #expect(back.plan.promoted.map(\.value?.json) == [nil])
  }

  @Test func `a rendered change beyond the plan is refused`() throws {
    let fleet = try pending()
    let plan = try fleet.promoter().plan()
    let before = try fleet.renderer().render(fleet.production)
    var rendering = before.targets[0].rendering
    rendering.objects[0].object.root["extra"] = .string("surprise")
    let after = RenderedEnvironment(
      name: before.name, targets: [RenderedTarget(before.targets[0].target, rendering)])
    let effects = RenderedEffects(
      fields: plan.promoted, planned: try PlannedChanges(plan), before: before, after: after,
      traced: { nil }, source: { nil })
    let audit = DeltaAudit(
      delta: EnvironmentComparison().compare(before, after), effects: effects,
      target: "production")
    #expect(audit.unplanned.map(\.rule) == ["promotion/unplanned-change"])
    #expect(
      audit.unplanned.map(\.message) == [
        "\(after.objects[0].identity) would change at extra, which the plan does not explain"
      ])
  }

  @Test func `a change that reaches another environment is refused`() throws {
    let fleet = try pending()
    try fleet.fixture.commit(
      adding: ["clusters/canary/kustomization.yaml": "resources: [../production]\n"])
    let promoter = try fleet.promoter {
      $0.others = [Fleet.environment("canary")]
    }
    try expectRefusal(
      promoter, "promotion/other-environment",
      "canary would change too: ConfigMap/config-t84bgbmfg7")
  }

  @Test func `an error of the checks refuses and a warning goes along`() throws {
    let fleet = try pending()
    let finding = Diagnostic(rule: "test/rule", severity: .error, message: "no")
    try expectRefusal(
      try fleet.promoter(recheck: { _ throws(PromotionError) in [finding] }), "test/rule", "no")
    let promoter = try fleet.promoter(recheck: { (candidate) throws(PromotionError) in
      let file = try? candidate.tree.file(
        at: "clusters/production/kustomization.yaml", limit: 10_000)
      #expect(file.map { $0.text(in: ByteRange(0, $0.bytes.count)).contains("v2") } == true)
      return [Diagnostic(rule: "test/rule", severity: .warning, message: "hm")]
    })
    let (_, proven) = try created(promoter)
    #expect(proven.findings.map(\.message) == ["hm"])
  }

  @Test func `a branch of that name with another change is not taken for ours`() throws {
    let fleet = try pending()
    let plan = try fleet.promoter().plan()
    try fleet.fixture.git(["update-ref", plan.branch, "HEAD"])
    #expect {
      _ = try fleet.promoter().promote()
    } throws: { error in
      (error as? PromotionError)?.diagnostics.map(\.rule) == ["promotion/branch"]
    }
  }

  // MARK: Support

  private func pending() throws -> Fleet {
    let fleet = try Fleet(staging: Fleet.overlay(), production: Fleet.overlay())
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "s1", literals: ["LEVEL=debug"]))
    return fleet
  }

  private func created(
    _ promoter: Promoter, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (PromotionCommit, ProvenPromotion) {
    let outcome = try promoter.promote()
    guard case .created(let commit, let proven) = outcome else {
      throw Surprise(outcome: outcome)
    }
    return (commit, proven)
  }

  private struct Surprise: Error { var outcome: PromotionOutcome }

  private func expectRefusal(
    _ promoter: Promoter, _ rule: RuleID, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(sourceLocation: sourceLocation) {
      _ = try promoter.promote()
    } throws: { error in
      let findings = (error as? PromotionError)?.diagnostics ?? []
      return findings.contains { $0.rule == rule && $0.message == message }
    }
  }

  private func expectUntouched(
    _ fleet: Fleet, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try fleet.fixture.git(["status", "--porcelain"]) == "", sourceLocation: sourceLocation)
    #expect(try fleet.fixture.git(["fsck", "--strict"]) == "", sourceLocation: sourceLocation)
    #expect(
      try fleet.fixture.git(["symbolic-ref", "HEAD"]) == "refs/heads/main",
      sourceLocation: sourceLocation)
  }
}
