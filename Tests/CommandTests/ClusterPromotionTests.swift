import Git
import TestKit
import Testing

/// The clusters of an environment without waves move together, whether they share a base or each has its own
/// files.
struct ClusterPromotionTests {
  private let repository: ForeignRepository

  init() throws {
    repository = try ForeignRepository([
      "pipeline.yaml": """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      policies: []
      environments:
        - {name: staging, path: "staging/{cluster}", exclude: [staging/base]}
        - {name: production, path: "production/{cluster}", exclude: [production/base], from: staging}

      """,
      "common/app.yaml": ForeignRepository.configMap("web"),
      "common/kustomization.yaml": "resources: [app.yaml]\n",
      "staging/base/kustomization.yaml": Self.overlay("../../common", "a=1"),
      "production/base/kustomization.yaml": Self.overlay("../../common", "a=1"),
      "staging/s0/kustomization.yaml": Self.overlay("../base", "c=1"),
      "production/p1/kustomization.yaml": Self.overlay("../base", "c=1"),
      "production/p2/kustomization.yaml": Self.overlay("../base", "c=1"),
    ])
    try repository.fixture.commit("Begin")
  }

  private static func overlay(_ base: String, _ literal: String) -> String {
    """
    resources: [\(base)]
    configMapGenerator:
    - name: settings-\(literal.prefix(1))
      literals: [\(literal)]

    """
  }

  /// Promotes, and tells the files that change.
  private func promote() throws -> [String] {
    let result = try repository.run("promote", "staging", "production")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    let branch = try repository.fixture.git([
      "for-each-ref", "--format=%(refname)", "refs/heads/promote",
    ])
    return try repository.fixture.git(["diff", "--name-only", "HEAD", branch])
      .split(separator: "\n").map(String.init)
  }

  @Test func `a base that all of them share moves once`() throws {
    try repository.fixture.commit(
      "Change",
      adding: ["staging/base/kustomization.yaml": Self.overlay("../../common", "a=2")])
    #expect(try promote() == ["production/base/kustomization.yaml"])
  }

  @Test func `what one cluster has moves to each of several`() throws {
    try repository.fixture.commit(
      "Change", adding: ["staging/s0/kustomization.yaml": Self.overlay("../base", "c=2")])
    #expect(
      try promote() == [
        "production/p1/kustomization.yaml", "production/p2/kustomization.yaml",
      ])
  }

  @Test func `what differs and no field explains is told with its cluster`() throws {
    try repository.fixture.commit(
      "Change",
      adding: [
        "elsewhere/kustomization.yaml": "resources: [more.yaml]\n",
        "elsewhere/more.yaml": ForeignRepository.configMap("more"),
        "production/p2/kustomization.yaml": """
        resources: [../base, ../../elsewhere]
        configMapGenerator:
        - name: settings-c
          literals: [c=1]

        """,
        "staging/s0/kustomization.yaml": Self.overlay("../base", "c=2"),
      ])
    let result = try repository.run("promote", "staging", "production", "--dry-run")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(
      result.outputText.contains("  p2: ConfigMap/web/more: only in production"),
      "\(result.outputText)")
  }
}
