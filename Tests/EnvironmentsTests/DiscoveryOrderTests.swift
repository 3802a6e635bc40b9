import Diagnostics
import Environments
import Kustomize
import Testing

/// What says which environments a tree has, and what wins where several would.
struct DiscoveryOrderTests {
  private static let manifest = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"

  private static let pipeline = [
    "pipeline.yaml": """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    environments:
      - {name: chosen, path: apps/production}
    """
  ]

  private static let flux = [
    "clusters/live/flux-system/gotk-sync.yaml": """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: flux-system, namespace: flux-system}
    spec: {path: ./clusters/live, sourceRef: {kind: GitRepository, name: flux-system}}
    """
  ]

  private static let argo = [
    "argocd/web.yaml": """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: web, namespace: argocd}
    spec:
      source: {repoURL: "https://git.example.com/fleet", path: apps/production}
      destination: {name: in-cluster}
    """
  ]

  private static let layout = [
    "apps/production/kustomization.yaml": "resources: [a.yaml]\n",
    "apps/production/a.yaml": manifest,
    "apps/staging/kustomization.yaml": "resources: [a.yaml]\n",
    "apps/staging/a.yaml": manifest,
  ]

  private static let manifests = ["loose/dev/b.yaml": manifest]

  /// The parts of a tree, and what decides in it.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var files: [String: String]
    var method: DiscoveryMethod
    var names: [String]

    init(
      _ description: String, _ parts: [[String: String]], _ method: DiscoveryMethod,
      _ names: [String]
    ) {
      testDescription = description
      files = parts.reduce(into: [:]) { $0.merge($1) { $1 } }
      self.method = method
      self.names = names
    }
  }

  @Test(arguments: [
    Case(
      "pipeline.yaml before all", [pipeline, flux, layout, manifests], .configuration, ["chosen"]),
    Case("pipeline.yaml before Argo CD", [pipeline, argo, layout], .configuration, ["chosen"]),
    Case("Flux before the layout", [flux, layout, manifests], .flux, ["live"]),
    Case("Flux before Argo CD", [flux, argo, layout, manifests], .flux, ["live"]),
    Case(
      "Argo CD before the layout", [argo, layout, manifests], .argo, ["production", "in-cluster"]),
    Case(
      "Argo CD before a kustomization at the root",
      [argo, layout, ["kustomization.yaml": "resources: [apps/staging]\n"]], .argo,
      ["production", "in-cluster"]),
    Case(
      "an Application of another repository does not hide the layout",
      [
        layout,
        [
          "argocd/web.yaml": """
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: {name: web}
          spec:
            source: {repoURL: "https://git.example.com/other", path: deploy}
            destination: {name: in-cluster}
          """
        ],
      ], .layout, ["staging", "production"]),
    Case(
      "an ApplicationSet that makes nothing here does not hide the layout",
      [
        layout,
        [
          "argocd/set.yaml": """
          apiVersion: argoproj.io/v1alpha1
          kind: ApplicationSet
          metadata: {name: web}
          spec:
            generators: [{pullRequest: {github: {owner: a, repo: b}}}]
            template:
              metadata: {name: 'web-{{number}}'}
              spec: {source: {repoURL: "https://git.example.com/fleet", path: apps/staging}}
          """
        ],
      ], .layout, ["staging", "production"]),
    Case("the layout before manifests", [layout, manifests], .layout, ["staging", "production"]),
    Case("manifests where there is nothing else", [manifests], .layout, ["dev"]),
    Case(
      "a kustomization at the root is all there is",
      [["kustomization.yaml": "resources: [apps/staging]\n"], layout], .directory, ["."]),
    Case(
      "a Kustomization of Flux that no cluster has does not hide the layout",
      [
        layout,
        [
          "docs/example.yaml": """
          apiVersion: kustomize.toolkit.fluxcd.io/v1
          kind: Kustomization
          metadata: {name: tenant, namespace: flux-system}
          spec: {path: ./deploy, sourceRef: {kind: OCIRepository, name: tenant}}
          """
        ],
      ], .layout, ["staging", "production"]),
  ])
  func `the first that says something decides`(_ given: Case) throws {
    let workspace = Workspace(tree: MemoryTree(given.files), name: "the tree")
    let found = try Discovery(workspace).configuration()
    #expect(found.found == given.method)
    #expect(found.environments.map(\.name) == given.names)
    #expect((found.file?.path == "pipeline.yaml") == (given.method == .configuration))
  }
}
