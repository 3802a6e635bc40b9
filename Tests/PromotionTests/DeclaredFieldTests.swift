import Comparison
import Diagnostics
import Display
import Environments
import Git
import Promotion
import TestKit
import Testing
import YAML

/// What `promotion.fields` of pipeline.yaml declares.
struct DeclaredFieldTests {
  private let fixture: GitFixture

  init() throws { fixture = try GitFixture() }

  private static func overlay(_ tag: String) -> String {
    "resources: [pod.yaml]\nimages:\n- {name: app, newTag: \(tag)}\n"
  }

  /// Commits both environments, with more files beside them.
  private func commit(
    staging: String, production: String, _ files: [String: String] = [:]
  ) throws {
    var files = files
    for (name, tag) in [("staging", staging), ("production", production)] {
      files["clusters/\(name)/kustomization.yaml"] = Self.overlay(tag)
      files["clusters/\(name)/pod.yaml"] = """
        apiVersion: v1
        kind: Pod
        metadata: {name: app}
        spec: {containers: [{name: main, image: app}]}

        """
    }
    try fixture.commit("Change", adding: files)
  }

  private func promoter(
    _ fields: String, from source: String = "staging", to target: String = "production",
    adjusting: (inout PromotionRequest) -> Void = { _ in }
  ) throws -> Promoter {
    let text = """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      promotion: {fields: \(fields)}

      """
    try fixture.commit("Declare", adding: ["pipeline.yaml": text])
    let repository = try fixture.open()
    let workspace = try Workspace.revision("HEAD", of: repository)
    let declared = try Discovery(workspace).settings().promotion.fields
    var request = PromotionRequest(from: Fleet.environment(source), to: Fleet.environment(target))
    request.declared = try declared.map { (field) throws(FieldPattern.Malformed) in
      DeclaredValue(
        field, as: try FieldPattern(field.field.value), isReversed: source == "production")
    }
    request.follow = [try FieldPattern("images[*].newTag")]
    adjusting(&request)
    return Promoter(
      in: repository, request, renderer: EnvironmentRenderer(workspace)
    ) { _ throws(PromotionError) in [] }
  }

  private func created(_ promoter: Promoter) throws -> PromotionCommit {
    guard case .created(let commit, _) = try promoter.promote() else {
      throw NothingPromoted()
    }
    return commit
  }

  private struct NothingPromoted: Error {}

  private func text(_ path: String, of commit: PromotionCommit) throws -> String {
    try fixture.git(["show", "\(commit.branch):\(path)"])
  }

  @Test(arguments: [
    (
      "web", "# the tag\nimage_tag: v1 # now\nreplicas: 1\n",
      "# the tag\nimage_tag: v2 # now\nreplicas: 1\n"
    ),
    ("web.yaml", "image_tag: \"v1\"\nreplicas: 1\n", "image_tag: \"v2\"\nreplicas: 1\n"),
    (
      "web.json", "{\"image_tag\": \"v1\", \"replicas\": 1}",
      "{\"image_tag\": \"v2\", \"replicas\": 1}"
    ),
    ("web.env", "image_tag=v1\nreplicas=1", "image_tag=v2\nreplicas=1"),
    (
      "web.tfvars", "image_tag = \"v1\"\r\nreplicas = 1\r\n",
      "image_tag = \"v2\"\r\nreplicas = 1\r\n"
    ),
  ])
  func `a declared field of any file moves, and no other byte of the file`(
    _ name: String, _ before: String, _ after: String
  ) throws {
    let changed = before.replacing("v1", with: "v2").replacing("1\n", with: "5\n")
    try commit(
      staging: "v1", production: "v1",
      [
        "image-tags/staging/\(name)": changed, "image-tags/production/\(name)": before,
      ])
    let commit = try created(
      promoter("[{files: \"image-tags/{environment}/*\", field: image_tag}]"))
    let bytes = try fixture.open().snapshot(of: commit.branch)
      .read("image-tags/production/\(name)", limit: 1000)
    #expect(String(decoding: bytes, as: UTF8.self) == after)
  }

  @Test func `a declared field that the target changed stays as its hotfix`() throws {
    let files = ["tags/staging/web": "tag: v1\n", "tags/production/web": "tag: v1\n"]
    try commit(staging: "v1", production: "v1", files)
    try commit(
      staging: "v1", production: "v1", ["tags/production/web": "tag: v1-fix\n"])
    let plan = try promoter("[{files: \"tags/{environment}/{app}\", field: tag}]").plan()
    #expect(plan.fields.map(\.classification) == [.hotfix])
    #expect(plan.fields.map(\.apps) == [["web"]])
  }

  @Test func `a declared file without a counterpart is told`() throws {
    try commit(staging: "v1", production: "v1", ["tags/staging/web": "tag: v1\n"])
    let plan = try promoter("[{files: \"tags/{environment}/{app}\", field: '*'}]").plan()
    #expect(
      plan.warnings == ["tags/staging/web has fields to promote and no counterpart in production"])
  }

  @Test func `a declared field that no file has is an error at its line`() throws {
    try commit(
      staging: "v1", production: "v1",
      ["tags/staging/web": "tag: v1\n", "tags/production/web": "tag: v2\n"])
    #expect(throws: PromotionError.self) {
      _ = try promoter("[{files: \"tags/{environment}/*\", field: tga}]").plan()
    }
  }

  @Test func `a suffix is the target's way to write the value`() throws {
    let fields = "[{field: \"images[*].newTag\", suffix: -approved}]"
    try commit(staging: "v1", production: "v1-approved")
    guard case .nothingToPromote(let plan, let uncovered) = try promoter(fields).promote() else {
      Issue.record("something was promoted")
      return
    }
    #expect(plan.fields.isEmpty)
    #expect(uncovered.isEmpty)
    try commit(staging: "v2", production: "v1-approved")
    let commit = try created(promoter(fields))
    #expect(
      try text("clusters/production/kustomization.yaml", of: commit).contains(
        "newTag: v2-approved}"))
  }

  @Test func `a backport takes the suffix off`() throws {
    let fields = "[{field: \"images[*].newTag\", suffix: -approved}]"
    try commit(staging: "v1", production: "v1-approved")
    try commit(staging: "v1", production: "v1-fix-approved")
    let commit = try created(
      promoter(fields, from: "production", to: "staging") { $0.follow = [] })
    #expect(
      try text("clusters/staging/kustomization.yaml", of: commit).contains("newTag: v1-fix}"))
  }

  @Test(arguments: [
    ("[{files: tags/production, field: tag}]", "is the same for every environment"),
    ("[{field: tag}]", "a declared field needs files, a prefix or a suffix"),
    ("[{files: \"tags/{environment}\"}]", "a declared field needs field"),
    ("[{files: \"tags/{environment}/{a}\", field: tag}]", "a path knows no {a}"),
  ])
  func `what a declared field lacks is an error`(_ fields: String, _ message: String) throws {
    try commit(staging: "v1", production: "v1")
    #expect {
      _ = try promoter(fields)
    } throws: { error in
      (error as? PipelineError)?.diagnostics.first?.message.contains(message) ?? false
    }
  }
}
