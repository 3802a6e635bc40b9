import Kubernetes
import Testing

struct FactsTests {
  private let facts = Facts.standard

  @Test func `a kind knows its resource and scope`() throws {
    let deployment = try #require(
      facts.resource(of: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")))
    #expect(deployment.name == "deployments")
    #expect(deployment.isNamespaced)
    #expect(deployment.isCreatable)
    let namespace = facts.resource(of: GroupVersionKind(apiVersion: "v1", kind: "Namespace"))
    #expect(namespace?.isNamespaced == false)
    #expect(facts.resource(of: GroupVersionKind(apiVersion: "v1", kind: "Deployment")) == nil)
    #expect(
      facts.kind(ofResource: "ingresses", group: "networking.k8s.io", version: "v1")?.kind
        == "Ingress")
    #expect(facts.kinds.count { $0.resource != nil } == 68)
  }

  @Test func `a removed version names the release and what to use instead`() throws {
    let ingress = try #require(
      facts.kind(GroupVersionKind(apiVersion: "extensions/v1beta1", kind: "Ingress")))
    #expect(ingress.removed == KubernetesRelease("1.22"))
    #expect(ingress.deprecated?.description == "1.14")
    #expect(ingress.replacement?.apiVersion == "networking.k8s.io/v1")
    #expect(ingress.schema == nil)
    let policy = facts.kind(
      GroupVersionKind(apiVersion: "policy/v1beta1", kind: "PodSecurityPolicy"))
    #expect(policy?.replacement == nil)
  }

  @Test func `the types of a kind are reached field by field`() throws {
    let deployment = try #require(
      facts.schema(of: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")))
    let spec = try #require(deployment.field("spec")?.type.object)
    let template = try #require(spec.field("template")?.type.object)
    let pod = try #require(template.field("spec")?.type.object)
    let containers = try #require(pod.field("containers"))
    #expect(containers.listKind == .map)
    #expect(containers.mapKeys == ["name"])
    #expect(containers.patchMergeKey == "name")
    #expect(containers.mergesInPatch)
    let container = try #require(containers.type.element?.object)
    #expect(container.name == "io.k8s.api.core.v1.Container")
    #expect(container.shortName == "Container")
    #expect(container.field("imagePulPolicy") == nil)
    let requests = container.field("resources")?.type.object?.field("requests")
    #expect(requests?.type.kind == .map)
    #expect(requests?.type.element?.kind == .quantity)
    #expect(spec.field("replicas")?.type.kind == .int32)
    #expect(pod.field("terminationGracePeriodSeconds")?.type.kind == .int64)
    #expect(spec.field("replicas")?.presence == .kept)
    #expect(spec.field("minReadySeconds")?.presence == .droppedWhenZero)
    #expect(container.field("resources")?.presence == .alwaysWritten)
  }

  @Test func `a default that the schema declares is kept as JSON`() {
    let port = facts.schema(named: "io.k8s.api.core.v1.ContainerPort")?.field("protocol")
    #expect(port?.defaultJSON == "\"TCP\"")
  }

  @Test func `a field knows the releases that have it`() throws {
    let container = try #require(facts.schema(named: "io.k8s.api.core.v1.Container"))
    let history = try #require(container.field("restartPolicy")?.history)
    #expect(history.since?.description == "1.28")
    #expect(!history.contains(KubernetesRelease(minor: 27)))
    #expect(history.contains(KubernetesRelease(minor: 36)))
    let gone = facts.history(
      ofField: "resourceClaimName", type: "ClaimSource", group: "", version: "v1")
    #expect(gone?.until?.description == "1.30")
  }

  @Test(arguments: ["1.29", "v1.29", "1.29.4"])
  func `a release is read with or without its patch number`(text: String) {
    #expect(KubernetesRelease(text)?.minor == 29)
  }

  @Test func `every type reaches only types that exist`() {
    for kind in facts.kinds {
      guard let schema = kind.schema else { continue }
      for field in schema.fields {
        #expect(schema.field(field.name) == field)
        if field.type.kind == .object { #expect(field.type.object?.name.isEmpty == false) }
      }
    }
  }
}
