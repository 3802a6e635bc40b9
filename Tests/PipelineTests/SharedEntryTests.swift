import Diagnostics
import Environments
import Kustomize
import Pipeline
import Testing

/// An entry of a component that chooses by labels need not choose something in every build.
struct SharedEntryTests {
  private static let component = """
    apiVersion: kustomize.config.k8s.io/v1alpha1
    kind: Component
    images: [{name: web, newTag: "2"}]
    patches:
      - target: {labelSelector: tier=web}
        patch: |-
          - {op: add, path: /metadata/annotations, value: {a: b}}

    """

  private func sentences(_ labels: [String]) async throws -> [String] {
    var files = ["component/kustomization.yaml": Self.component]
    var environments = ""
    for (index, label) in labels.enumerated() {
      files["\(index)/kustomization.yaml"] = "resources: [web.yaml]\ncomponents: [../component]\n"
      files["\(index)/web.yaml"] = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: web, labels: {tier: \(label)}}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "\(label):1"}]}

        """
      environments += "  - {name: e\(index), path: \"\(index)\"}\n"
    }
    files["pipeline.yaml"] = """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      policies: []
      environments:
      \(environments)
      """
    let workspace = Workspace(tree: MemoryTree(files), name: "a tree")
    let configuration = try Discovery(workspace).configuration()
    return try await GitOpsPipeline(configuration, in: workspace, width: 1).check()
      .diagnostics.filter { $0.rule.text.hasPrefix("kustomize/") }.map(\.message)
  }

  @Test func `an entry that has an effect in one build has one`() async throws {
    let found = try await sentences(["web", "api"])
    #expect(found == [])
  }

  @Test func `an entry without effect in every build is found once`() async throws {
    let found = try await sentences(["jobs", "api"])
    #expect(
      found == [
        "the patch's target matches no resource",
        "no object uses the image web: the entry is without effect",
      ])
  }
}
