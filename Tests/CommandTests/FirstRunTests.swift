import Git
import TestKit
import Testing

/// A repository that was not made for Sluice is checked as it is: what is no manifest is left alone, and
/// nothing that holds manifests is "nothing to check".
struct FirstRunTests {
  @Test func `files that are no objects are left alone and counted`() throws {
    let repository = try ForeignRepository([
      "web.yaml": ForeignRepository.faulty,
      "docker-compose.yml": "services: {web: {image: nginx}}\n",
      ".pre-commit-config.yaml": "repos: []\n",
      "values.yaml": "replicas: 3\n",
      "package.json": "{\"name\": \"web\", // no JSON at all\n}\n",
      "catalog-info.yaml":
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: web}\n",
      "template.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  {{- include \"labels\" . | nindent 4 }}\n",
    ])
    let result = try repository.run("check")
    #expect(result.status == 1, "\(result.outputText)")
    #expect(result.findings.count { $0.contains(": error: ") } == 1)
    #expect(result.outputText.contains("; 6 files left alone; "))
    #expect(
      result.outputText.contains(
        """
          left alone (no Kubernetes objects): .pre-commit-config.yaml, docker-compose.yml, package.json, \
        values.yaml

        """))
    #expect(result.outputText.contains("left alone (templates of other programs): template.yaml\n"))
  }

  @Test(arguments: [
    ("apiVersion: v1\nkind: Service\nmetadata: {name: web\n", "[yaml/syntax]"),
    ("apiversion: v1\nkind: Service\nmetadata: {name: web}\n", "[pipeline/not-an-object]"),
    ("apiVersion: v1\nkind: Service\nmetadata: {nam: web}\n", "[api/decoding]"),
  ])
  func `a file that means to be an object is held to it`(text: String, rule: String) throws {
    let repository = try ForeignRepository([
      "web.yaml": text, "other.yaml": ForeignRepository.configMap("other"),
    ])
    let result = try repository.run("check")
    #expect(result.status != 0)
    #expect(result.outputText.contains(rule), "\(result.outputText)")
  }

  @Test func `a chart is not taken for manifests`() throws {
    let chart = ["chart/Chart.yaml": "name: web\n", "chart/templates/web.yaml": "kind: {{ x }}\n"]
    let alone = try ForeignRepository(chart).run("check")
    #expect(alone.status == 2)
    #expect(alone.outputText.contains("it holds 1 chart, which is not run"))
    #expect(alone.outputText.contains("helm template"))
    let values = ["settings.yaml": "apiVersion: backstage.io/v1alpha1\nkind: Component\n"]
    let nothing = try ForeignRepository(chart.merging(values) { $1 }).run("check")
    #expect(nothing.status == 2)
    #expect(nothing.outputText.contains("it holds 1 chart, which is not run"))
    let beside = try ForeignRepository(
      chart.merging(["app/web.yaml": ForeignRepository.configMap("web")]) { $1 })
    let result = try beside.run("check")
    #expect(result.status == 0, "\(result.outputText)")
    #expect(result.outputText.contains("not looked at (charts, which are not run): chart\n"))
  }

  @Test func `manifests beside kustomizations are named`() throws {
    let repository = try ForeignRepository([
      "app/kustomization.yaml": "resources: [web.yaml]\n",
      "app/web.yaml": ForeignRepository.configMap("web"),
      "extra/more.yaml": ForeignRepository.configMap("more"),
    ])
    let result = try repository.run("check")
    #expect(result.outputText.contains("1 directory not looked at; "))
    #expect(result.outputText.contains("`sluice check DIR` does): extra\n"))
    let extra = try repository.run("check", "extra")
    #expect(extra.outputText.contains("coverage: 1 object in extra; "), "\(extra.outputText)")
  }

  @Test func `a pipeline of another program is not taken for the configuration`() throws {
    let repository = try ForeignRepository([
      "pipeline.yaml": "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: build}\n",
      "app/web.yaml": ForeignRepository.configMap("web"),
    ])
    let result = try repository.run("check")
    #expect(result.status == 0, "\(result.outputText)")
    #expect(result.outputText.contains("Pipeline.v1.tekton.dev (1 object)"))
  }

  @Test func `where nothing is to be checked a next step is named`() throws {
    let result = try ForeignRepository(["README.md": "# Hello\n"]).run("check")
    #expect(result.status == 2)
    #expect(result.outputText.contains("there is nothing to check in the working tree"))
    #expect(result.outputText.contains("help: name a directory"))
  }

  @Test func `one file is checked by itself`() throws {
    let repository = try ForeignRepository([
      "app/web.yaml": ForeignRepository.faulty, "app/other.yaml": ForeignRepository.faulty,
    ])
    let result = try repository.run("check", "app/web.yaml")
    #expect(result.status == 1)
    #expect(result.findings.count { $0.contains(": error: ") } == 1)
    #expect(result.outputText.contains("coverage: 1 object in app/web.yaml; "))
  }

  @Test func `what is part of a kustomization is checked as such`() throws {
    let repository = try ForeignRepository([
      "app/kustomization.yaml": "resources: [web.yaml]\npatches: [{path: patches/web.yaml}]\n",
      "app/web.yaml": ForeignRepository.configMap("web"),
      "app/patches/web.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: web}\ndota: {a: b}\n",
      "component/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: a-\n",
    ])
    for path in ["app", "app/kustomization.yaml", "app/patches"] {
      let result = try repository.run("check", path)
      #expect(result.outputText.contains("app/patches/web.yaml:4:1: error: "), "\(path)")
      #expect(result.outputText.contains("coverage: 1 object in app; "), "\(path)")
    }
    let all = try repository.run("check")
    #expect(
      all.outputText.contains(
        "not looked at (components that no kustomization uses): component\n"))
  }

  @Test func `a directory of a pipeline is checked as the pipeline says`() throws {
    let fleet = try SampleFleet()
    let staging = try fleet.run("check", "clusters/staging")
    #expect(staging.status == 0, "\(staging.outputText)")
    #expect(staging.outputText.contains(" objects in staging; 2"))
    let app = try fleet.run("check", "clusters/base")
    #expect(app.outputText.contains("objects in base; "), "\(app.outputText)")
  }

  @Test func `a directory is validated as it would be applied`() throws {
    let repository = try ForeignRepository([
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": ForeignRepository.configMap("web"),
      "overlay/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
      "overlay/patch.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: web}\ndata: {a: b}\n",
    ])
    let result = try repository.run("validate", ".")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(result.outputText.contains("coverage: 1 object; "))
  }

  @Test func `an object that SOPS encrypted is counted and not judged`() throws {
    let repository = try ForeignRepository([
      "secret.yaml": """
      apiVersion: v1
      kind: Secret
      metadata: {name: token, namespace: web}
      data: {token: "ENC[AES256_GCM,data:p673w==,iv:YY=,tag:UQ==,type:str]"}
      sops:
        mac: ENC[AES256_GCM,data:x==,iv:x=,tag:x==,type:str]
        version: 3.8.1

      """
    ])
    let result = try repository.run("check")
    #expect(result.status == 0, "\(result.outputText)")
    #expect(
      result.outputText.contains(
        "not judged (encrypted by SOPS, whose values are not read): Secret/web/token\n"))
  }

  @Test func `what a policy cannot decide is said once`() throws {
    let repository = try ForeignRepository([
      "policies/policy.yaml": """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: tiers}
      spec:
        matchConstraints:
          namespaceSelector: {matchLabels: {tier: gold}}
          resourceRules:
            - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
        validations: [{expression: "true"}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: tiers}
      spec: {policyName: tiers, validationActions: [Deny]}

      """,
      "prod/a.yaml": ForeignRepository.configMap("a"),
      "prod/b.yaml": ForeignRepository.configMap("b"),
      "prod/c.yaml": ForeignRepository.configMap("c"),
    ])
    let result = try repository.run("check", "prod")
    let undecided = result.findings.filter { $0.contains("[policy/undecided]") }
    #expect(undecided.count == 1, "\(result.outputText)")
    #expect(undecided.first?.contains("(and 2 more objects)") == true)
    #expect(result.outputText.contains("3 undecided"))
  }
}
