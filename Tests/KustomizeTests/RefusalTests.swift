import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var files: [String: String]
    var rule: RuleID
    var message: String
    var place: String?
    var help: String?
    var testDescription: String { message }
  }

  @Test(arguments: [
    Case(
      files: ["app/kustomization.yaml": "resources: []\nimagess: []\n"], rule: .unknownField,
      message: "a kustomization has no field \"imagess\"", place: "app/kustomization.yaml:2:1",
      help: "did you mean \"images\"?"),
    Case(
      files: ["app/kustomization.yaml": "images:\n- {name: a, newTag: 1.0}\n"],
      rule: .invalidField, message: "newTag must be a string, not a float",
      place: "app/kustomization.yaml:2:21", help: "put it in quotes"),
    Case(
      files: ["app/kustomization.yaml": "resources: [../nowhere]\n"], rule: .missingFile,
      message: "\"../nowhere\" does not exist: there is no nowhere",
      place: "app/kustomization.yaml:1:13"),
    Case(
      files: ["app/kustomization.yaml": "resources: [../../up]\n"], rule: .outsideTree,
      message: "\"../../up\" leaves the repository", place: "app/kustomization.yaml:1:13"),
    Case(
      files: ["app/kustomization.yaml": "resources: [../d.yaml]\n", "d.yaml": deployment],
      rule: .loadRestriction, message: "\"../d.yaml\" is not in or below app",
      place: "app/kustomization.yaml:1:13",
      help: "Kustomize reads only files of the kustomization's own directory; "
        + "make the file part of a base or a component, or build with "
        + "--load-restrictor LoadRestrictionsNone"),
    Case(
      files: ["app/d.yaml": deployment], rule: .missingKustomization,
      message: "app has no kustomization.yaml, kustomization.yml or Kustomization"),
    Case(
      files: ["app/kustomization.yaml": "resources: []", "app/kustomization.yml": "resources: []"],
      rule: .severalKustomizations, message: "app has 2 kustomization files",
      place: "app/kustomization.yaml:1:1"),
    Case(
      files: ["app/kustomization.yaml": "# nothing\n"], rule: .emptyKustomization,
      message: "kustomization.yaml says nothing to build", place: "app/kustomization.yaml:1:1"),
    Case(
      files: ["app/kustomization.yaml": "resources: [https://example.com/a.yaml]\n"],
      rule: .remoteResource,
      message: "https://example.com/a.yaml is remote, and nothing is fetched",
      place: "app/kustomization.yaml:1:13", help: "copy what it holds into the repository"),
    Case(
      files: ["app/kustomization.yaml": "resources: [github.com/org/repo?ref=v1]\n"],
      rule: .remoteResource,
      message: "github.com/org/repo?ref=v1 is remote, and nothing is fetched",
      place: "app/kustomization.yaml:1:13", help: "copy what it holds into the repository"),
    Case(
      files: [
        "app/kustomization.yaml": """
        resources: [d.yaml]
        replacements:
        - sourceValue: x
          targets:
          - select: {kind: Deployment}
            fieldPaths: [metadata.name.first]
            options: {create: true}
        """,
        "app/d.yaml": deployment,
      ], rule: .invalidReplacement,
      message: "metadata.name.first of Deployment/web: name is a string, which has no first",
      place: "app/kustomization.yaml:6:18"),
    Case(
      files: ["app/kustomization.yaml": "helmCharts: [{name: x}]\n"], rule: .unsupportedPlugin,
      message: "the chart x needs helm, which is not run", place: "app/kustomization.yaml:1:14",
      help: "allow it with --enable-helm, or render the chart with \"helm template\" and list the "
        + "file under resources"),
    Case(
      files: [
        "app/kustomization.yaml": "resources: [d.yaml]\nreplicas: [{name: wed, count: 2}]\n",
        "app/d.yaml": deployment,
      ], rule: .missingTarget, message: "no workload with replicas is called wed",
      place: "app/kustomization.yaml:2:19", help: "did you mean \"web\"?"),
    Case(
      files: [
        "app/kustomization.yaml": "resources: [d.yaml]\npatches: [{path: p.yaml}]\n",
        "app/d.yaml": deployment,
        "app/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: wbe}\n",
      ], rule: .patchWithoutTarget, message: "no resource matches the patch of Deployment/wbe",
      place: "app/p.yaml:1:1", help: "there is Deployment/web"),
    Case(
      files: [
        "app/kustomization.yaml": """
        resources: [d.yaml]
        patches:
        - target: {kind: Deployment}
          patch: |-
            - op: remove
              path: /spec/replica
        """, "app/d.yaml": deployment,
      ], rule: .invalidPatch, message: "remove /spec/replica: there is nothing to remove",
      place: "app/kustomization.yaml:6:13"),
    Case(
      files: [
        "app/kustomization.yaml": """
        resources: [d.yaml]
        patches:
        - patch: |
            kind: Deployment
            metadata: {name: web
        """, "app/d.yaml": deployment,
      ], rule: "yaml/syntax", message: "did not find expected ',' or '}'",
      place: "app/kustomization.yaml:5:25"),
    Case(
      files: [
        "app/kustomization.yaml": "resources: [d.yaml, e.yaml]\n", "app/d.yaml": deployment,
        "app/e.yaml": deployment,
      ], rule: .duplicateResource, message: "Deployment/web is there already",
      place: "app/e.yaml:1:1"),
    Case(
      files: ["app/kustomization.yaml": "configMapGenerator: [{name: a, literals: [x]}]\n"],
      rule: .invalidGenerator, message: "a literal must be written key=value",
      place: "app/kustomization.yaml:1:43"),
    Case(
      files: [
        "app/kustomization.yaml": "configMapGenerator: [{name: a, literals: [x=1, x=2]}]\n"
      ], rule: .invalidGenerator, message: "a gets the key \"x\" twice",
      place: "app/kustomization.yaml:1:50"),
    Case(
      files: ["app/kustomization.yaml": "resources: [d.yaml]\n", "app/d.yaml": "a: [1\n"],
      rule: "yaml/syntax", message: "did not find expected ',' or ']'", place: "app/d.yaml:2:1"),
    Case(
      files: [
        "app/kustomization.yaml": "resources: [d.yaml]\n",
        "app/d.yaml": "apiVersion: v1\nkind: ConfigMap\n",
      ], rule: .invalidResource, message: "a ConfigMap must have a metadata.name",
      place: "app/d.yaml:1:1"),
    Case(
      files: [
        "app/kustomization.yaml": "resources: [d.yaml]\n",
        "app/d.yaml": "apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {1: x}\n",
      ], rule: .unprintableValue, message: "the key 1 would be read as no string",
      place: "app/d.yaml:4:8"),
    Case(
      files: ["app/kustomization.yaml": "resources: [a, b]\nresources: [c]\nkind: Komponent\n"],
      rule: .wrongKind, message: "kind must be Kustomization or Component",
      place: "app/kustomization.yaml:3:7"),
  ])
  func `a tree that does not render says where`(_ sample: Case) throws {
    let first = try #require(try refusal(sample.files).first)
    #expect(first.rule == sample.rule)
    #expect(first.message == sample.message)
    #expect(first.place == sample.place)
    #expect(first.help == sample.help)
  }

  @Test func `both of two resources that collide are named`() throws {
    let findings = try refusal([
      "app/kustomization.yaml": "namespace: one\nresources: [all.yaml]\n",
      "app/all.yaml": """
      {apiVersion: v1, kind: Secret, metadata: {name: a, namespace: x}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: a, namespace: y}}
      """,
    ])
    #expect(findings.first?.message == "namespace one makes two of Secret/one/a")
    #expect(findings.first?.place == "app/kustomization.yaml:1:12")
    #expect(
      findings.first?.related.map { $0.location?.position }
        == [Position(line: 1, column: 1), Position(line: 3, column: 1)])
  }

  @Test func `a cycle of bases names its chain`() throws {
    let findings = try refusal([
      "app/kustomization.yaml": "resources: [../b]\n",
      "b/kustomization.yaml": "resources: [../c]\n",
      "c/kustomization.yaml": "resources: [../app]\n",
    ])
    #expect(findings.first?.rule == .cycle)
    #expect(findings.first?.message == "app builds on itself: app → b → c → app")
    #expect(findings.first?.place == "c/kustomization.yaml:1:13")
  }

  @Test func `a cycle is found behind a base that was built before`() throws {
    let loader = Loader(
      MemoryTree([
        "one/kustomization.yaml": "resources: [../shared]\n",
        "shared/kustomization.yaml": "resources: [../leaf]\n",
        "leaf/kustomization.yaml": "resources: [d.yaml]\n", "leaf/d.yaml": deployment,
        "leaf/inner/kustomization.yaml": "resources: [../../shared]\n",
      ]))
    _ = try Renderer().render(directory: "one", with: loader)
    let error = #expect(throws: RenderError.self) {
      _ = try Renderer().render(directory: "leaf/inner", with: loader)
    }
    #expect(error?.diagnostics.first?.rule == .cycle)
  }

  @Test func `several problems of one kustomization are told at once`() throws {
    let findings = try refusal(["app/kustomization.yaml": "a: 1\nreplicas: 3\nnamespace: [x]\n"])
    #expect(findings.map(\.rule) == [.unknownField, .invalidField, .invalidField])
  }
}
