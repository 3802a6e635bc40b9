import Diagnostics
import Environments
import Kustomize
import Pipeline
import Testing

/// What is missing in an environment is told from what is only not at hand.
struct PartialEnvironmentTests {
  /// An environment of two targets, of which the second does not render.
  private static func findings(
    asking name: String, of broken: String, provided: String = "[]"
  ) async throws -> [Diagnostic] {
    let files = [
      "clusters/pipeline.yaml": """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      environments:
        - name: production
          paths: [production/web, production/data]
      policies: []
      provided: \(provided)

      """,
      "clusters/production/web/kustomization.yaml": "resources: [web.yaml]\n",
      "clusters/production/web/web.yaml": """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, namespace: shop}
      spec:
        containers:
          - name: web
            image: example.org/web:1
            envFrom: [{configMapRef: {name: \(name)}}]

      """,
      "clusters/production/data/kustomization.yaml": "resources: [data.yaml]\n",
      "clusters/production/data/data.yaml": broken,
    ]
    let workspace = Workspace(tree: MemoryTree(files), name: "two targets")
    let configuration = try Discovery(workspace).configuration()
    return try await GitOpsPipeline(configuration, in: workspace, width: 1).check().diagnostics
      .filter { $0.rule.text.hasPrefix("relations/") || $0.rule == "pipeline/unused-provided" }
  }

  private static let settings = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings, namespace: shop}
    data: {a: b}

    """
  private static let broken = settings + "---\na: [\n"

  @Test func `what a broken target would make is not missing`() async throws {
    #expect(try await Self.findings(asking: "settings", of: Self.broken) == [])
  }

  @Test func `what no target would make is missing beside a broken one`() async throws {
    let findings = try await Self.findings(asking: "setings", of: Self.broken)
    #expect(findings.map(\.rule) == ["relations/missing-configmap"])
  }

  @Test func `what is provided and not asked for is said`() async throws {
    let used = try await Self.findings(
      asking: "flags", of: Self.settings, provided: "[ConfigMap/flags]")
    #expect(used == [])
    let unused = try await Self.findings(
      asking: "settings", of: Self.settings, provided: "[ConfigMap/flags]")
    #expect(unused.map(\.rule) == ["pipeline/unused-provided"])
    #expect(unused.first?.primary?.text == "ConfigMap/flags")
  }

  @Test func `of what could not be looked at as a whole nothing is said to be unused`() async throws
  {
    let findings = try await Self.findings(
      asking: "settings", of: Self.broken, provided: "[ConfigMap/flags]")
    #expect(findings == [])
  }
}
