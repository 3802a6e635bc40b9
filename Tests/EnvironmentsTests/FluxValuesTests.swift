import Diagnostics
import Environments
import Kustomize
import TestKit
import Testing

/// Where HelmReleases take values from.
struct FluxValuesTests {
  private static let cluster = """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: flux-system, namespace: flux-system}
    spec: {path: ./clusters/live, sourceRef: {kind: GitRepository, name: flux-system}}

    """

  private static let objects = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: web}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web-values, namespace: web}
    data: {values.yaml: "a: 1", extra.yaml: "b: 2"}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: sealed, namespace: web}
    data: ENC[AES256_GCM,data:aGVsbG8=,iv:a,tag:b,type:str]
    sops: {mac: "ENC[AES256_GCM,data:aGVsbG8=,iv:a,tag:b,type:str]"}
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: made, namespace: web}
    spec: {target: {name: made-values}}

    """

  /// What is found for a HelmRelease with these entries.
  private func warnings(_ entries: String, namespace: String = "web") throws -> [Diagnostic] {
    let release = """
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: web, namespace: \(namespace)}
      spec:
        valuesFrom: [\(entries)]

      """
    let tree = MemoryTree([
      "clusters/live/flux-system/gotk-sync.yaml": Self.cluster,
      "clusters/live/objects.yaml": Self.objects, "clusters/live/release.yaml": release,
    ])
    let workspace = Workspace(tree: tree, name: "the tree")
    let environment = try Discovery(workspace).configuration().environment(named: "live")
    return try EnvironmentRenderer(workspace).render(environment).warnings
  }

  @Test(arguments: [
    "{kind: ConfigMap, name: web-values}",
    "{kind: ConfigMap, name: web-values, valuesKey: extra.yaml}",
    "{kind: Secret, name: nowhere, optional: true}",
    "{kind: ConfigMap, name: web-values, valuesKey: extra.yml, optional: true}",
    // What another controller may make, and what shows none of its keys.
    "{kind: Secret, name: made-values, valuesKey: any}", "{kind: Secret, name: sealed}",
  ])
  func `what is there, or may be, is no finding`(entry: String) throws {
    #expect(try warnings(entry).isEmpty)
  }

  @Test func `a namespace that the repository does not bring may hold anything`() throws {
    #expect(try warnings("{kind: ConfigMap, name: web-values}", namespace: "other").isEmpty)
  }

  @Test(arguments: [
    (
      "{kind: ConfigMap, name: web-valeus}",
      "its values are to come from ConfigMap web/web-valeus, which the cluster does not have",
      "web-valeus", "did you mean web-values?"
    ),
    (
      "{kind: Secret, name: web-values}",
      "its values are to come from Secret web/web-values, which the cluster does not have",
      "web-values", "add it, or say `optional: true` where it may be missing"
    ),
    (
      "{kind: ConfigMap, name: web-values, valuesKey: extra.yml}",
      "its values are to come from ConfigMap web/web-values, which has no key \"extra.yml\"",
      "extra.yml", "did you mean extra.yaml?"
    ),
  ])
  func `what is missing is found where it is named`(
    entry: String, message: String, place: String, help: String
  ) throws {
    let found = try warnings(entry)
    #expect(found.map(\.rule) == ["flux/missing-values"])
    #expect(found.map(\.severity) == [.warning])
    #expect(found.map(\.message) == [message])
    #expect(found.map { $0.primary?.text } == [place])
    #expect(found.map(\.help) == [help])
    #expect(found.map(\.object) == ["HelmRelease/web/web"])
  }
}
