import Display
import Environments
import Git
import Promotion
import TestKit
import Testing

/// What stands for one version moves together, or a warning says what does not.
struct CoupledVersionTests {
  private static let commits = [
    "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567", "1b2c3d4e5f60718293a4b5c6d7e8f901234567a8",
    "2c3d4e5f60718293a4b5c6d7e8f901234567a8b9",
  ]

  private func plan(
    staging: String, production: String, from old: String? = nil, follow: String? = nil
  ) throws -> PromotionPlan {
    let fleet = try Fleet(staging: old ?? staging, production: production)
    if old != nil { try fleet.commit(staging: staging) }
    let pattern = try follow.map { (text) throws(FieldPattern.Malformed) in try FieldPattern(text) }
    return try fleet.promoter { request in
      request.follow = pattern.map { [$0] } ?? []
    }.plan()
  }

  private func overlay(_ tag: String, literals: [String]) -> String {
    Fleet.overlay(app: tag, literals: literals)
  }

  @Test func `a version moves along although one of the two is written with a suffix`() throws {
    let fleet = try Fleet(
      staging: overlay("v2", literals: ["VERSION=v2"]),
      production: overlay("v1-approved", literals: ["VERSION=v1"]))
    let field = try FieldPattern("images[*].newTag")
    try fleet.fixture.commit(
      "Declare",
      adding: [
        "pipeline.yaml": """
        apiVersion: sluice.dev/v1alpha1
        kind: Pipeline
        promotion: {fields: [{field: "images[*].newTag", suffix: -approved}]}

        """
      ])
    let workspace = try Workspace.revision("HEAD", of: fleet.fixture.open())
    let declared = try Discovery(workspace).settings().promotion.fields
    let plan = try fleet.promoter { request in
      request.follow = [field]
      request.declared = declared.map { DeclaredValue($0, as: field, isReversed: false) }
    }.plan()
    #expect(plan.promoted.count == 2, "\(plan.shown.text)")
    #expect(plan.shown.text.contains("images[example.com/app]: v1-approved → v2-approved"))
    #expect(plan.shown.text.contains("literals[VERSION]: v1 → v2  (moves with images"))
    #expect(plan.warnings.isEmpty, "\(plan.warnings)")
  }

  @Test func `one commit that becomes two is told`() throws {
    let (old, new, other) = (Self.commits[0], Self.commits[1], Self.commits[2])
    let before = overlay(old, literals: ["SOURCE=\(old)"])
    let plan = try plan(
      staging: overlay(new, literals: ["SOURCE=\(other)"]), production: before, from: before)
    #expect(plan.promoted.count == 2)
    #expect(
      plan.warnings == [
        "configMapGenerator[config].literals[SOURCE] moves to \(other) although "
          + "images[example.com/app], which had the same \(old), moves to \(new)"
      ])
  }

  @Test func `where a commit is named that the target moves away from is told`() throws {
    let (old, new) = (Self.commits[0], Self.commits[1])
    let more = """
      patches:
      - patch: |
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: app, annotations: {source: \(old)}}
      commonAnnotations: {built-from: "https://host/\(old)"}

      """
    let before = Fleet.overlay(app: old, more: more)
    let plan = try plan(
      staging: Fleet.overlay(app: new, more: more), production: before, from: before)
    #expect(plan.promoted.count == 1)
    #expect(plan.warnings.count == 2, "\(plan.warnings)")
    #expect(
      plan.warnings.last?.hasPrefix("clusters/production/kustomization.yaml:") == true
        && plan.warnings.last?.hasSuffix(
          "goes on naming \(old), from which images[example.com/app] moves to \(new)") == true
    )
  }
}
