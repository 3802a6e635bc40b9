import LanguageServer
import Testing
import YAML

struct KustomizationCompletionTests {
  private let path = "clusters/production/kustomization.yaml"

  /// What is offered where the mark stands.
  private func labels(_ marked: String, _ extra: [String: String] = [:]) async throws -> [String] {
    try await Editor(extra).offered(marked, in: path).labels
  }

  @Test func `fields are offered, but none that is deprecated`() async throws {
    let labels = try await labels("resources: [../base]\n|")
    #expect(labels.contains("namePrefix") && labels.contains("configMapGenerator"))
    #expect(!labels.contains("resources") && !labels.contains("commonLabels"))
    #expect(!labels.contains("bases") && !labels.contains("helmChartInflationGenerator"))
    #expect(
      try await self.labels("images:\n  - name: a\n    |\n")
        == ["newName", "newTag", "digest", "tagSuffix"])
    #expect(
      try await self.labels("patches:\n  - {path: a, |}\n") == ["patch", "target", "options"])
  }

  @Test func `values that a field may have are offered`() async throws {
    #expect(try await labels("kind: |") == ["Kustomization", "Component"])
    #expect(try await labels("buildMetadata: [|]").contains("originAnnotations"))
    #expect(try await labels("generatorOptions:\n  immutable: |\n") == ["true", "false"])
    #expect(
      try await labels("apiVersion: |\nkind: Component\n") == ["kustomize.config.k8s.io/v1alpha1"])
  }

  @Test func `resources are files and directories that are there and not yet named`() async throws {
    let extra = [
      "clusters/production/quota.yaml": """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: quota}

      """, "clusters/production/notes.yaml": "- one\n",
      "clusters/production/app/kustomization.yaml": "resources: [x.yaml]\n",
      "clusters/loop/kustomization.yaml": "resources: [../production]\n",
      "clusters/parts/kustomization.yaml": "kind: Component\n",
    ]
    let text = "patches:\n  - path: replicas.yaml\nresources:\n  - |\n"
    #expect(try await labels(text, extra) == ["app", "quota.yaml", "../base", "../staging"])
    // What is built already is not offered once more, whoever names it.
    #expect(
      try await labels("resources:\n  - ../base\n  - |\n", extra) == ["app", "quota.yaml"])
    #expect(try await labels("resources: [../base, app, |]\n", extra) == ["quota.yaml"])
    #expect(try await labels("components:\n  - |\n", extra) == ["../parts"])
  }

  @Test func `patches are files that change what is there`() async throws {
    let extra = [
      "clusters/production/quota.yaml": """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: quota}

      """, "clusters/production/steps.yaml": "- {op: remove, path: /spec/replicas}\n",
    ]
    #expect(
      try await labels("resources: [../base]\npatches:\n  - path: |\n", extra)
        == ["replicas.yaml", "steps.yaml"])
  }

  @Test func `targets of patches, images and replicas are what the resources give`() async throws {
    #expect(
      try await labels("patches:\n  - patch: x\n    target:\n      kind: |\n")
        == ["ConfigMap", "Deployment", "Service"])
    #expect(
      try await labels("patches:\n  - patch: x\n    target: {kind: ConfigMap, name: |}\n")
        == ["settings"])
    #expect(try await labels("images:\n  - name: |\n") == ["registry.example.com/web"])
    #expect(
      try await labels("images:\n  - {name: registry.example.com/web}\n  - name: |\n").isEmpty)
    #expect(try await labels("replicas: [{name: |}]\n") == ["web"])
  }

  @Test func `files of generators are such as can be read`() async throws {
    let extra = [
      "clusters/production/app.env": "A=1\n# two\nB=2\n", "clusters/production/app.txt": "words\n",
    ]
    let generator = "configMapGenerator:\n  - name: a\n"
    #expect(try await labels("\(generator)    envs: [|]\n", extra) == ["app.env"])
    #expect(
      try await labels("\(generator)    files:\n      - |\n", extra) == ["app.env", "app.txt"])
  }
}
