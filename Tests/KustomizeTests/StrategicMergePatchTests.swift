import Kubernetes
import Kustomize
import Testing
import YAML

struct StrategicMergePatchTests {
  /// A resource, a strategic merge patch, and what `kubectl kustomize` makes of them.
  struct Fact: Sendable, CustomTestStringConvertible {
    var name: String
    var resource: String
    var patch: String
    var result: String
    var testDescription: String { name }
  }

  @Test(arguments: facts)
  func `a strategic merge patch does what Kustomize does`(_ fact: Fact) throws {
    let rendered = try text([
      "app/kustomization.yaml": "resources: [r.yaml]\npatches: [{path: p.yaml}]\n",
      "app/r.yaml": fact.resource, "app/p.yaml": fact.patch,
    ])
    #expect(rendered == fact.result)
  }

  @Test func `null annotations of a patch for selected targets say nothing`() throws {
    let files = [
      "app/kustomization.yaml": """
      resources: [r.yaml]
      patches:
      - target: {kind: Secret}
        patch: |-
          apiVersion: v1
          kind: Secret
          metadata: {name: any, annotations: null, labels: {a: null, b: 1}}
      """,
      "app/r.yaml": """
      apiVersion: v1
      kind: Secret
      metadata: {name: s, annotations: {kept: "1"}, labels: {a: x}}
      """,
    ]
    let metadata = try #require(try render(files).object("Secret")["metadata"])
    #expect(metadata["annotations"]?["kept"]?.string == "1")
    // Kustomize turns the labels of such a patch into text before it merges them.
    #expect(metadata["labels"]?["a"]?.string == "null")
    #expect(metadata["labels"]?["b"]?.string == "1")
  }
}
