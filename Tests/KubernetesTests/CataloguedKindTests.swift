import Kubernetes
import Testing
import YAML

struct CataloguedKindTests {
  @Test func `every kind has a definition with a version that is served, and a source`() {
    let kinds = CataloguedKind.all
    #expect(kinds.count == 315)
    for kind in kinds {
      let definition = kind.definition
      #expect(!kind.versions.isEmpty, "\(definition.kind)")
      #expect(kind.repository.contains("/") && kind.date.count == 10, "\(definition.kind)")
      #expect(
        CataloguedKind(group: definition.group, kind: definition.kind)?.definition.plural
          == definition.plural)
      for version in definition.versions {
        let schema = version.node["schema"]?["openAPIV3Schema"]
        #expect(schema?.mapping != nil, "\(definition.kind) \(version.name)")
      }
    }
  }

  @Test func `a kind names its release, or the day where it has none`() throws {
    let release = try #require(
      CataloguedKind(group: "helm.toolkit.fluxcd.io", kind: "HelmRelease"))
    #expect(release.source == "fluxcd/helm-controller v1.6.3")
    #expect(release.definition.plural == "helmreleases")
    #expect(release.definition.isNamespaced)
    #expect(release.versions == ["v2"])
    let policy = try #require(CataloguedKind(group: "cilium.io", kind: "CiliumNode"))
    #expect(policy.source == "cilium/cilium of 2026-08-20")
    #expect(!policy.definition.isNamespaced)
  }

  @Test(arguments: [("apps", "Deployment"), ("example.dev", "Widget"), ("cert-manager.io", "")])
  func `another kind is not catalogued`(group: String, kind: String) {
    #expect(CataloguedKind(group: group, kind: kind) == nil)
  }

  @Test func `a kind is catalogued once, in whatever versions it is asked for`() {
    let versions = ["v1", "v1beta1", "v9"]
    let asked = versions.map {
      GroupVersionKind(group: "cert-manager.io", version: $0, kind: "Issuer")
    }
    #expect(CataloguedKind.all(of: Set(asked)).map(\.definition.kind) == ["Issuer"])
  }

  @Test func `a type of Kubernetes inside a kind is written out`() throws {
    let monitor = try #require(
      CataloguedKind(group: "monitoring.coreos.com", kind: "ServiceMonitor"))
    let schema = monitor.definition.versions.first?.node["schema"]?["openAPIV3Schema"]
    let selector = try #require(
      schema?[["properties", "spec", "properties", "selector", "properties"]])
    #expect(selector["matchLabels"]?["additionalProperties"]?["type"]?.string == "string")
    #expect(
      selector["matchExpressions"]?["items"]?["required"]?.elements?.compactMap(\.string)
        == ["key", "operator"])
  }

  @Test func `of two channels of a release, a kind takes what either takes`() throws {
    let route = try #require(
      CataloguedKind(group: "gateway.networking.k8s.io", kind: "HTTPRoute"))
    let rule = route.definition.versions.first?.node["schema"]?[
      [
        "openAPIV3Schema", "properties", "spec", "properties", "rules", "items", "properties",
      ]]
    let filter = rule?[["filters", "items", "properties"]]
    #expect(filter?["type"]?["enum"]?.elements?.contains { $0.string == "ExternalAuth" } == true)
    let header = filter?[["requestHeaderModifier", "properties", "set", "items", "properties"]]
    #expect(header?["value"]?["pattern"] == nil)
    #expect(header?["name"]?["pattern"] != nil)
  }
}
