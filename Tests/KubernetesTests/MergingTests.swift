import Diagnostics
import Kubernetes
import Testing
import YAML

struct MergingTests {
  private static let deployment = GroupVersionKind(
    group: "apps", version: "v1", kind: "Deployment")

  // MARK: Shapes

  @Test func `ports are told apart differently when applied, patched and built`() throws {
    let container = try #require(Facts.standard.schema(named: "io.k8s.api.core.v1.Container"))
    let ports = try #require(container.field("ports"))
    guard case .keyed(let keys, _) = MergeShape(ports) else {
      Issue.record("ports are a list with keys")
      return
    }
    #expect(keys.map(\.name) == ["containerPort", "protocol"])
    #expect(keys.map(\.fallback) == ["0", "TCP"])
    #expect(ports.patchMergeKey == "containerPort")
    let kustomize = StrategicMergeSchema.kustomize
    let type = try #require(kustomize.type(definition: "io.k8s.api.core.v1.Container"))
    #expect(kustomize.field("ports", of: type)?.mergeKeys == ["containerPort", "protocol"])
  }

  @Test func `what came after 1.21 is unknown to the schema of Kustomize`() throws {
    let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
    let schema = try #require(Facts.standard.schema(of: pod)?.field("spec")?.type.object)
    #expect(schema.field("schedulingGates")?.patchMergeKey == "name")
    let kustomize = StrategicMergeSchema.kustomize
    let spec = try #require(
      kustomize.type(of: pod).flatMap { kustomize.field("spec", of: $0)?.type })
    #expect(kustomize.field("schedulingGates", of: spec) == nil)
    #expect(kustomize.field("containers", of: spec)?.mergeKeys == ["name"])
  }

  @Test func `a type is found by its kind or by its definition, and not by another's`() {
    let kustomize = StrategicMergeSchema.kustomize
    #expect(kustomize.type(of: Self.deployment) != nil)
    #expect(kustomize.type(definition: "com.example.PodSpec") == nil)
    #expect(
      kustomize.type(of: GroupVersionKind(group: "example.com", version: "v1", kind: "Deployment"))
        == nil)
  }

  // MARK: Applying

  @Test func `what is applied no more goes, and what others set stays`() throws {
    #expect(
      try applied(
        live: "{spec: {replicas: 5, paused: true, minReadySeconds: 1}}",
        last: "{spec: {replicas: 3, paused: true}}", new: "{spec: {replicas: 4}}")
        == "{spec: {replicas: 4, minReadySeconds: 1}}")
  }

  @Test func `containers are merged by name and keep what others added`() throws {
    #expect(
      try applied(
        live: containers("[{name: proxy}, {name: a, image: a:1, tty: true}, {name: b}]"),
        last: containers("[{name: a, image: a:1}, {name: b}]"),
        new: containers("[{name: a, image: a:2}]"))
        == containers("[{name: proxy}, {name: a, image: a:2, tty: true}]"))
  }

  @Test func `a list without keys is replaced as a whole`() throws {
    #expect(
      try applied(
        live: containers("[{name: a, args: [x, y]}]"), last: nil,
        new: containers("[{name: a, args: [z]}]")) == containers("[{name: a, args: [z]}]"))
  }

  private func containers(_ list: String) -> String {
    "{spec: {template: {spec: {containers: \(list)}}}}"
  }

  private func applied(live: String, last: String?, new: String) throws -> String {
    let shape = MergeShape(try #require(Facts.standard.schema(of: Self.deployment)))
    let merged = ServerSideApply.merge(
      live: node(live), last: last.map(node), new: node(new), shape: shape)
    return flow(merged)
  }

  private func node(_ text: String) -> Node {
    let file = SourceFile(path: "object.yaml", text: text)
    return file.parsed(as: .kubernetes).documents.first?.root ?? .null()
  }

  private func flow(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar): return scalar.text
    case .sequence(let elements): return "[\(elements.map(flow).joined(separator: ", "))]"
    case .mapping(let mapping):
      let entries = mapping.entries.map { "\($0.name): \(flow($0.value))" }
      return "{\(entries.joined(separator: ", "))}"
    }
  }
}
