import APIServer
import Diagnostics
import Kubernetes
import Testing
import YAML

struct UpdateTests {
  private func object(_ text: String) throws -> KubernetesObject {
    let parsed = SourceFile(path: "o.yaml", text: text).parsed(as: .kubernetes)
    return KubernetesObject(try #require(parsed.documents.first).root)
  }

  /// The fields that keep an application of `new` over `old` from being accepted.
  private func refused(_ old: String, _ new: String) throws -> [String] {
    Validator().verdict(on: try object(new), replacing: try object(old)).causes.map(\.field)
  }

  private func pod(_ spec: String) -> String {
    "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {\(spec)}}"
  }

  @Test func `a pod's image may change and its command may not`() throws {
    let old = pod("containers: [{name: a, image: i}]")
    #expect(try refused(old, pod("containers: [{name: a, image: j}]")) == [])
    #expect(try refused(old, pod("containers: [{name: a, image: i, command: [x]}]")) == ["spec"])
  }

  @Test func `containers of a pod do not come and go`() throws {
    #expect(
      try refused(
        pod("containers: [{name: a, image: i}]"),
        pod("containers: [{name: a, image: i}, {name: b, image: i}]")) == ["spec.containers"])
  }

  @Test func `a pod's deadline may only come closer`() throws {
    func deadline(_ seconds: Int) -> String {
      pod("activeDeadlineSeconds: \(seconds), containers: [{name: a, image: i}]")
    }
    #expect(try refused(deadline(10), deadline(5)) == [])
    #expect(try refused(deadline(10), deadline(11)) == ["spec.activeDeadlineSeconds"])
  }

  @Test func `tolerations are only added`() throws {
    let plain = pod("containers: [{name: a, image: i}]")
    let tolerant = pod(
      "containers: [{name: a, image: i}], tolerations: [{key: k, effect: NoSchedule}]")
    #expect(try refused(tolerant, plain).first == "spec.tolerations")
  }

  private func claim(_ fields: String, status: String = "Pending") -> String {
    """
    {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, status: {phase: \(status)},
     spec: {accessModes: [ReadWriteOnce], storageClassName: s, \(fields)}}
    """
  }

  @Test func `a bound claim may grow but not shrink`() throws {
    let two = "resources: {requests: {storage: 2Gi}}"
    let three = "resources: {requests: {storage: 3Gi}}"
    #expect(try refused(claim(two), claim(three)) == ["spec"])
    #expect(try refused(claim(two, status: "Bound"), claim(three)) == [])
    #expect(
      try refused(claim(three, status: "Bound"), claim(two)) == ["spec.resources.requests.storage"])
  }

  private func configMap(_ fields: String) -> String {
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, \(fields)}"
  }

  @Test func `an immutable ConfigMap keeps its data`() throws {
    let old = configMap("immutable: true, data: {a: b}")
    #expect(try refused(old, configMap("immutable: true, data: {a: c}")) == ["data"])
    #expect(try refused(old, configMap("data: {a: b}")) == ["immutable"])
  }

  @Test func `a selector does not change`() throws {
    func deployment(_ app: String) -> String {
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec:
        selector: {matchLabels: {app: \(app)}}
        template:
          metadata: {labels: {app: \(app)}}
          spec: {containers: [{name: a, image: i}]}
      """
    }
    #expect(try refused(deployment("a"), deployment("a")) == [])
    #expect(try refused(deployment("a"), deployment("b")) == ["spec.selector"])
  }

  @Test func `a field that is no longer applied goes back to its default`() throws {
    func storageClass(_ mode: String) -> String {
      """
      {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: s}, provisioner: p,
       \(mode)}
      """
    }
    #expect(
      try refused(storageClass("volumeBindingMode: WaitForFirstConsumer"), storageClass(""))
        == ["volumeBindingMode"])
    #expect(try refused(storageClass("volumeBindingMode: Immediate"), storageClass("")) == [])
  }

  @Test func `an object keeps its name`() throws {
    #expect(
      try refused(
        configMap("data: {}"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: other}}")
        == ["metadata.name"])
  }
}
