import Git
import TestKit
import Testing

/// An app that the target environment does not have becomes a target of it, and the proof sees that.
struct NewAppPromotionTests {
  private let repository: ForeignRepository

  init() throws {
    var files: [String: String] = [:]
    for app in ["web", "api"] {
      files["apps/\(app)/base/settings.yaml"] =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(app)}\ndata: {a: b}\n"
      files["apps/\(app)/base/kustomization.yaml"] = "resources: [settings.yaml]\n"
      files["apps/\(app)/staging/kustomization.yaml"] =
        "namespace: staging\nresources: [../base]\n"
    }
    files["apps/web/production/kustomization.yaml"] =
      "namespace: production\nresources: [../base]\n"
    repository = try ForeignRepository(files)
    try repository.fixture.commit("Begin")
  }

  /// What pipeline.yaml may say of the environments; without it the names of directories tell them.
  private static let configurations = [
    nil,
    """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    environments:
      - {name: staging, path: "apps/{app}/staging"}
      - {name: production, path: "apps/{app}/production", from: staging}

    """,
  ]

  @Test(arguments: configurations)
  func `what the new target renders is part of the plan`(_ configuration: String?) throws {
    if let configuration {
      try repository.fixture.write(configuration, to: "pipeline.yaml")
      try repository.fixture.commit("Say it")
    }
    let result = try repository.run(
      "promote", "staging", "production", "--take", "source", "--dry-run")
    let text = result.outputText
    #expect(result.status == 0, "\(text)\(result.errorText)")
    #expect(
      text.contains(
        "apps/api/staging/kustomization.yaml:1:1 → apps/api/production/kustomization.yaml\n"),
      "\(text)")
    #expect(text.contains("+ ConfigMap/production/api"), "\(text)")
    #expect(!text.contains("not covered"), "\(text)")
  }

  @Test func `a directory that no list names is said to bring nothing`() throws {
    let list = """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      environments:
        - {name: staging, path: "apps/{app}/staging"}
        - {name: production, paths: [apps/web/production], from: staging}

      """
    try repository.fixture.write(list, to: "pipeline.yaml")
    try repository.fixture.commit("Say it")
    let result = try repository.run(
      "promote", "staging", "production", "--take", "source", "--dry-run")
    #expect(result.outputText.contains("not covered"), "\(result.outputText)")
    #expect(!result.outputText.contains("+ ConfigMap"), "\(result.outputText)")
  }

  @Test func `an app that staging gave up is said, and stays`() throws {
    try repository.fixture.write(
      "namespace: production\nresources: [../base]\n", to: "apps/api/production/kustomization.yaml")
    try repository.fixture.commit("Have both")
    try repository.fixture.git(["rm", "-rq", "apps/api/staging"])
    try repository.fixture.commit("Give it up")
    let result = try repository.run("promote", "staging", "production", "--dry-run")
    #expect(result.status == 4, "\(result.outputText)\(result.errorText)")
    #expect(
      result.outputText.contains("ConfigMap/production/api: only in production"),
      "\(result.outputText)")
  }
}
