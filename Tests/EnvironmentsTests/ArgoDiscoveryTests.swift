import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Testing
import YAML

/// What Argo CD applies, from small trees.
struct ArgoDiscoveryTests {
  private static let url = "https://git.example.com/org/fleet.git"

  /// An Application of the repository; `source` holds fields beside URL and path.
  private static func application(
    _ name: String, path: String, source: String = "", url: String = url,
    destination: String = "{server: https://kubernetes.default.svc, namespace: apps}"
  ) -> String {
    """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: \(name), namespace: argocd}
    spec:
      project: default
      destination: \(destination)
      source:
        repoURL: \(url)
        path: \(path)
    \(source.split(separator: "\n").map { "    \($0)\n" }.joined())
    """
  }

  private static func set(_ name: String, _ spec: String) -> String {
    """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: \(name), namespace: argocd}
    spec:
    \(spec.split(separator: "\n").map { "  \($0)\n" }.joined())
    """
  }

  private static func configMap(_ name: String, namespace: String = "") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)\(namespace.isEmpty ? "" : ", namespace: \(namespace)")}\n"
  }

  private static func overlay(_ path: String) -> [String: String] {
    [
      "\(path)/kustomization.yaml": "resources: [a.yaml]\n",
      "\(path)/a.yaml": configMap(
        path.split(separator: "/").map(String.init).joined(separator: "-")),
    ]
  }

  private static func tree(_ parts: [String: String]...) -> [String: String] {
    parts.reduce(into: [:]) { $0.merge($1) { $1 } }
  }

  private func workspace(_ files: [String: String]) -> Workspace {
    Workspace(tree: MemoryTree(files), name: "the tree")
  }

  private func found(
    _ files: [String: String], under directory: String = ""
  ) throws -> PipelineConfiguration {
    try Discovery(workspace(files)).configuration(of: directory)
  }

  private func rendered(_ files: [String: String], _ name: String) throws -> RenderedEnvironment {
    let environment = try found(files).environment(named: name)
    return try EnvironmentRenderer(workspace(files)).renderAll(environment)
  }

  private static let staged = tree(
    overlay("web/staging"), overlay("web/production"),
    [
      "argocd/web-staging.yaml": application("web-staging", path: "web/staging"),
      "argocd/web-production.yaml": application("web-production", path: "web/production"),
    ])

  @Test func `a stage that a path names is an environment, an Application a target of it`() throws {
    let found = try found(Self.staged)
    #expect(found.found == .argo)
    #expect(found.environments.map(\.name) == ["staging", "production", "in-cluster"])
    #expect(found.environments.map(\.source) == [nil, "staging", nil])
    #expect(found.environments[0].targets.map(\.app) == ["web"])
    #expect(found.environments[1].targets.map(\.app) == ["web"])
    #expect(found.environments[1].targets.map(\.directory.path) == ["web/production"])
    #expect(
      found.environments[1].targets[0].directory.location?.file.path
        == "argocd/web-production.yaml")
    #expect(found.environments[0].origin?.text == "web/staging")
    #expect(found.leftOut.isEmpty)
    #expect(found.assumedRepository == "git.example.com/org/fleet")
  }

  @Test func `what one Application sets is in its build, at its own place`() throws {
    var files = Self.staged
    files["web/staging/a.yaml"] =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'i:1'}]}\n"
    files["argocd/web-staging.yaml"] = Self.application(
      "web-staging", path: "web/staging",
      source: "kustomize:\n  namePrefix: $x-\n  images: ['i=example.com/i:2']\n"
        + "  commonAnnotations: {app: $ARGOCD_APP_NAME}\n  commonAnnotationsEnvsubst: true\n"
        + "  patches:\n  - target: {kind: Pod}\n    patch: |\n      - {op: add, path: /spec/hostNetwork, value: true}\n"
    )
    let object = try #require(try rendered(files, "staging").objects.first)
    #expect(object.name == "$x-p")
    #expect(object.annotations == ["app": "web-staging"])
    let image = try #require(object.root[["spec", "containers", 0, "image"]])
    #expect(image.string == "example.com/i:2")
    let network = object.root[["spec", "hostNetwork"]]
    for place in [image, network].map({ $0?.origin.location }) {
      #expect(place?.file.path == "argocd/web-staging.yaml")
    }
    #expect(network?.origin.location?.text == "true")
  }

  @Test func `a parameter or label that is called so says the stage before the path`() throws {
    let files = Self.tree(
      Self.overlay("a/one"), Self.overlay("a/two"), Self.overlay("b/staging"),
      [
        "sets/a.yaml": Self.set(
          "a",
          """
          generators:
          - list:
              elements:
              - {dir: one, env: dev}
              - {dir: two, env: prod}
          template:
            metadata: {name: 'a-{{dir}}'}
            spec:
              source: {repoURL: \(Self.url), path: 'a/{{dir}}'}
              destination: {name: in-cluster}
          """),
        "sets/b.yaml": Self.application("b", path: "b/staging")
          .replacing("namespace: argocd}", with: "namespace: argocd, labels: {environment: prod}}"),
      ])
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["dev", "prod", "in-cluster"])
    #expect(found.environments[0].targets.map(\.directory.path) == ["a/one"])
    #expect(found.environments[1].targets.map(\.directory.path) == ["a/two", "b/staging"])
    #expect(found.environments[1].targets.map(\.app) == ["a-two", "b"])
    #expect(found.environments[0].origin?.text == "dev")
  }

  @Test func `clusters are environments where nothing names a stage`() throws {
    let files = Self.tree(
      Self.overlay("web/one"), Self.overlay("web/two"),
      [
        "apps/a.yaml": Self.application(
          "web-one", path: "web/one", destination: "{name: one, namespace: x}"),
        "apps/b.yaml": Self.application(
          "web-two", path: "web/two", destination: "{server: 'https://two.example.com:6443'}"),
      ])
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["default", "one", "two.example.com"])
    #expect(found.environments[1].targets.map(\.app) == ["web"])
    #expect(found.environments.map(\.source) == [nil, nil, nil])
  }

  @Test func `an app of apps is followed, and a circle ends`() throws {
    let files = Self.tree(
      Self.overlay("web/production"),
      [
        "root.yaml": Self.application("root", path: "apps/production"),
        "apps/production/root.yaml": Self.application("root", path: "apps/production"),
        "apps/production/web.yaml": Self.application("web", path: "web/production"),
        "apps/production/chart.yaml": Self.application("chart", path: "charts/x"),
        "charts/x/Chart.yaml": "name: x\n", "charts/x/templates/a.yaml": "kind: {{ .x }}\n",
        "apps/production/other.yaml": Self.application(
          "other", path: "x", url: "https://git.example.com/org/other.git"),
      ])
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["production", "in-cluster"])
    #expect(
      found.environments[0].targets.map(\.directory.path) == ["apps/production", "web/production"])
    #expect(found.environments[1].targets.map(\.directory.path) == [""])
    #expect(
      Set(found.leftOut.map(\.name)) == [
        "Application argocd/chart of charts/x",
        "Application argocd/other of https://git.example.com/org/other.git",
      ])
    #expect(found.leftOut.allSatisfy { $0.location != nil })
  }

  @Test func `a directory is taken as its options say`() throws {
    var files = [
      "argocd/m.yaml": Self.application(
        "m", path: "m",
        source: "directory: {recurse: true, include: '{*.yaml,sub/*}', exclude: 'no/*'}"),
      "m/a.yaml": Self.configMap("a"), "m/b.yml": Self.configMap("b"),
      "m/no/c.yaml": Self.configMap("c"), "m/sub/d.json": Self.configMap("d"),
      "m/e.yaml": "# +argocd:skip-file-rendering\n" + Self.configMap("e"),
      "m/values.yaml": "a: 1\n",
    ]
    func names() throws -> [String] {
      try found(files).environments.flatMap { try rendered(files, $0.name).objects.map(\.name) }
    }
    #expect(try names() == ["m", "a", "d"])
    files["argocd/m.yaml"] = Self.application("m", path: "m")
    #expect(try names() == ["m", "a", "b"])
  }

  @Test func `of several sources each is a target, one for values is none`() throws {
    let files = Self.tree(
      Self.overlay("x/web"), Self.overlay("x/more"),
      [
        "argocd/a.yaml": """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: a}
        spec:
          destination: {name: in-cluster}
          sources:
          - {repoURL: \(Self.url), path: x/web}
          - {repoURL: \(Self.url), path: x/more}
          - {repoURL: \(Self.url), ref: values}
          - {repoURL: 'https://charts.example.com', chart: c, helm: {valueFiles: [$values/x.yaml]}}
        """
      ])
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["in-cluster"])
    #expect(
      found.environments[0].targets.map(\.directory.path) == ["argocd", "x/web", "x/more"])
    #expect(found.leftOut.map(\.name) == ["Application a of chart c"])
    #expect(found.leftOut.map(\.reason) == ["charts, which are not run"])
  }

  @Test func `a path that leads nowhere is a finding at its place, of another revision none`()
    throws
  {
    var files = Self.staged
    files["argocd/web-staging.yaml"] = Self.application("web-staging", path: "web/stagin")
    let error = #expect(throws: PipelineError.self) {
      for environment in try found(files).environments {
        _ = try EnvironmentRenderer(workspace(files)).renderAll(environment)
      }
    }
    let finding = try #require(error?.diagnostics.first)
    #expect(finding.rule == "argo/missing-path")
    #expect(finding.primary?.text == "web/stagin")
    files["argocd/web-staging.yaml"] = Self.application(
      "web-staging", path: "web/stagin", source: "targetRevision: env/staging")
    #expect(
      try found(files).leftOut.map(\.reason) == [
        "Applications of other revisions",
        "kustomizations that no Application builds; `sluice check DIR` does",
      ])
  }

  @Test func `what a set cannot make is a finding with what brings it`() throws {
    var files = Self.staged
    files["argocd/set.yaml"] = Self.set(
      "s",
      """
      generators:
      - list: {elements: [{x: 1}]}
      template: {metadata: {name: '{{x}}'}}
      """)
    let warnings = try rendered(files, "in-cluster").warnings
    #expect(warnings.map(\.rule) == ["argo/generator"])
    #expect(warnings[0].primary?.file.path == "argocd/set.yaml")
    #expect(
      warnings[0].message
        == "ApplicationSet argocd/s makes no Applications: error parsing value as string")
  }

  @Test func `clusters that no file describes are those that directories are called by`() throws {
    let files = Self.tree(
      Self.overlay("web/production/eu"), Self.overlay("web/production/us"),
      Self.overlay("web/staging/base"), Self.overlay("web/staging/qa1"),
      [
        "web/staging/qa1/kustomization.yaml": "resources: [../base]\n",
        "sets/kustomization.yaml": "resources: [web.yaml]\nnamePrefix: x-\n",
        "sets/web.yaml": Self.set(
          "web",
          """
          generators:
          - clusters: {selector: {matchLabels: {tier: web}}, values: {environment: production}}
          - merge:
              mergeKeys: [nameNormalized]
              generators:
              - clusters: {values: {environment: staging, dir: base}}
              - list:
                  elements:
                  - {nameNormalized: qa1, values.dir: qa1}
                  - {nameNormalized: gone, values.dir: gone}
              template:
                spec: {source: {path: 'web/{{values.environment}}/{{values.dir}}'}}
          template:
            metadata: {name: 'web-{{nameNormalized}}'}
            spec:
              source: {repoURL: \(Self.url), path: 'web/{{values.environment}}/{{nameNormalized}}'}
              destination: {server: '{{server}}'}
          """),
      ])
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["staging", "production", "default"])
    #expect(
      found.environments[0].targets.map(\.directory.path) == [
        "web/staging/base", "web/staging/qa1",
      ])
    #expect(found.environments[0].targets.map(\.app) == ["web", "web/qa1"])
    #expect(found.environments[1].targets.map(\.app) == ["web/eu", "web/us"])
    #expect(found.environments[2].targets.map(\.directory.path) == ["sets"])
    // That a list names a cluster for all environments is no reason to speak of it in each.
    #expect(found.leftOut.isEmpty)
  }

  @Test func `Secrets describe clusters where there are any`() throws {
    let files = Self.tree(
      Self.overlay("web/base"),
      [
        "argocd/cluster.yaml": """
        apiVersion: v1
        kind: Secret
        metadata: {name: c, labels: {argocd.argoproj.io/secret-type: cluster, tier: web}}
        stringData: {name: eu, server: 'https://eu.example.com'}
        """,
        "argocd/set.yaml": Self.set(
          "web",
          """
          goTemplate: true
          generators: [{clusters: {selector: {matchLabels: {tier: web}}}}]
          template:
            metadata: {name: 'web-{{ .name }}'}
            spec:
              source: {repoURL: \(Self.url), path: web/base}
              destination: {name: '{{ .name }}'}
          """),
      ])
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["eu"])
    #expect(found.environments[0].targets.map(\.app) == ["argocd", "web"])
  }

  @Test func `one build for several clusters is one target, and what nobody builds is named`()
    throws
  {
    let files = Self.tree(
      Self.overlay("web/prod"), Self.overlay("web/old"),
      [
        "argocd/a.yaml": Self.application(
          "web-eu", path: "web/prod", destination: "{name: prod-eu}"),
        "argocd/b.yaml": Self.application(
          "web-us", path: "web/prod", destination: "{name: prod-us}"),
      ])
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["prod", "default"])
    #expect(found.environments[0].targets.map(\.directory.path) == ["web/prod"])
    #expect(found.leftOut.map(\.name) == ["web/old"])
  }

  @Test func `kustomizations may read what the build options of the repository let them`() throws {
    var files = Self.staged
    files["web/staging/kustomization.yaml"] = "resources: [../a.yaml]\n"
    files["web/a.yaml"] = Self.configMap("shared")
    #expect(throws: PipelineError.self) { try rendered(files, "staging") }
    files["argocd/cm.yaml"] = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: argocd-cm}
      data: {kustomize.buildOptions: --load-restrictor LoadRestrictionsNone}
      """
    #expect(try rendered(files, "staging").objects.map(\.name) == ["shared"])
  }

  @Test func `files beside the source change it`() throws {
    var files = Self.staged
    files["web/staging/.argocd-source.yaml"] = "kustomize: {namePrefix: a-}\n"
    files["web/staging/.argocd-source-web-staging.yaml"] = "kustomize: {nameSuffix: -z}\n"
    #expect(try rendered(files, "staging").objects.map(\.name) == ["a-web-staging-z"])
  }

  @Test func `a directory inside has the targets that stand there`() throws {
    let found = try found(Self.staged, under: "web/production")
    #expect(found.environments.map(\.name) == ["production"])
    #expect(found.environments[0].targets.map(\.directory.path) == ["web/production"])
  }

  @Test func `a revision that is no branch of all is told of`() throws {
    let found = try found(
      Self.tree(
        Self.overlay("web/production"),
        [
          "argocd/web.yaml": Self.application(
            "web", path: "web/production", source: "targetRevision: v1.0")
        ]))
    guard case .argo(let target) = found.environments[0].targets[0].build else {
      Issue.record("no Application")
      return
    }
    #expect(target.revision == "v1.0")
  }
}
