import Git
import TestKit
import Testing

/// What commits change in each environment.
struct ImpactTests {
  private let repository: GitFixture
  private let sluice: BuiltCommand

  private static let pipeline = """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    policies: []
    environments:
      - {name: staging}
      - {name: production, from: staging, protected: true}

    """

  private static let base = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api}
    spec:
      replicas: 3
      selector: {matchLabels: {app: api}}
      template:
        metadata: {labels: {app: api}}
        spec:
          containers:
          - name: api
            image: example.com/api:v1
            envFrom: [{configMapRef: {name: config}}]
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      serviceName: db
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec: {containers: [{name: db, image: "example.com/db:v1"}]}

    """

  init() throws {
    repository = try GitFixture()
    sluice = try BuiltCommand()
    try repository.commit(
      "Begin",
      adding: [
        "clusters/pipeline.yaml": Self.pipeline, "clusters/base/app.yaml": Self.base,
        "clusters/base/kustomization.yaml":
          "resources: [app.yaml]\nconfigMapGenerator: [{name: config, literals: [A=1]}]\n",
        "clusters/staging/kustomization.yaml": "resources: [../base]\nnamespace: staging\n",
        "clusters/production/kustomization.yaml": "resources: [../base]\nnamespace: production\n",
      ])
  }

  @Test func `it says what restarts and why, what goes, what cannot be changed so, and the images`()
    throws
  {
    let changed =
      Self.base.replacing("example.com/api:v1", with: "example.com/api:v2")
      .replacing("serviceName: db", with: "serviceName: database")
    let parts = changed.split(separator: "---\n", omittingEmptySubsequences: false)
    try repository.commit(
      "Change\n\nSluice-Hotfix: because",
      adding: [
        "clusters/base/app.yaml": "\(parts[0])---\n\(parts[2])",
        "clusters/base/kustomization.yaml":
          "resources: [app.yaml]\nconfigMapGenerator: [{name: config, literals: [A=2]}]\n",
      ])
    let result = try run("impact", "HEAD~1..HEAD")
    #expect(result.status == 0, "\(result.errorText)")
    for line in [
      "staging: 3 changed, 1 removed", "production (protected): 3 changed, 1 removed",
      "    PersistentVolumeClaim/staging/data and its volume, with the data on it",
      "    StatefulSet/production/db: Forbidden: updates to statefulset spec",
      "      delete it with --cascade=orphan",
      "    Deployment/staging/api (3 replicas): image example.com/api:v1 → example.com/api:v2; "
        + "the content of config changes",
      "    example.com/api:v1 → example.com/api:v2  in Deployment/staging/api", "  over time:",
      "    Deployment/staging/api: least ready 3 of 3, most pods 4 (6 with those that have not ended)",
      "clusters/base/app.yaml:12:16",
    ] {
      #expect(result.outputText.contains(line), "\(line)\n\(result.outputText)")
    }
    let json = try run("impact", "HEAD~1..HEAD", "--format", "json").outputText
    #expect(json.contains(#""moment":"rollout""#))
    #expect(json.contains(#""loss":"its volume"#))
    #expect(json.contains(#""kind":"Forecast","environment":"production""#))
    let markdown = try run("impact", "HEAD~1..HEAD", "--format", "markdown").outputText
    #expect(markdown.contains("#### ` production ` (protected): 3 changed, 1 removed"))
    #expect(markdown.contains("<details><summary>"))
    let page = try run("impact", "HEAD~1..HEAD", "--format", "html").outputText
    #expect(page.contains(">production (protected): 3 changed, 1 removed</h2>"), "\(page)")
    #expect(page.contains("<h3>restarts</h3>") && page.contains("<svg class=\"plot\""))
    #expect(page.contains("<span class=\"badge removed\">removed</span>"))
  }

  @Test func `a change of no workload is not forecast, and what bounds one from afar is seen`()
    throws
  {
    let quota = """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: team, namespace: staging}
      spec: {hard: {pods: "4"}}

      """
    try repository.commit(
      "Bound",
      adding: [
        "clusters/pipeline.yaml": Self.pipeline.replacing(
          "{name: staging}", with: "{name: staging, paths: [staging, limits]}"),
        "clusters/limits/kustomization.yaml": "resources: [quota.yaml]\n",
        "clusters/limits/quota.yaml": quota,
      ])
    let bound = try run("impact", "HEAD~1..HEAD")
    #expect(bound.outputText.contains("staging: 1 added"), "\(bound.outputText)")
    #expect(!bound.outputText.contains("over time"))
    try repository.commit(
      "Change\n\nSluice-Hotfix: because",
      adding: ["clusters/base/app.yaml": Self.base.replacing("api:v1", with: "api:v2")])
    let text = try run("impact", "HEAD~1..HEAD").outputText
    #expect(text.contains("stops: ResourceQuota team allows 4 of pods"), "\(text)")
    #expect(text.contains("(clusters/limits/quota.yaml:4:21)"), "\(text)")
  }

  @Test func `a protected environment that changes without a promotion is an error`() throws {
    try repository.commit(
      "By hand", adding: ["clusters/production/kustomization.yaml": "resources: [../base]\n"])
    let result = try run("impact", "HEAD~1..HEAD")
    #expect(result.status == 1)
    #expect(result.errorText.contains("changes production, which is protected"))
    #expect(!result.outputText.contains("staging"), "\(result.outputText)")
    #expect(result.outputText.contains("1 stay as they are"))
  }

  @Test func `commits that nothing renders change nothing, and a range must be one`() throws {
    try repository.commit("Note", adding: ["README": "x"])
    let result = try run("impact", "HEAD~1...HEAD")
    #expect(result.status == 0)
    #expect(result.outputText.contains("changes nothing that renders"))
    #expect(try run("impact", "HEAD").status == 2)
    try repository.commit("Break", adding: ["clusters/base/app.yaml": "a: [\n"])
    #expect(try run("impact", "HEAD~1..HEAD").status == 2)
  }

  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try sluice.run(arguments, in: repository.path, environment: repository.environment)
  }
}
