import Diagnostics
import Kubernetes
import Testing
import YAML

struct KubernetesObjectTests {
  @Test(arguments: [
    ("apps/v1", "apps", "v1"), ("v1", "", "v1"), ("a.b/c/d", "a.b", "c/d"), ("", "", ""),
  ])
  func `an apiVersion splits at its first slash`(text: String, group: String, version: String) {
    let gvk = GroupVersionKind(apiVersion: text, kind: "K")
    #expect(gvk.group == group)
    #expect(gvk.version == version)
    #expect(gvk.apiVersion == text)
  }

  @Test func `an object is named for people with its namespace`() throws {
    let source = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api, namespace: ml-staging, labels: {app: api, n: 1}}
      """
    let parsed = SourceFile(path: "d.yaml", text: source).parsed(as: .kubernetes)
    let object = KubernetesObject(try #require(parsed.documents.first).root)
    #expect(object.identity.description == "Deployment/ml-staging/api")
    #expect(object.gvk.description == "Deployment.v1.apps")
    #expect(object.labels == ["app": "api", "n": "1"])
    #expect(object.annotations == [:])
  }

  @Test func `what is missing reads as empty`() {
    let object = KubernetesObject(.string("no object"))
    #expect(object.identity.description == "/")
    #expect(object.location == nil)
  }
}
