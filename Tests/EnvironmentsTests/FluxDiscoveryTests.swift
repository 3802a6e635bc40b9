import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Testing
import YAML

/// Clusters that Flux reconciles, from small trees.
struct FluxDiscoveryTests {
  /// One Kustomization as Flux has it.
  private static func kustomization(
    _ name: String, path: String, source: String = "flux-system", more: String = ""
  ) -> String {
    """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata:
      name: \(name)
      namespace: flux-system
    spec:
      path: \(path)
      sourceRef: {kind: GitRepository, name: \(source)}
    \(more.isEmpty ? "" : more.split(separator: "\n").map { "  \($0)\n" }.joined())
    """
  }

  private static func repository(_ url: String, named name: String = "flux-system") -> String {
    """
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: GitRepository
    metadata: {name: \(name), namespace: flux-system}
    spec: {url: "\(url)"}

    """
  }

  private static func configMap(_ name: String, _ data: String, namespace: String = "apps")
    -> String
  {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: \(namespace)}\ndata:\n  \(data)\n"
  }

  /// Two clusters as `flux bootstrap` leaves them.
  private static var fleet: [String: String] {
    var files = [
      "apps/base/web.yaml": configMap("web", "host: ${host}"),
      "apps/base/kustomization.yaml": "resources: [web.yaml]\n",
    ]
    for name in ["staging", "production"] {
      files["clusters/\(name)/flux-system/gotk-sync.yaml"] =
        repository("ssh://git@example.com/org/fleet") + "---\n"
        + kustomization("flux-system", path: "./clusters/\(name)")
      files["clusters/\(name)/apps.yaml"] = kustomization(
        "apps", path: "./apps/\(name)",
        more: "postBuild:\n  substitute: {host: \(name).example.com}\n")
      files["apps/\(name)/kustomization.yaml"] = "resources: [../base]\n"
    }
    return files
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
    return try EnvironmentRenderer(workspace(files)).render(environment)
  }

  private func failures(_ files: [String: String], _ name: String) throws -> [Diagnostic] {
    let error = #expect(throws: PipelineError.self) { try rendered(files, name) }
    return try #require(error).diagnostics
  }

  @Test func `a cluster is an environment, and each Kustomization that it reaches a target`() throws
  {
    let found = try found(Self.fleet)
    #expect(found.found == .flux)
    #expect(found.environments.map(\.name) == ["staging", "production"])
    #expect(found.environments.map(\.source) == [nil, "staging"])
    #expect(found.environments.map(\.isProtected) == [false, false])
    let targets = found.environments[0].targets
    #expect(targets.map(\.app) == ["flux-system", "apps"])
    #expect(targets.map(\.directory.path) == ["clusters/staging", "apps/staging"])
    #expect(
      targets.map { $0.directory.location?.file.path } == [
        "clusters/staging/flux-system/gotk-sync.yaml", "clusters/staging/apps.yaml",
      ])
    #expect(targets[1].directory.location?.text == "./apps/staging")
    #expect(
      found.environments[0].origin?.file.path == "clusters/staging/flux-system/gotk-sync.yaml")
    #expect(found.leftOut.isEmpty)
  }

  @Test func `variables are put in, and a value knows the line of its variable`() throws {
    let environment = try rendered(Self.fleet, "production")
    let web = try #require(environment.objects.first { $0.name == "web" })
    let host = try #require(web.root["data"]?["host"])
    #expect(host.string == "production.example.com")
    #expect(host.origin.location?.file.path == "clusters/production/apps.yaml")
    let used = host.origin.chain.dropFirst().first?.origin.location
    #expect(used?.file.path == "apps/base/web.yaml")
    #expect(used?.text == "${host}")
    #expect(web.labels["kustomize.toolkit.fluxcd.io/name"] == "apps")
    #expect(web.labels["kustomize.toolkit.fluxcd.io/namespace"] == "flux-system")
  }

  @Test func `variables come from ConfigMaps and Secrets of the cluster, the last one wins`() throws
  {
    var files = Self.fleet
    files["clusters/staging/vars.yaml"] =
      Self.configMap("vars", "host: a\n  port: \"1\"", namespace: "flux-system") + "---\n"
      + "apiVersion: v1\nkind: Secret\nmetadata: {name: more, namespace: flux-system}\n"
      + "data: {port: Mg==}\n"
    files["clusters/staging/apps.yaml"] = Self.kustomization(
      "apps", path: "./apps/staging",
      more: "postBuild:\n  substituteFrom:\n  - {kind: ConfigMap, name: vars}\n"
        + "  - {kind: Secret, name: more}\n  - {kind: ConfigMap, name: absent, optional: true}\n")
    files["apps/base/web.yaml"] = Self.configMap("web", "host: ${host}:${port}")
    let environment = try rendered(files, "staging")
    let web = try #require(environment.objects.first { $0.name == "web" })
    #expect(web.root["data"]?["host"]?.string == "a:2")
    #expect(environment.warnings.isEmpty)
  }

  @Test func `an undefined variable is a finding at its line, as the controller's release has it`()
    throws
  {
    var files = Self.fleet
    files["apps/base/web.yaml"] = Self.configMap("web", "host: ${hots}")
    let found = try failures(files, "staging")
    #expect(found.map(\.rule) == ["flux/undefined-variable"])
    #expect(found[0].primary?.file.path == "apps/base/web.yaml")
    #expect(found[0].primary?.text == "${hots}")
    files["clusters/staging/flux-system/gotk-components.yaml"] = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: kustomize-controller, namespace: flux-system}
      spec:
        template:
          spec:
            containers:
              - image: ghcr.io/fluxcd/kustomize-controller:v1.8.2
                args: ['--log-level=info']
      """
    let web = try rendered(files, "staging").objects.first { $0.name == "web" }
    #expect(web?.root["data"]?["host"]?.isNull == true)
    files["clusters/staging/flux-system/gotk-components.yaml"]?.replace(
      "--log-level=info", with: "--feature-gates=A=true,StrictPostBuildSubstitutions=true")
    #expect(try failures(files, "staging").map(\.rule) == ["flux/undefined-variable"])
  }

  @Test func `values that the repository does not have in clear are said, and stay`() throws {
    var files = Self.fleet
    files["clusters/staging/apps.yaml"] = Self.kustomization(
      "apps", path: "./apps/staging",
      more: "postBuild:\n  substituteFrom:\n  - kind: Secret\n    name: cluster\n")
    let absent = try rendered(files, "staging")
    #expect(absent.warnings.map(\.rule) == ["flux/unknown-values"])
    #expect(absent.warnings[0].primary?.text == "cluster")
    let web = try #require(absent.objects.first { $0.name == "web" })
    #expect(web.root["data"]?["host"]?.string == "${host}")
    files["clusters/staging/secret.yaml"] = """
      apiVersion: v1
      kind: Secret
      metadata: {name: cluster, namespace: flux-system}
      stringData:
        host: ENC[AES256_GCM,data:aGVsbG8=,iv:a,tag:b,type:str]
      sops:
        mac: ENC[AES256_GCM,data:aGVsbG8=,iv:a,tag:b,type:str]
      """
    let encrypted = try rendered(files, "staging")
    #expect(encrypted.warnings.map(\.rule) == ["flux/unknown-values"])
    #expect(encrypted.warnings[0].message.contains("is encrypted"))
    // What the Secret does not name is undefined all the same.
    files["apps/base/web.yaml"] = Self.configMap("web", "host: ${host}${other}")
    #expect(try failures(files, "staging").map { $0.primary?.text } == ["${other}"])
  }

  @Test func `what comes from elsewhere is named`() throws {
    var files = Self.fleet
    files["clusters/staging/other.yaml"] =
      Self.repository("https://example.com/org/other", named: "other") + "---\n"
      + Self.kustomization("tenant", path: "./", source: "other") + "---\n"
      + Self.kustomization("lost", path: "./", source: "nowhere")
    files["clusters/staging/chart.yaml"] =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
      + "metadata: {name: podinfo, namespace: apps}\nspec: {}\n"
    let found = try found(files)
    #expect(
      found.leftOut.map(\.name) == [
        "Kustomization flux-system/tenant of GitRepository flux-system/other "
          + "(https://example.com/org/other)",
        "Kustomization flux-system/lost of GitRepository flux-system/nowhere",
        "HelmRelease/apps/podinfo",
      ])
    #expect(
      found.leftOut.omissions.map(\.reason) == [
        "Kustomizations whose files are elsewhere",
        "Kustomizations whose source is not in the repository", "charts, which are not run",
      ])
    #expect(
      found.leftOut.map { $0.location?.file.path } == [
        "clusters/staging/other.yaml", "clusters/staging/other.yaml", "clusters/staging/chart.yaml",
      ])
  }

  @Test func `an artifact that is made of the repository's directories is read from them`() throws {
    var files = Self.fleet
    files["clusters/staging/apps.yaml"] = """
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: apps, namespace: flux-system}
      spec:
        path: ./staging
        sourceRef: {kind: ExternalArtifact, name: apps}
        postBuild: {substitute: {host: here}}
      ---
      apiVersion: source.extensions.fluxcd.io/v1beta1
      kind: ArtifactGenerator
      metadata: {name: apps, namespace: flux-system}
      spec:
        sources: [{alias: repo, kind: GitRepository, name: flux-system}]
        artifacts:
          - name: apps
            copy:
              - {from: "@repo/apps/base/**", to: "@artifact/base/"}
              - {from: "@repo/apps/staging/**", to: "@artifact/staging/"}
      """
    let targets = try found(files).environment(named: "staging").targets
    #expect(targets.last?.directory.path == "apps/staging")
    let web = try rendered(files, "staging").objects.first { $0.name == "web" }
    #expect(web?.root["data"]?["host"]?.string == "here")
    #expect(web?.location?.file.path == "apps/base/web.yaml")
  }

  @Test func `what bootstrapping has yet to fill is taken as filled`() throws {
    var files = Self.fleet
    for name in ["staging", "production"] {
      files["clusters/\(name)/flux-system/gotk-sync.yaml"] = "# made by flux bootstrap\n"
    }
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["staging", "production"])
    #expect(
      found.environments[0].targets.map(\.directory.path) == ["clusters/staging", "apps/staging"])
  }

  @Test func `a path that leads nowhere is a finding at the path`() throws {
    var files = Self.fleet
    files["clusters/staging/apps.yaml"] = Self.kustomization("apps", path: "./app/staging")
    let found = try failures(files, "staging")
    #expect(found.map(\.rule) == ["flux/missing-path"])
    #expect(found[0].primary?.text == "./app/staging")
  }

  @Test func `one cluster's Kustomizations are grouped by the environments of their paths`() throws
  {
    var files: [String: String] = [:]
    files["clusters/main/flux-system/gotk-sync.yaml"] = Self.kustomization(
      "flux-system", path: "./clusters/main")
    for name in ["dev", "prod"] {
      files["clusters/main/\(name).yaml"] = Self.kustomization(
        "web-\(name)", path: "./apps/web/\(name)")
      files["apps/web/\(name)/a.yaml"] = Self.configMap("a", "k: v")
    }
    let found = try found(files)
    #expect(found.environments.map(\.name) == ["dev", "prod", "main"])
    #expect(
      found.environments.map { $0.targets.map(\.app) } == [["web"], ["web"], ["flux-system"]])
    #expect(found.environments.map(\.source) == [nil, "dev", nil])
  }

  @Test func `Kustomizations are built in the order in which they depend on each other`() throws {
    var files = Self.fleet
    files["clusters/staging/a.yaml"] = Self.kustomization(
      "a", path: "./a", more: "dependsOn: [{name: z}]\n")
    files["clusters/staging/z.yaml"] = Self.kustomization("z", path: "./z")
    files["a/a.yaml"] = Self.configMap("a", "k: v")
    files["z/z.yaml"] = Self.configMap("z", "k: v")
    let targets = try found(files).environment(named: "staging").targets
    #expect(targets.map(\.app) == ["flux-system", "apps", "z", "a"])
  }

  @Test func `a patch of the parent reaches the Kustomizations that it brings`() throws {
    var files = Self.fleet
    files["clusters/staging/kustomization.yaml"] = """
      resources: [flux-system/gotk-sync.yaml, apps.yaml]
      patches:
        - target: {kind: Kustomization, name: apps}
          patch: |
            - {op: replace, path: /spec/postBuild/substitute/host, value: patched}
      """
    let web = try rendered(files, "staging").objects.first { $0.name == "web" }
    let host = try #require(web?.root["data"]?["host"])
    #expect(host.string == "patched")
    #expect(host.origin.location?.file.path == "clusters/staging/kustomization.yaml")
  }

  @Test func `a file that is changed is rendered as it is then`() throws {
    let workspace = workspace(Self.fleet)
    let environment = try Discovery(workspace).configuration().environment(named: "staging")
    var changed = try #require(Self.fleet["clusters/staging/apps.yaml"])
    changed.replace("staging.example.com", with: "changed")
    let tree = OverlayTree(
      workspace.tree, replacing: ["clusters/staging/apps.yaml": Array(changed.utf8)])
    let rendered = try EnvironmentRenderer(workspace).over(tree).render(environment)
    let web = rendered.objects.first { $0.name == "web" }
    #expect(web?.root["data"]?["host"]?.string == "changed")
  }

  @Test func `a patch of a Kustomization is no Kustomization that somebody forgot`() throws {
    var files = Self.fleet
    files["clusters/staging/checks.yaml"] = """
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: apps, namespace: flux-system}
      spec: {wait: true}
      """
    files["clusters/staging/kustomization.yaml"] = """
      resources: [flux-system/gotk-sync.yaml, apps.yaml]
      patches: [{path: checks.yaml}]
      """
    let found = try found(files)
    #expect(found.leftOut.isEmpty)
    #expect(found.environments[0].targets.map(\.app) == ["flux-system", "apps"])
  }

  @Test func `what is wanting in many Kustomizations is said once`() throws {
    var files = Self.fleet
    files["clusters/staging/more.yaml"] = ["a", "b"].map { name in
      Self.kustomization(
        name, path: "./apps/staging",
        more: "postBuild: {substituteFrom: [{kind: ConfigMap, name: elsewhere}]}\n")
    }.joined(separator: "---\n")
    let warnings = try rendered(files, "staging").warnings
    #expect(
      warnings.map(\.message) == [
        "ConfigMap flux-system/elsewhere is not in the repository, so the variables that it gives "
          + "stay as they are"
      ])
    #expect(warnings[0].primary?.text == "elsewhere")
  }

  @Test func `a patch that a parent gives to all of its Kustomizations need not fit each`() throws {
    let parent = """
      resources: [flux-system/gotk-sync.yaml, apps.yaml, more.yaml]
      patches:
        - target: {kind: Kustomization, name: apps|more}
          patch: |
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: any}
            spec:
              patches:
                - target: {kind: ConfigMap, name: web}
                  patch: '[{"op": "add", "path": "/data/x", "value": "y"}]'
      """
    var files = Self.fleet
    files["clusters/staging/kustomization.yaml"] = parent
    files["clusters/staging/more.yaml"] = Self.kustomization("more", path: "./more")
    files["more/a.yaml"] = Self.configMap("other", "k: v")
    let environment = try rendered(files, "staging")
    #expect(environment.warnings.isEmpty)
    let web = environment.objects.first { $0.name == "web" }
    #expect(web?.root["data"]?["x"]?.string == "y")
    files["more/a.yaml"] = Self.configMap("web", "k: v", namespace: "more")
    files["clusters/staging/kustomization.yaml"] = parent.replacing(
      "name: web}", with: "name: wbe}")
    let warnings = try rendered(files, "staging").warnings
    #expect(Set(warnings.map(\.rule)) == ["kustomize/patch-without-target"])
    #expect(Set(warnings.map { $0.primary?.file.path }) == ["clusters/staging/kustomization.yaml"])
  }

  @Test func `components that bootstrapping has yet to write may be patched`() throws {
    var files = Self.fleet
    files["clusters/staging/flux-system/gotk-components.yaml"] = "# made by flux bootstrap\n"
    files["clusters/staging/flux-system/kustomization.yaml"] = """
      resources: [gotk-components.yaml, gotk-sync.yaml]
      patches:
        - target: {kind: Deployment}
          patch: '[{"op": "add", "path": "/spec/replicas", "value": 2}]'
      """
    #expect(try rendered(files, "staging").warnings.isEmpty)
    files["clusters/staging/flux-system/gotk-components.yaml"] = Self.configMap("a", "k: v")
    #expect(
      try rendered(files, "staging").warnings.map(\.rule) == ["kustomize/patch-without-target"])
  }

  @Test func `where a value is not known, its place is`() throws {
    var files = Self.fleet
    files["clusters/staging/apps.yaml"] = Self.kustomization(
      "apps", path: "./apps/staging",
      more: "postBuild: {substituteFrom: [{kind: Secret, name: cluster}]}\n")
    let places = try rendered(files, "staging").unknownValues
    #expect(places.map(\.text) == ["${host}"])
    #expect(try rendered(files, "production").unknownValues.isEmpty)
  }

  @Test func `what is left out is that of what was asked for`() throws {
    var files = Self.fleet
    files["apps/staging/chart.yaml"] =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
      + "metadata: {name: podinfo, namespace: apps}\nspec: {}\n"
    files["apps/staging/kustomization.yaml"] = "resources: [../base, chart.yaml]\n"
    let omissions = { name in
      try self.rendered(files, name).targets.flatMap(\.omissions).flatMap(\.names)
    }
    #expect(try omissions("staging") == ["HelmRelease/apps/podinfo"])
    #expect(try omissions("production").isEmpty)
    let inner = try found(files, under: "clusters/production")
    #expect(inner.environments.map(\.name) == ["production"])
    #expect(inner.leftOut.isEmpty)
  }

  @Test func `what waits for ever is found at the line that says so`() throws {
    var files = Self.fleet
    files["clusters/staging/a.yaml"] = ["a", "b", "c"].map { name in
      let dependency = ["a": "b", "b": "a", "c": "aps"][name] ?? ""
      return Self.kustomization(
        name, path: "./apps/staging",
        more: "dependsOn: [{name: apps}, {name: \(dependency)}]\n"
          + "postBuild: {substitute: {host: x}}\n")
    }.joined(separator: "---\n")
    let warnings = try rendered(files, "staging").warnings.sorted { $0.message < $1.message }
    #expect(
      warnings.map(\.message) == [
        "Kustomization flux-system/a waits for flux-system/b, which waits for it",
        "Kustomization flux-system/b waits for flux-system/a, which waits for it",
        "Kustomization flux-system/c waits for flux-system/aps, which the cluster does not have",
      ])
    #expect(warnings.map { $0.primary?.text } == ["b", "a", "aps"])
  }

  @Test func `apps choose among the targets of environments`() throws {
    let found = try found(Self.fleet).limited(toApps: ["apps"])
    #expect(found.environments.map { $0.targets.map(\.app) } == [["apps"], ["apps"]])
    let error = #expect(throws: PipelineError.self) {
      try self.found(Self.fleet).limited(toApps: ["aps"])
    }
    #expect(error?.diagnostics[0].help == "did you mean apps?")
  }
}
