import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

struct RendererTests {
  @Test func `an overlay changes what its base holds`() throws {
    let rendered = try text([
      "base/kustomization.yaml": """
      resources: [deployment.yaml]
      configMapGenerator:
      - name: settings
        literals: [LEVEL=info]
      """,
      "base/deployment.yaml": deployment,
      "app/kustomization.yaml": """
      namespace: staging
      namePrefix: s-
      resources: [../base]
      images: [{name: nginx, newTag: "2.0"}]
      replicas: [{name: web, count: 3}]
      labels:
      - pairs: {team: ml}
      """,
    ])
    #expect(
      rendered == """
        apiVersion: v1
        data:
          LEVEL: info
        kind: ConfigMap
        metadata:
          labels:
            team: ml
          name: s-settings-2748f727mg
          namespace: staging
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          labels:
            team: ml
          name: s-web
          namespace: staging
        spec:
          replicas: 3
          template:
            spec:
              containers:
              - envFrom:
                - configMapRef:
                    name: s-settings-2748f727mg
                image: nginx:2.0
                name: main

        """)
  }

  @Test func `what others need comes first unless the order is to stay`() throws {
    let tree = MemoryTree([
      "kustomization.yaml": "resources: [all.yaml]",
      "all.yaml": deployment + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n",
    ])
    let sorted = try Renderer().render(directory: "", from: tree)
    #expect(sorted.objects.map(\.object.kind) == ["Namespace", "Deployment"])
    let listed = try Renderer(order: .asListed).render(directory: "", from: tree)
    #expect(listed.objects.map(\.object.kind) == ["Deployment", "Namespace"])
  }

  @Test func `fields that were labelled together change together`() throws {
    let rendered = try render([
      "base/kustomization.yaml": "resources: [deployment.yaml]\ncommonLabels: {app: one}\n",
      "base/deployment.yaml": deployment,
      "app/kustomization.yaml": """
      resources: [../base]
      patches:
      - patch: |
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web, labels: {app: two}}
      """,
    ]).object("Deployment")
    #expect(rendered["spec"]?["selector"]?["matchLabels"]?["app"]?.string == "two")
    #expect(rendered["spec"]?["template"]?["metadata"]?["labels"]?["app"]?.string == "two")
  }

  @Test func `a component adds to what it is added to`() throws {
    let rendered = try text([
      "gpu/kustomization.yaml": """
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      patches:
      - target: {kind: Deployment}
        patch: |-
          - {op: add, path: /spec/template/spec/nodeSelector, value: {gpu: "yes"}}
      """,
      "app/kustomization.yaml": "resources: [d.yaml]\ncomponents: [../gpu]\n",
      "app/d.yaml": deployment,
    ])
    #expect(rendered.contains("      nodeSelector:\n        gpu: \"yes\"\n"))
  }

  @Test func `what a tree renders to is known with what it was read from`() throws {
    let rendering = try render([
      "base/kustomization.yml": "resources: [d.yaml]", "base/d.yaml": deployment,
      "app/Kustomization": "resources: [../base]\nsecretGenerator: [{name: s, files: [key]}]\n",
      "app/key": "k",
    ])
    #expect(
      rendering.files.map(\.path)
        == ["app/Kustomization", "app/key", "base/d.yaml", "base/kustomization.yml"])
    #expect(rendering.kustomizations == ["app/Kustomization", "base/kustomization.yml"])
  }

  @Test func `a deprecated field is warned of with what replaces it`() throws {
    let warnings = try render([
      "app/kustomization.yaml": "resources: [d.yaml]\ncommonLabels: {a: b}\n",
      "app/d.yaml": deployment,
    ]).warnings
    #expect(warnings.map(\.message) == ["commonLabels is deprecated"])
    #expect(warnings.first?.place == "app/kustomization.yaml:2:1")
    #expect(warnings.first?.help == "use labels instead")
  }

  @Test func `bases that lead in a circle are refused whoever renders them at a time`() async {
    let loader = Loader(
      MemoryTree([
        "a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../c]",
        "c/kustomization.yaml": "resources: [../a]", "o/kustomization.yaml": "resources: [../a]",
        "p/kustomization.yaml": "resources: [../b, ../c]",
      ]))
    let rules = await withTaskGroup(of: RuleID?.self) { group in
      for _ in 0..<32 {
        for directory in ["a", "b", "c", "o", "p"] {
          group.addTask {
            do throws(RenderError) {
              _ = try Renderer().render(directory: directory, with: loader)
            } catch { return error.diagnostics.first?.rule }
            return nil
          }
        }
      }
      return await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(rules == [RuleID.cycle])
  }

  @Test(arguments: [1, 8])
  func `environments that render at one time come out as alone`(width: Int) async throws {
    var files = ["base/kustomization.yaml": "resources: [d.yaml]", "base/d.yaml": deployment]
    for index in 0..<16 {
      files["o\(index)/kustomization.yaml"] = """
        resources: [../base]
        namePrefix: n\(index)-
        configMapGenerator: [{name: settings, literals: [N=\(index)]}]
        """
    }
    let tree = MemoryTree(files)
    let loader = Loader(tree)
    let together = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
      var result = [[UInt8]](repeating: [], count: 16)
      var next = 0
      func start() {
        guard next < 16 else { return }
        let index = next
        next += 1
        group.addTask {
          (index, try Renderer().render(directory: "o\(index)", with: loader).printed())
        }
      }
      for _ in 0..<width { start() }
      for try await (index, bytes) in group {
        result[index] = bytes
        start()
      }
      return result
    }
    for index in 0..<16 {
      let alone = try Renderer().render(directory: "o\(index)", from: tree).printed()
      #expect(together[index] == alone)
    }
  }
}
