import Comparison
import Diagnostics
import Display
import Environments
import Git
import Promotion
import TestKit
import Testing

/// A promotion of one app of several looks at that app, and says that it left the rest.
struct PartialPromotionTests {
  private let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
    try commit(web: "v1", api: "v1")
    try commit(web: "v2", api: "v2")
  }

  private func commit(web: String, api: String) throws {
    var files: [String: String] = [:]
    for (app, tag) in [("web", web), ("api", api)] {
      files["apps/\(app)/base/kustomization.yaml"] = "resources: [pod.yaml]\n"
      files["apps/\(app)/base/pod.yaml"] = """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(app)}
        spec: {containers: [{name: main, image: \(app)}]}

        """
      files["apps/\(app)/staging/kustomization.yaml"] = Self.overlay(app, tag)
      files["apps/\(app)/production/kustomization.yaml"] = Self.overlay(app, "v1")
    }
    // Staging's alone, and no file of its own.
    files["apps/api/staging/kustomization.yaml"]? += "nameSuffix: -blue\n"
    try fixture.commit("Change", adding: files)
  }

  private static func overlay(_ app: String, _ tag: String) -> String {
    "resources: [../base]\nimages:\n- name: \(app)\n  newTag: \(tag)\n"
  }

  private func promoter(only: [String]) throws -> Promoter {
    let environment = { (name: String) in
      Environment(
        name: name,
        targets: ["api", "web"].map { app in
          Target(app: app, directory: PathReference(path: "apps/\(app)/\(name)"))
        })
    }
    var request = PromotionRequest(from: environment("staging"), to: environment("production"))
    request.only = try only.map { (text) throws(FieldPattern.Malformed) in try FieldPattern(text) }
    let repository = try fixture.open()
    return Promoter(
      in: repository, request,
      renderer: EnvironmentRenderer(try Workspace.revision("HEAD", of: repository))
    ) { _ throws(PromotionError) in [] }
  }

  @Test func `what is left out is counted, and only what was asked for is compared`() throws {
    var compared: SemanticDiff?
    let outcome = try promoter(only: ["web"]).promote { step in
      if case .compared(_, let diff) = step { compared = diff }
    }
    guard case .created(let commit, let proven) = outcome else {
      Issue.record("nothing was promoted")
      return
    }
    #expect(proven.plan.promoted.map(\.file) == ["apps/web/production/kustomization.yaml"])
    #expect(
      proven.plan.fields.filter { $0.apps == ["api"] }.map(\.classification)
        == [.unexamined, .unexamined])
    #expect(
      proven.plan.shown.text.hasSuffix(
        "2 fields differ elsewhere, left out this time with all else that differs there\n"))
    #expect(try #require(compared).isEmpty)
    let message = try fixture.git(["log", "-1", "--format=%B", commit.branch])
    #expect(message.contains("\nSluice-Only: web"))
  }

  @Test func `what is asked for by a field is compared in the apps that have it`() throws {
    let plan = try promoter(only: ["images[api]"]).plan()
    #expect(plan.promoted.map(\.file) == ["apps/api/production/kustomization.yaml"])
    #expect(plan.shown.text.contains("nameSuffix"))
  }

  @Test func `a promotion of one app says nothing of the others`() throws {
    guard case .created(let commit, _) = try promoter(only: ["web"]).promote() else {
      Issue.record("nothing was promoted")
      return
    }
    try fixture.git(["merge", "--quiet", "--ff-only", commit.branch])
    let plan = try promoter(only: []).plan()
    #expect(plan.lastPromotion != nil)
    #expect(plan.promoted.map(\.file) == ["apps/api/production/kustomization.yaml"])
  }

  @Test func `an app that was not asked for must render as it did`() throws {
    // A base that each environment has for both apps.
    let shared = { (environment: String, level: String) in
      [
        "apps/\(environment)/kustomization.yaml":
          "configMapGenerator:\n- {name: common, literals: [LEVEL=\(level)]}\n"
      ]
    }
    var files = shared("staging", "info").merging(shared("production", "info")) { $1 }
    for app in ["web", "api"] {
      for environment in ["staging", "production"] {
        files["apps/\(app)/\(environment)/kustomization.yaml"] =
          "resources: [../base, ../../\(environment)]\n"
      }
    }
    try fixture.commit("Share", adding: files)
    try fixture.commit("Move", adding: shared("staging", "debug"))
    #expect {
      _ = try promoter(only: ["web"]).promote()
    } throws: { error in
      guard case .refused(let findings)? = error as? PromotionError else { return false }
      return findings.map(\.message).map {
        $0.hasPrefix("api, which was not asked for, would change too: ConfigMap/common-")
      } == [true]
    }
    guard case .created = try promoter(only: ["web", "api"]).promote() else {
      Issue.record("nothing was promoted")
      return
    }
    // The field itself is asked for wherever it is; it is the same change.
    guard case .existing = try promoter(only: ["configMapGenerator[common]"]).promote() else {
      Issue.record("another change")
      return
    }
  }

  @Test func `an image that is called as the app asks for no other app`() throws {
    let shared = { (environment: String, tag: String) in
      [
        "apps/\(environment)/kustomization.yaml":
          "kind: Component\nimages: [{name: web, newTag: \(tag)}, {name: api, newTag: \(tag)}]\n"
      ]
    }
    var files = shared("staging", "v5").merging(shared("production", "v5")) { $1 }
    for app in ["web", "api"] {
      for environment in ["staging", "production"] {
        files["apps/\(app)/\(environment)/kustomization.yaml"] =
          "resources: [../base]\ncomponents: [../../\(environment)]\n"
      }
    }
    try fixture.commit("Share", adding: files)
    try fixture.commit("Move", adding: shared("staging", "v6"))
    #expect {
      _ = try promoter(only: ["web"]).promote()
    } throws: { error in
      (error as? PromotionError)?.diagnostics.map(\.message)
        == ["api, which was not asked for, would change too: Pod/api"]
    }
  }
}
