import Diagnostics
import Display
import Environments
import Kustomize
import Pipeline
import Testing
import YAML

/// A trace names every line that set a field, newest first.
struct TraceTests {
  private let pipeline: GitOpsPipeline

  init() throws {
    let workspace = Workspace(tree: Self.tree, name: "memory")
    pipeline = GitOpsPipeline(
      try Discovery(workspace).configuration(), in: workspace, width: 1)
  }

  private static let tree = MemoryTree([
    "clusters/pipeline.yaml": """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    environments:
      - {name: staging, path: staging}
      - {name: production, path: production, from: staging}
    """,
    "clusters/base/kustomization.yaml": "resources: [api.yaml]\n",
    "clusters/base/api.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: api
      annotations:
        example.com/a.b: one
    spec:
      replicas: 1
      template:
        spec:
          containers:
            - name: app
              image: registry.example.com/api
              args: [--one, --two]
            - name: proxy
              image: proxy:1
    ---
    apiVersion: v1
    kind: Secret
    metadata:
      name: token
    stringData:
      token: hunter2
    """,
    "clusters/production/kustomization.yaml": """
    namePrefix: prod-
    namespace: ml
    resources: [../base]
    images:
      - name: registry.example.com/api
        newTag: "2.1"
    replicas:
      - name: api
        count: 5
    patches:
      - path: replicas.yaml
    configMapGenerator:
      - name: settings
        literals:
          - redis.conf=maxmemory
    """,
    "clusters/production/replicas.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: api
    spec:
      replicas: 3
    """,
    "clusters/staging/kustomization.yaml": "resources: [../base]\n",
  ])

  private func text(_ object: String, _ field: String? = nil) throws -> String {
    try pipeline.trace(object, field: field, in: "production").shown.text
  }

