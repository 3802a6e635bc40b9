import Diagnostics
import Environments
import Kustomize
import Testing

/// What projects of Argo CD permit their Applications.
struct ArgoProjectTests {
  private static let url = "https://git.example.com/org/fleet.git"

  private static let application = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: web, namespace: argocd}
    spec:
      project: shop
      destination: {server: https://kubernetes.default.svc, namespace: web}
      source: {repoURL: \(url), path: web}

    """

  private static func project(_ spec: String) -> String {
    """
    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: shop, namespace: argocd}
    spec:
    \(spec.split(separator: "\n").map { "  \($0)\n" }.joined())
    """
  }

  private func sentences(
    _ spec: String, _ objects: String = configMap(), application: String = application
  ) throws -> [String] {
    let files = [
      "argocd/web.yaml": application,
      "projects/shop.yaml": Self.project(spec),
      "web/object.yaml": objects,
    ]
    let workspace = Workspace(tree: MemoryTree(files), name: "the tree")
    let found = try Discovery(workspace).configuration()
    let renderer = EnvironmentRenderer(workspace)
    return try found.environments.flatMap { try renderer.renderAll($0).warnings }
      .filter { $0.rule == "argo/project" }.map { finding in
        "\(finding.primary?.file.path ?? "") \(finding.primary?.text ?? ""): \(finding.message)"
      }
  }

  private static func configMap(_ namespace: String = "web") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: \(namespace)}\n"
  }

  private static let clusterRole =
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\n"

  private static let open = "sourceRepos: ['*']\ndestinations: [{server: '*', namespace: '*'}]\n"

  @Test func `what everything is permitted to is not spoken of`() throws {
    #expect(try sentences(Self.open) == [])
  }

  @Test(arguments: [
    ("https://git.example.com/org/fleet", true), ("https://GIT.example.com/org/*", true),
    ("https://git.example.com/*", false), ("https://git.example.com/**", true),
    ("git@git.example.com:org/fleet.git", false), ("https://git.example.com/org/other", false),
  ])
  func `a source is one that a pattern matches, of which a star passes no slash`(
    pattern: String, isPermitted: Bool
  ) throws {
    let found = try sentences(
      "sourceRepos: ['\(pattern)']\ndestinations: [{server: '*', namespace: '*'}]\n")
    #expect(
      found
        == (isPermitted
          ? []
          : ["argocd/web.yaml \(Self.url): project shop does not permit the source \(Self.url)"]))
  }

  @Test func `a source that one entry denies is denied whatever others allow`() throws {
    let spec =
      "sourceRepos: ['*', '!https://git.example.com/**']\n"
      + "destinations: [{server: '*', namespace: '*'}]\n"
    #expect(try sentences(spec).count == 1)
  }

  @Test(arguments: [
    ("{server: https://kubernetes.default.svc, namespace: web}", true),
    ("{name: in-cluster, namespace: 'w*'}", true), ("{name: '*', namespace: shop}", false),
    ("{server: https://elsewhere, namespace: '*'}", false),
    ("{server: '*', namespace: '*'}, {server: '*', namespace: '!web'}", false),
    ("{server: '*', namespace: '*'}, {server: '*', namespace: '!other'}", true),
    ("{server: '!https://elsewhere', namespace: '*'}", true),
  ])
  func `a destination is one whose cluster and namespace match`(
    entries: String, isPermitted: Bool
  ) throws {
    let found = try sentences("sourceRepos: ['*']\ndestinations: [\(entries)]\n")
    #expect(
      found
        == (isPermitted
          ? []
          : ["argocd/web.yaml web: project shop does not permit the destination web of in-cluster"])
    )
  }

  @Test func `a cluster whose address is not known is not judged by it`() throws {
    let application =
      Self.application.split(separator: "https://kubernetes.default.svc")
      .joined(separator: "''") + "\n"
    let named = application.split(separator: "{server: ''").joined(separator: "{name: far")
    let spec = "sourceRepos: ['*']\ndestinations: [{server: https://far, namespace: web}]\n"
    #expect(try sentences(spec, application: named) == [])
    #expect(
      try sentences(
        "sourceRepos: ['*']\ndestinations: [{name: near, server: https://near, namespace: shop}]\n",
        application: named
      ).count == 1)
  }

  @Test func `outside of namespaces only what is listed is permitted`() throws {
    #expect(
      try sentences(
        Self.open, Self.clusterRole + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n")
        == [
          "web/object.yaml ClusterRole: project shop does not permit ClusterRole of "
            + "rbac.authorization.k8s.io",
          "web/object.yaml Namespace: project shop does not permit Namespace",
        ])
    let listed = Self.open + "clusterResourceWhitelist: [{group: '*', kind: ClusterRole}]\n"
    #expect(try sentences(listed, Self.clusterRole) == [])
    let denied = listed + "clusterResourceBlacklist: [{group: 'rbac*', kind: '*'}]\n"
    #expect(try sentences(denied, Self.clusterRole).count == 1)
  }

  @Test func `in namespaces a list permits what it has, and no list everything`() throws {
    let listed = Self.open + "namespaceResourceWhitelist: [{group: '', kind: Secret}]\n"
    #expect(
      try sentences(listed) == [
        "web/object.yaml ConfigMap: project shop does not permit ConfigMap"
      ])
    let denied = Self.open + "namespaceResourceBlacklist: [{group: '', kind: ConfigMap}]\n"
    #expect(try sentences(denied).count == 1)
  }

  @Test func `an object goes to a namespace that the project permits`() throws {
    let spec = "sourceRepos: ['*']\ndestinations: [{server: '*', namespace: web}]\n"
    #expect(
      try sentences(spec, Self.configMap("shop")) == [
        "web/object.yaml shop: project shop does not permit objects in shop of in-cluster"
      ])
  }

  @Test func `a project that is not here says nothing`() throws {
    let application = Self.application.split(separator: "project: shop")
      .joined(separator: "project: other")
    #expect(try sentences("sourceRepos: []\n", application: application) == [])
  }
}
