import Comparison
import Diagnostics
import Display
import Environments
import Promotion
import TestKit
import Testing

/// What is asked of a promotion must mean something.
struct RequestTests {
  private let fleet: Fleet

  init() throws {
    fleet = try Fleet(
      staging: Fleet.overlay(app: "v2", side: "s1\n  newName: mirror.example.com/side"),
      production: Fleet.overlay())
  }

  @Test(arguments: [
    ("images[example.com/ap]", "did you mean images[example.com/app]?"),
    ("images[example.com/app].digets", "did you mean digest?"),
    (
      "mirror.example.com/side",
      "mirror.example.com/side is the new name of an image: "
        + "did you mean example.com/side?"
    ),
    ("example.com/apps", "did you mean example.com/app?"),
    ("replicas[*].count", "sluice promote --dry-run lists the fields that differ"),
  ])
  func `a pattern that fits no field is an error with the nearest name`(
    _ text: String, _ help: String
  ) throws {
    for option in [\PromotionRequest.only, \.exclude] {
      #expect {
        let pattern = try FieldPattern(text)
        _ = try fleet.promoter { $0[keyPath: option] = [pattern] }.plan()
      } throws: { error in
        if let error = error as? FieldPattern.Malformed { return error.help == help }
        guard case .impossible(let findings)? = error as? PromotionError else { return false }
        return findings.map(\.help) == [help]
      }
    }
  }

  @Test func `what follow and keep name must be in some environment`() throws {
    let misspelt = try FieldPattern("images[example.com/ap].newTag")
    #expect(throws: PromotionError.self) {
      _ = try fleet.promoter { $0.follow = [misspelt] }.plan()
    }
    // What they say of every entry may wait for the first.
    let general = try FieldPattern("replicas[*].count")
    _ = try fleet.promoter { $0.keep = [general] }.plan()
    try fleet.fixture.commit(
      adding: [
        "clusters/canary/kustomization.yaml":
          "resources: [../base]\nimages: [{name: example.com/ap, newTag: v1}]\n"
      ])
    _ = try fleet.promoter {
      $0.follow = [misspelt]
      $0.others = [Fleet.environment("canary")]
    }.plan()
  }

  @Test(arguments: ["a b", "prod~1", String(repeating: "x", count: 255)])
  func `a name that no branch may have is refused before anything is read`(_ name: String) throws {
    #expect {
      _ = try fleet.promoter { $0.target.name = name }.plan()
    } throws: { error in
      guard case .impossible(let findings)? = error as? PromotionError else { return false }
      return findings.map(\.rule) == ["promotion/branch"]
    }
  }

  @Test func `what the target has today already refuses nothing, and an override has its reason`()
    throws
  {
    let follow = try FieldPattern("images[*].newTag")
    let finding = Diagnostic(
      rule: "test/rule", severity: .error, message: "no", object: "Deployment/app")
    let known = try fleet.promoter(adjusting: { $0.follow = [follow] }) {
      (_) throws(PromotionError) in CandidateVerdict(new: [], known: [finding])
    }
    guard case .created(_, let proven) = try known.promote() else {
      Issue.record("it was refused")
      return
    }
    #expect(proven.known == [finding])
    #expect(proven.overridden == [])
    try fleet.fixture.commit("Unrelated", adding: ["README": "x"])
    let overriding = try fleet.promoter(adjusting: {
      $0.follow = [follow]
      $0.override = "incident 4711"
    }) { (_) throws(PromotionError) in CandidateVerdict(new: [finding]) }
    guard case .created(let commit, _) = try overriding.promote() else {
      Issue.record("it was refused")
      return
    }
    let message = try fleet.fixture.git(["log", "-1", "--format=%B", commit.branch])
    #expect(
      message.contains(
        "Sluice-Override: incident 4711\nSluice-Overridden: test/rule Deployment/app"))
  }

  @Test func `what differs and no field of the plan stands for is listed`() throws {
    // Another environment builds on it too, so that it is not staging's to promote.
    let fleet = try Fleet(
      staging: Fleet.overlay().replacing("- ../base", with: "- ../base\n- ../extra"),
      production: Fleet.overlay())
    try fleet.fixture.commit(
      adding: [
        "clusters/extra/kustomization.yaml": "resources: [config.yaml]\n",
        "clusters/extra/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n",
        "clusters/canary/kustomization.yaml": "resources: [../extra]\n",
      ])
    let promoter = try fleet.promoter { $0.others = [Fleet.environment("canary")] }
    guard case .nothingToPromote(let plan, let uncovered) = try promoter.promote() else {
      Issue.record("something was promoted")
      return
    }
    #expect(plan.fields.map(\.field.description) == ["resources[../extra]"])
    #expect(
      plan.shown(uncovered: uncovered).text == """
        1 difference is not covered by this promotion:
          ConfigMap/extra: only in staging  (clusters/extra/config.yaml:1:1)

        """)
  }

  @Test func `what a field of the plan stands for is covered, whether it moves or stays`() throws {
    let patch = """
      patches:
      - patch: '[{"op": "replace", "path": "/spec/replicas", "value": 3}]'
        target: {kind: Deployment}

      """
    let fleet = try Fleet(
      staging: Fleet.overlay(more: patch), production: Fleet.overlay(replicas: 2))
    guard case .nothingToPromote(let plan, let uncovered) = try fleet.promoter().promote() else {
      Issue.record("something was promoted")
      return
    }
    #expect(plan.fields.map(\.field.description) == ["patches[Deployment]", "replicas[app]"])
    #expect(uncovered.isEmpty)
  }
}