  @Test func `a field's settings are listed newest first`() throws {
    #expect(
      try text("Deployment/prod-api", "spec.replicas") == """
        Deployment/ml/prod-api spec.replicas
        clusters/production/kustomization.yaml:9:12: 5 (replicas)
        clusters/production/replicas.yaml:6:13: 3 (strategic merge patch)
        clusters/base/api.yaml:8:13: 1 (document)

        """)
  }

  @Test(arguments: [
    (
      "spec.template.spec.containers[app].image",
      "clusters/production/kustomization.yaml:6:13: registry.example.com/api:2.1 (images)\n"
        + "clusters/base/api.yaml:13:18: registry.example.com/api (document)\n"
    ),
    (
      "spec.template.spec.containers[name=proxy].image",
      "clusters/base/api.yaml:16:18: proxy:1 (document)\n"
    ),
    (
      "metadata.name",
      "clusters/production/kustomization.yaml:1:13: prod-api (namePrefix)\n"
        + "clusters/base/api.yaml:4:9: api (document)\n"
    ),
    (
      "metadata.annotations[example.com/a.b]", "clusters/base/api.yaml:6:22: one (document)\n"
    ),
    (
      "metadata.annotations.example.com/a.b", "clusters/base/api.yaml:6:22: one (document)\n"
    ),
    (
      "spec.template.spec.containers[0].args[1]",
      "clusters/base/api.yaml:14:25: --two (document)\n"
    ),
  ])
  func `a field is named by keys, positions and names`(field: String, lines: String) throws {
    let traced = try text("deployments.apps/api", field)
    #expect(traced.drop { $0 != "\n" }.dropFirst() == lines)
  }

  @Test func `a generated object is found by the name in its kustomization`() throws {
    let trace = try pipeline.trace("ConfigMap/settings", field: "data.redis.conf", in: "production")
    #expect(trace.json["object"]?["name"]?.string?.hasPrefix("prod-settings-") == true)
    #expect(
      trace.shown.text.hasSuffix(
        "\nclusters/production/kustomization.yaml:15:20: maxmemory (generator)\n"))
  }

  @Test func `without a field each field is one line`() throws {
    let lines = try text("Deployment/api").split(separator: "\n")
    #expect(lines.first == "Deployment/ml/prod-api")
    #expect(
      lines.contains(
        "clusters/production/kustomization.yaml:9:12: spec.replicas: 5 (replicas, was 3)"))
    #expect(lines.contains("clusters/base/api.yaml:1:13: apiVersion: apps/v1"))
    #expect(
      lines.contains(
        "clusters/base/api.yaml:15:17: spec.template.spec.containers[1].name: proxy"))
  }

  @Test func `a collection is listed with what is inside it`() throws {
    let lines = try text("Deployment/api", "spec.template.spec.containers[app].args")
      .split(separator: "\n")
    #expect(
      lines == [
        "Deployment/ml/prod-api spec.template.spec.containers[0].args",
        "clusters/base/api.yaml:14:17: (document)",
        "clusters/base/api.yaml:14:18: spec.template.spec.containers[0].args[0]: --one",
        "clusters/base/api.yaml:14:25: spec.template.spec.containers[0].args[1]: --two",
      ])
  }

  @Test func `the value of a secret is not shown`() throws {
    let trace = try pipeline.trace("Secret/token", field: nil, in: "production")
    #expect(!trace.shown.text.contains("hunter2"))
    #expect(!trace.json.json.contains("hunter2"))
    #expect(trace.json.json.contains("stringData.token"))
  }

  @Test func `the JSON has each setting with its place`() throws {
    let trace = try pipeline.trace("Deployment/api", field: "spec.replicas", in: "production")
    let settings = trace.json["fields"]?.elements?.first?["settings"]?.elements ?? []
    #expect(
      settings.map { $0["step"]?.string } == ["replicas", "strategic merge patch", "document"])
    #expect(settings.first?["value"]?.scalar?.integer == 5)
    #expect(settings.first?["location"]?["line"]?.scalar?.integer == 9)
    #expect(trace.json["object"]?["name"]?.string == "prod-api")
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var testDescription: String { message }
    var environment = "production"
    var object = "Deployment/api"
    var field: String?
    var message: String
    var help: String?
  }

  @Test(arguments: [
    Mistake(
      environment: "prodution", message: "there is no environment \"prodution\"",
      help: "did you mean production?"),
    Mistake(
      object: "Deploymnt/api", message: "production renders no Deploymnt",
      help: "did you mean Deployment?"),
    Mistake(
      object: "Deployment/apo", message: "production renders no Deployment \"apo\"",
      help: "did you mean api?"),
    Mistake(
      object: "Deployment/other/api",
      message: "production renders no Deployment \"api\" in the namespace other",
      help: "did you mean api?"),
    Mistake(
      object: "api", message: "\"api\" names no object",
      help: "write KIND/NAME or KIND/NAMESPACE/NAME"),
    Mistake(
      field: "spec.replica", message: "spec of Deployment/ml/prod-api has no \"replica\"",
      help: "did you mean replicas?"),
    Mistake(
      field: "spec.template.spec.containers[ap].image",
      message: "spec.template.spec.containers of Deployment/ml/prod-api has no \"ap\"",
      help: "did you mean app?"),
    Mistake(
      field: "spec.replicas.count",
      message: "spec.replicas of Deployment/ml/prod-api has no \"count\""),
  ])
  func `a mistaken name is answered with the nearest one`(_ mistake: Mistake) throws {
    let error = try #require(throws: PipelineError.self) {
      try pipeline.trace(mistake.object, field: mistake.field, in: mistake.environment)
    }
    #expect(error.diagnostics.map(\.message) == [mistake.message])
    #expect(error.diagnostics.first?.help == mistake.help)
  }

  @Test func `a directory that is no environment is traced as well`() throws {
    let trace = try pipeline.trace("Deployment/api", field: "spec.replicas", in: "clusters/base")
    #expect(trace.fields.first?.settings.count == 1)
  }
}
