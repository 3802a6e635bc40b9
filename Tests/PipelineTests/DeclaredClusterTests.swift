import Diagnostics
import Environments
import Kustomize
import Pipeline
import Testing

/// pipeline.yaml says which targets of an environment meet in a cluster.
struct DeclaredClusterTests {
  private func findings(path: String) async throws -> [String] {
    var files = [
      "pipeline.yaml":
        "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\npolicies: []\n"
        + "environments: [{name: production, path: '\(path)'}]\n"
    ]
    for cluster in ["east", "west"] {
      files["clusters/\(cluster)/web/kustomization.yaml"] = "resources: [role.yaml]\n"
      files["clusters/\(cluster)/web/role.yaml"] = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader, labels: {region: \(cluster)}}
        rules: []

        """
    }
    let workspace = Workspace(tree: MemoryTree(files), name: "two clusters")
    let configuration = try Discovery(workspace).configuration()
    return try await GitOpsPipeline(configuration, in: workspace, width: 1).check().diagnostics
      .map(\.rule.text).filter { $0.hasPrefix("relations/") }
  }

  @Test func `an object of the cluster's own may stand in each cluster`() async throws {
    #expect(try await findings(path: "clusters/{cluster}/{app}") == [])
  }

  @Test func `targets of no named cluster meet`() async throws {
    #expect(try await findings(path: "clusters/*/{app}") == ["relations/owned-twice"])
  }
}
