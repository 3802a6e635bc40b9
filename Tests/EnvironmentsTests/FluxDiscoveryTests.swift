import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Testing
import YAML

/// What Flux applies, from small trees.
struct FluxDiscoveryTests {
  @Test func `a cluster is an environment, and each Kustomization that it reaches a target`() throws
  {
    let found = try FluxFleet.found(FluxFleet.fleet)
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

  @Test func `what comes from elsewhere is named`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/other.yaml"] =
      FluxFleet.repository("https://example.com/org/other", named: "other") + "---\n"
      + FluxFleet.kustomization("tenant", path: "./", source: "other") + "---\n"
      + FluxFleet.kustomization("lost", path: "./", source: "nowhere")
    files["clusters/staging/chart.yaml"] =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
      + "metadata: {name: podinfo, namespace: apps}\nspec: {}\n"
    let found = try FluxFleet.found(files)
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
        "Kustomizations whose source is not in the repository", "the charts of HelmReleases",
      ])
    #expect(
      found.leftOut.map { $0.location?.file.path } == [
        "clusters/staging/other.yaml", "clusters/staging/other.yaml", "clusters/staging/chart.yaml",
      ])
  }

  @Test func `an artifact that is made of the repository's directories is read from them`() throws {
    var files = FluxFleet.fleet
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
    let targets = try FluxFleet.found(files).environment(named: "staging").targets
    #expect(targets.last?.directory.path == "apps/staging")
    let web = try FluxFleet.rendered(files, "staging").objects.first { $0.name == "web" }
    #expect(web?.root["data"]?["host"]?.string == "here")
    #expect(web?.location?.file.path == "apps/base/web.yaml")
  }

  @Test func `what bootstrapping has yet to fill is taken as filled`() throws {
    var files = FluxFleet.fleet
    for name in ["staging", "production"] {
      files["clusters/\(name)/flux-system/gotk-sync.yaml"] = "# made by flux bootstrap\n"
    }
    let found = try FluxFleet.found(files)
    #expect(found.environments.map(\.name) == ["staging", "production"])
    #expect(
      found.environments[0].targets.map(\.directory.path) == ["clusters/staging", "apps/staging"])
  }

  @Test func `a path that leads nowhere is a finding at the path`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/apps.yaml"] = FluxFleet.kustomization("apps", path: "./app/staging")
    let found = try FluxFleet.failures(files, "staging")
    #expect(found.map(\.rule) == ["flux/missing-path"])
    #expect(found[0].primary?.text == "./app/staging")
  }

  @Test func `one cluster's Kustomizations are grouped by the environments of their paths`() throws
  {
    var files: [String: String] = [:]
    files["clusters/main/flux-system/gotk-sync.yaml"] = FluxFleet.kustomization(
      "flux-system", path: "./clusters/main")
    for name in ["dev", "prod"] {
      files["clusters/main/\(name).yaml"] = FluxFleet.kustomization(
        "web-\(name)", path: "./apps/web/\(name)")
      files["apps/web/\(name)/a.yaml"] = FluxFleet.configMap("a", "k: v")
    }
    let found = try FluxFleet.found(files)
    #expect(found.environments.map(\.name) == ["dev", "prod", "main"])
    #expect(
      found.environments.map { $0.targets.map(\.app) } == [["web"], ["web"], ["flux-system"]])
    #expect(found.environments.map(\.source) == [nil, "dev", nil])
  }

  @Test func `Kustomizations are built in the order in which they depend on each other`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/a.yaml"] = FluxFleet.kustomization(
      "a", path: "./a", more: "dependsOn: [{name: z}]\n")
    files["clusters/staging/z.yaml"] = FluxFleet.kustomization("z", path: "./z")
    files["a/a.yaml"] = FluxFleet.configMap("a", "k: v")
    files["z/z.yaml"] = FluxFleet.configMap("z", "k: v")
    let targets = try FluxFleet.found(files).environment(named: "staging").targets
    #expect(targets.map(\.app) == ["flux-system", "apps", "z", "a"])
  }

  @Test func `a patch of a Kustomization is no Kustomization that somebody forgot`() throws {
    var files = FluxFleet.fleet
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
    let found = try FluxFleet.found(files)
    #expect(found.leftOut.isEmpty)
    #expect(found.environments[0].targets.map(\.app) == ["flux-system", "apps"])
  }

  @Test func `what is left out is that of what was asked for`() throws {
    var files = FluxFleet.fleet
    files["apps/staging/chart.yaml"] =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
      + "metadata: {name: podinfo, namespace: apps}\nspec: {}\n"
    files["apps/staging/kustomization.yaml"] = "resources: [../base, chart.yaml]\n"
    let omissions = { name in
      try FluxFleet.rendered(files, name).targets.flatMap(\.omissions).flatMap(\.names)
    }
    #expect(try omissions("staging") == ["HelmRelease/apps/podinfo"])
    #expect(try omissions("production").isEmpty)
    let inner = try FluxFleet.found(files, under: "clusters/production")
    #expect(inner.environments.map(\.name) == ["production"])
    #expect(inner.leftOut.isEmpty)
  }

  @Test func `what waits for ever is found at the line that says so`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/a.yaml"] = ["a", "b", "c"].map { name in
      let dependency = ["a": "b", "b": "a", "c": "aps"][name] ?? ""
      return FluxFleet.kustomization(
        name, path: "./apps/staging",
        more: "dependsOn: [{name: apps}, {name: \(dependency)}]\n"
          + "postBuild: {substitute: {host: x}}\n")
    }.joined(separator: "---\n")
    let warnings = try FluxFleet.rendered(files, "staging").warnings.sorted {
      $0.message < $1.message
    }
    #expect(
      warnings.map(\.message) == [
        "Kustomization flux-system/a waits for flux-system/b, which waits for it",
        "Kustomization flux-system/b waits for flux-system/a, which waits for it",
        "Kustomization flux-system/c waits for flux-system/aps, which the cluster does not have",
      ])
    #expect(warnings.map { $0.primary?.text } == ["b", "a", "aps"])
  }

  @Test func `apps choose among the targets of environments`() throws {
    let found = try FluxFleet.found(FluxFleet.fleet).limited(toApps: ["apps"])
    #expect(found.environments.map { $0.targets.map(\.app) } == [["apps"], ["apps"]])
    let error = #expect(throws: PipelineError.self) {
      try FluxFleet.found(FluxFleet.fleet).limited(toApps: ["aps"])
    }
    #expect(error?.diagnostics[0].help == "did you mean apps?")
  }
}
