import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Testing
import YAML

/// How what Flux applies is rendered, from small trees.
struct FluxRenderingTests {
  @Test func `variables are put in, and a value knows the line of its variable`() throws {
    let environment = try FluxFleet.rendered(FluxFleet.fleet, "production")
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
    var files = FluxFleet.fleet
    files["clusters/staging/vars.yaml"] =
      FluxFleet.configMap("vars", "host: a\n  port: \"1\"", namespace: "flux-system") + "---\n"
      + "apiVersion: v1\nkind: Secret\nmetadata: {name: more, namespace: flux-system}\n"
      + "data: {port: Mg==}\n"
    files["clusters/staging/apps.yaml"] = FluxFleet.kustomization(
      "apps", path: "./apps/staging",
      more: "postBuild:\n  substituteFrom:\n  - {kind: ConfigMap, name: vars}\n"
        + "  - {kind: Secret, name: more}\n  - {kind: ConfigMap, name: absent, optional: true}\n")
    files["apps/base/web.yaml"] = FluxFleet.configMap("web", "host: ${host}:${port}")
    let environment = try FluxFleet.rendered(files, "staging")
    let web = try #require(environment.objects.first { $0.name == "web" })
    #expect(web.root["data"]?["host"]?.string == "a:2")
    #expect(environment.warnings.isEmpty)
  }

  @Test func `an undefined variable is a finding at its line, as the controller's release has it`()
    throws
  {
    var files = FluxFleet.fleet
    files["apps/base/web.yaml"] = FluxFleet.configMap("web", "host: ${hots}")
    let found = try FluxFleet.failures(files, "staging")
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
    let web = try FluxFleet.rendered(files, "staging").objects.first { $0.name == "web" }
    #expect(web?.root["data"]?["host"]?.isNull == true)
    files["clusters/staging/flux-system/gotk-components.yaml"]?.replace(
      "--log-level=info", with: "--feature-gates=A=true,StrictPostBuildSubstitutions=true")
    #expect(try FluxFleet.failures(files, "staging").map(\.rule) == ["flux/undefined-variable"])
  }

  @Test func `values that the repository does not have in clear are said, and stay`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/apps.yaml"] = FluxFleet.kustomization(
      "apps", path: "./apps/staging",
      more: "postBuild:\n  substituteFrom:\n  - kind: Secret\n    name: cluster\n")
    let absent = try FluxFleet.rendered(files, "staging")
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
    let encrypted = try FluxFleet.rendered(files, "staging")
    #expect(encrypted.warnings.map(\.rule) == ["flux/unknown-values"])
    #expect(encrypted.warnings[0].message.contains("is encrypted"))
    // What the Secret does not name is undefined all the same.
    files["apps/base/web.yaml"] = FluxFleet.configMap("web", "host: ${host}${other}")
    #expect(try FluxFleet.failures(files, "staging").map { $0.primary?.text } == ["${other}"])
  }

  @Test func `a patch of the parent reaches the Kustomizations that it brings`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/kustomization.yaml"] = """
      resources: [flux-system/gotk-sync.yaml, apps.yaml]
      patches:
        - target: {kind: Kustomization, name: apps}
          patch: |
            - {op: replace, path: /spec/postBuild/substitute/host, value: patched}
      """
    let web = try FluxFleet.rendered(files, "staging").objects.first { $0.name == "web" }
    let host = try #require(web?.root["data"]?["host"])
    #expect(host.string == "patched")
    #expect(host.origin.location?.file.path == "clusters/staging/kustomization.yaml")
  }

  @Test func `a file that is changed is rendered as it is then`() throws {
    let workspace = FluxFleet.workspace(FluxFleet.fleet)
    let environment = try Discovery(workspace).configuration().environment(named: "staging")
    var changed = try #require(FluxFleet.fleet["clusters/staging/apps.yaml"])
    changed.replace("staging.example.com", with: "changed")
    let tree = OverlayTree(
      workspace.tree, replacing: ["clusters/staging/apps.yaml": Array(changed.utf8)])
    let rendered = try EnvironmentRenderer(workspace).over(tree).render(environment)
    let web = rendered.objects.first { $0.name == "web" }
    #expect(web?.root["data"]?["host"]?.string == "changed")
  }

  @Test func `what is wanting in many Kustomizations is said once`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/more.yaml"] = ["a", "b"].map { name in
      FluxFleet.kustomization(
        name, path: "./apps/staging",
        more: "postBuild: {substituteFrom: [{kind: ConfigMap, name: elsewhere}]}\n")
    }.joined(separator: "---\n")
    let warnings = try FluxFleet.rendered(files, "staging").warnings
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
    var files = FluxFleet.fleet
    files["clusters/staging/kustomization.yaml"] = parent
    files["clusters/staging/more.yaml"] = FluxFleet.kustomization("more", path: "./more")
    files["more/a.yaml"] = FluxFleet.configMap("other", "k: v")
    let environment = try FluxFleet.rendered(files, "staging")
    #expect(environment.warnings.isEmpty)
    let web = environment.objects.first { $0.name == "web" }
    #expect(web?.root["data"]?["x"]?.string == "y")
    files["more/a.yaml"] = FluxFleet.configMap("web", "k: v", namespace: "more")
    files["clusters/staging/kustomization.yaml"] = parent.replacing(
      "name: web}", with: "name: wbe}")
    let warnings = try FluxFleet.rendered(files, "staging").warnings
    #expect(Set(warnings.map(\.rule)) == ["kustomize/patch-without-target"])
    #expect(Set(warnings.map { $0.primary?.file.path }) == ["clusters/staging/kustomization.yaml"])
  }

  @Test func `components that bootstrapping has yet to write may be patched`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/flux-system/gotk-components.yaml"] = "# made by flux bootstrap\n"
    files["clusters/staging/flux-system/kustomization.yaml"] = """
      resources: [gotk-components.yaml, gotk-sync.yaml]
      patches:
        - target: {kind: Deployment}
          patch: '[{"op": "add", "path": "/spec/replicas", "value": 2}]'
      """
    #expect(try FluxFleet.rendered(files, "staging").warnings.isEmpty)
    files["clusters/staging/flux-system/gotk-components.yaml"] = FluxFleet.configMap("a", "k: v")
    #expect(
      try FluxFleet.rendered(files, "staging").warnings.map(\.rule) == [
        "kustomize/patch-without-target"
      ])
  }

  @Test func `where a value is not known, its place is`() throws {
    var files = FluxFleet.fleet
    files["clusters/staging/apps.yaml"] = FluxFleet.kustomization(
      "apps", path: "./apps/staging",
      more: "postBuild: {substituteFrom: [{kind: Secret, name: cluster}]}\n")
    let places = try FluxFleet.rendered(files, "staging").unknownValues
    #expect(places.keys.map(\.text) == ["${host}"])
    #expect(try FluxFleet.rendered(files, "production").unknownValues.isEmpty)
  }
}
