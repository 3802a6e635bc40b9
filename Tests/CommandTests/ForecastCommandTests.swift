import Git
import TestKit
import Testing

/// What `sluice forecast` says of the files of a repository.
struct ForecastCommandTests {
  private let repository: GitFixture
  private let sluice: BuiltCommand

  private static func app(_ name: String) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name)}
    spec:
      replicas: 3
      selector: {matchLabels: {app: \(name)}}
      template:
        metadata: {labels: {app: \(name)}}
        spec:
          containers:
          - name: \(name)
            image: example.com/\(name):v1
            resources: {requests: {cpu: 500m, memory: 1Gi}}

    """
  }

  private static let autoscaler = """
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      minReplicas: 3
      maxReplicas: 10
      metrics:
      - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}

    """

  private static let quota = """
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: team}
    spec: {hard: {pods: "6"}}

    """

  private static func kustomization(_ resources: String) -> String {
    "resources: [\(resources)]\nnamespace: shop\n"
  }

  private static func question(replicas: Int) -> String {
    #"{"kind":"rollout","initial":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"#
      + #""spec":{"replicas":\#(replicas),"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":"#
      + #"{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"v1"}]}}}},"events":[],"horizon":5}"#
      + "\n"
  }

  init() throws {
    repository = try GitFixture()
    sluice = try BuiltCommand()
    try repository.commit(
      "Begin",
      adding: [
        "apps/web/base/app.yaml": Self.app("web"),
        "apps/web/base/autoscaler.yaml": Self.autoscaler,
        "apps/web/base/kustomization.yaml": "resources: [app.yaml, autoscaler.yaml]\n",
        "apps/web/overlays/production/kustomization.yaml": Self.kustomization("../../base"),
        "apps/api/base/app.yaml": Self.app("api"),
        "apps/api/base/kustomization.yaml": "resources: [app.yaml]\n",
        "apps/api/overlays/production/kustomization.yaml": Self.kustomization("../../base"),
      ])
    try repository.write(
      Self.app("web").replacing("web:v1", with: "web:v2"), to: "apps/web/base/app.yaml")
    try repository.write(
      "{pool: cpu, count: 3, cpu: 4, memory: 16Gi, reserved: {cpu: 1, memory: 4Gi}}\n",
      to: "nodes.yaml")
    try repository.write(
      Self.question(replicas: 2) + Self.question(replicas: 3), to: "questions.jsonl")
  }

  // MARK: - What it says

  @Test func `a change of an image is told with its picture, in bounds and as a range`() throws {
    let result = try run("forecast", "production", "--startup", "10s..20s")
    #expect(result.status == 0, "\(result.errorText)")
    #expect(
      result.outputText == """
        production: 1 workload is touched, 1 stays as it is

        Deployment/shop/web apps/web/base/app.yaml:1:1
          its pods are replaced: web from example.com/web:v1 to example.com/web:v2
          a pod starts in 10s to 20s (as stated)
            before  ooo  3 ready
              0:00  ooo+  3 ready
              0:20  oo#+-  3 ready
              0:40  o##+--  3 ready
              0:50  o##+-  3 ready
              1:00  ###--  3 ready
              1:10  ###-  3 ready
              1:30  ###  3 ready
          least ready 3 of 3, most pods 4 (6 with those that have not ended), requesting 3 cpu, 6Gi \
        memory at the peak
          done after 0:30 to 1:00

        """)
    #expect(result.errorText.isEmpty)
  }

  @Test func `machines get all of it in one document`() throws {
    let result = try run(
      "forecast", "production", "--startup", "10s", "--nodes", "nodes.yaml", "--load",
      "0s=30,5m=200;pod=25", "--lose", "node", "--format", "json")
    #expect(result.status == 0, "\(result.errorText)")
    for part in [
      #"{"apiVersion":"sluice.dev/v1alpha1","kind":"Forecast","environment":"production","#,
      #""object":"Deployment/shop/web","location":{"file":"apps/web/base/app.yaml""#,
      #""change":"replaced","images":[{"container":"web","from":"example.com/web:v1","#,
      #""doneAtTheSoonest":30,"doneAtTheLatest":30"#, #""capacity":{"fits":true,"#,
      #""binding":"cpu""#, #""byResource":{"cpu":"#, #""loads":[{"object":"Deployment/shop/web""#,
      #""losses":[{"object":"Deployment/shop/api","replicas":3,"lost":1,"#, #""untouched":1"#,
    ] {
      #expect(result.outputText.contains(part), "\(part)\n\(result.outputText)")
    }
  }

  @Test func `a comment and a page carry the same`() throws {
    let comment = try run(
      "forecast", "production", "--load", "0s=30;pod=25", "--format", "markdown"
    ).outputText
    #expect(comment.hasPrefix("### Forecast of ` production `\n\n| workload | change |"))
    #expect(comment.contains("| ` Deployment/shop/web ` | pods are replaced | 3 of 3 | 4 (6 "))
    #expect(comment.contains("Deployment/shop/web under load"))
    let page = try run(
      "forecast", "production", "--load", "0s=30;pod=25", "--format", "html"
    ).outputText
    #expect(page.hasPrefix("<!DOCTYPE html>\n"))
    #expect(page.contains("<h1>Forecast of production</h1>") && page.contains(">Load</h2>"))
    #expect(!page.contains("<script"))
  }

  @Test func `a fleet that does not fit is a finding, and is named with the scheduler's reason`()
    throws
  {
    try repository.write("{pool: small, count: 1, cpu: 2, memory: 16Gi}\n", to: "nodes.yaml")
    let result = try run("forecast", "production", "--nodes", "nodes.yaml")
    #expect(result.status == 1)
    #expect(result.outputText.contains("  as it is: 6 pods, 2 find no node\n"))
    #expect(
      result.outputText.contains(
        "    2 of Deployment/shop/web: 0/1 nodes are available: 1 Insufficient cpu."))
    #expect(result.outputText.contains("stops: 2 of 3 pods find no node"), "\(result.outputText)")
  }

  @Test func `what is lost comes back, and the assumptions are printed`() throws {
    let text = try run("forecast", "production", "--startup", "10s", "--lose", "zone").outputText
    #expect(text.contains("Deployment/shop/api: 1 of 3 pods are lost"))
    #expect(text.contains("      6:00  3 ready: the new ones are ready"), "\(text)")
    #expect(text.contains("\ntaken for granted:\n  pods lie evenly over 3 zones\n"))
  }

  @Test func `a load that nothing is scaled by says what it would scale`() throws {
    let text = try run("forecast", "production", "--app", "api", "--load", "0s=1;pod=1").outputText
    #expect(text.contains("the load scales no workload: one is scaled by it that has"), "\(text)")
  }

  @Test func `an autoscaler without a bound in sight is not simulated under load`() throws {
    try repository.write(
      Self.autoscaler.replacing("maxReplicas: 10", with: "maxReplicas: 2147483647"),
      to: "apps/web/base/autoscaler.yaml")
    let text = try run("forecast", "production", "--load", "0s=1e9;pod=1").outputText
    #expect(
      text.contains(
        "its autoscaler may ask for 2147483647 pods, and a forecast simulates at most 10000"),
      "\(text)")
  }

  // MARK: - What runs

  @Test func `another revision, nothing at all, or the parent of one is what runs`() throws {
    try repository.commit(
      "Next",
      adding: ["apps/api/base/app.yaml": Self.app("api").replacing("api:v1", with: "api:v2")])
    try repository.write(
      Self.app("api").replacing("api:v1", with: "api:v3"), to: "apps/api/base/app.yaml")
    #expect(try run("forecast", "production").outputText.contains("api:v2 to example.com/api:v3"))
    let since = try run("forecast", "production", "--from", "HEAD~1").outputText
    #expect(since.contains("api:v1 to example.com/api:v3"))
    let commit = try run("forecast", "production", "--rev", "HEAD").outputText
    #expect(commit.contains("api:v1 to example.com/api:v2"))
    let new = try run("forecast", "production", "--new").outputText
    #expect(new.hasPrefix("production: 2 workloads are touched, 0 stay as they are\n"))
    #expect(new.contains("  first deployment of 3 pods\n"))
    let restarted = try run(
      "forecast", "production", "--rev", "HEAD", "--from", "HEAD", "--restart")
    #expect(restarted.outputText.contains("  its pods are restarted\n"))
    let same = try run("forecast", "production", "--rev", "HEAD", "--from", "HEAD")
    #expect(same.outputText == "production: no workload is touched, 2 stay as they are\n")
  }

  @Test func `an app is bounded by what stands beside it`() throws {
    try repository.commit(
      "Bound",
      adding: [
        "apps/limits/overlays/production/kustomization.yaml": Self.kustomization("quota.yaml"),
        "apps/limits/overlays/production/quota.yaml": Self.quota,
      ])
    let result = try run("forecast", "production", "--app", "web", "--restart", "--startup", "5s")
    #expect(result.status == 1)
    #expect(
      result.outputText.contains(
        "  stops: ResourceQuota team allows 6 of pods in the namespace, which 4 pods of the rollout "
          + "overdraw with what else runs there: the rollout does not end "
          + "(apps/limits/overlays/production/quota.yaml:4:21) [forecast/quota]\n"),
      "\(result.outputText)")
    #expect(!result.outputText.contains("Deployment/shop/api"))
    #expect(!result.outputText.contains("forecast/unfinished"))
  }

  @Test func `an app that is new or that goes is told of`() throws {
    try repository.write(Self.app("jobs"), to: "apps/jobs/overlays/production/app.yaml")
    try repository.write(
      Self.kustomization("app.yaml"), to: "apps/jobs/overlays/production/kustomization.yaml")
    let new = try run("forecast", "production", "--app", "jobs")
    #expect(new.outputText.contains("Deployment/shop/jobs"), "\(new.errorText)")
    #expect(new.outputText.contains("  first deployment of 3 pods\n"))
    try repository.git(["rm", "-r", "--quiet", "--force", "apps/web"])
    let gone = try run("forecast", "production", "--app", "web")
    #expect(gone.outputText.contains("; removed: Deployment/shop/web\n"), "\(gone.errorText)")
  }

  // MARK: - What it refuses

  @Test(arguments: [
    (
      ["prodution"],
      "there is no environment \"prodution\" [pipeline/failure]\n  help: did you mean"
    ),
    (
      ["staging"],
      "there is no environment \"staging\" [pipeline/failure]\n  help: there are production"
    ),
    (
      ["production", "--app", "wbe"],
      "production has no app \"wbe\" [pipeline/failure]\n  help: did"
    ),
    (["production", "--app", "billing"], "\n  help: sluice environments lists them"),
    (["production", "--from", "nope"], "--from names what runs now, and --new says that nothing"),
    (["production", "--rev", "HEAD"], "--from names what runs now, and --new says that nothing"),
    (["production", "--config", "nope.yaml"], "nope.yaml is not in the working tree"),
    (["production", "--nodes", "nope.yaml"], "cannot read nope.yaml: No such file"),
    (
      ["production", "--nodes", "apps/web/base/app.yaml"],
      "nodes are Node objects, or pools as {pool:"
    ),
    (["production", "--load", "0s=5"], "a load says what a pod takes: pod=25"),
    (["production", "--load", "nope.yaml"], "cannot read nope.yaml: No such file"),
    (["production", "--load", "0s=x;pod=5"], "0s=x is no part of a load; one reads 0s=50,"),
    (["production", "--lose", "rack"], "Please provide one of 'pod', 'node' or 'zone'"),
    (["production", "--startup", "soon"], "soon is no time to start: one reads 20s, or 10s..1m"),
    (["production", "--startup", "1m..10s"], "1m..10s is no time to start"),
    (["production", "--new", "--from", "HEAD"], "--new and --from exclude one another"),
    (["production", "--pod-availability", "3"], "--pod-availability is a part from 0 to 1"),
    (["production", "--format", "pdf"], "'text', 'json', 'markdown' or 'html'"),
    (["production", "--jsonl"], "give one environment, or --jsonl"),
    ([], "give one environment, or --jsonl"),
  ])
  func `what cannot be done is said, with what can`(_ arguments: [String], _ sentence: String)
    throws
  {
    let result = try sluice.run(
      ["forecast"] + arguments, in: repository.path, environment: repository.environment)
    #expect(result.status == 2)
    #expect(result.outputText.isEmpty)
    #expect(result.errorText.contains(sentence), "\(result.errorText)")
  }

  @Test func `what does not render takes nothing from the rest, and is named`() throws {
    try repository.write("{a", to: "apps/api/base/app.yaml")
    let now = try run("forecast", "production")
    #expect(now.status == 2)
    #expect(now.errorText.hasPrefix("apps/api/base/app.yaml:1:3: error:"), "\(now.errorText)")
    #expect(!now.errorText.contains("is taken for what runs now"))
    #expect(now.outputText.contains("Deployment/shop/web"))
    #expect(!now.outputText.contains("removed"), "\(now.outputText)")
    #expect(
      now.outputText.hasSuffix(
        "\nleft out: 1 (they do not render): apps/api/overlays/production\n"))
    let alone = try run("forecast", "production", "--app", "api")
    #expect(alone.status == 2)
    #expect(alone.outputText.isEmpty)
    #expect(try run("forecast", "production", "--app", "web").status == 0)
  }

  @Test func `what runs and does not render is not taken for nothing`() throws {
    try repository.commit("Break", adding: ["apps/api/base/app.yaml": "{a"])
    try repository.write(Self.app("api"), to: "apps/api/base/app.yaml")
    let result = try run("forecast", "production")
    #expect(result.status == 2)
    #expect(!result.outputText.contains("first deployment"), "\(result.outputText)")
    #expect(
      result.outputText.hasSuffix(
        "left out: 1 (HEAD does not render them, so that nobody knows what runs): "
          + "apps/api/overlays/production\n"), "\(result.outputText)")
    #expect(
      result.errorText.hasSuffix(
        "error: HEAD is taken for what runs now, and cannot be rendered [pipeline/failure]\n"
          + "  help: --from names another state, and --new says that nothing runs\n"),
      "\(result.errorText)")
  }

  @Test func `bases elsewhere and charts are left out, which is no failure`() throws {
    try repository.write(
      "resources: [\"https://example.com/a.yaml\"]\n",
      to: "apps/dns/overlays/production/kustomization.yaml")
    try repository.write(
      """
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: podinfo}
      spec: {interval: 1h, chart: {spec: {chart: podinfo, sourceRef: {kind: HelmRepository, name: a}}}}

      """, to: "apps/web/overlays/production/release.yaml")
    try repository.write(
      Self.kustomization("../../base, release.yaml"),
      to: "apps/web/overlays/production/kustomization.yaml")
    let result = try run("forecast", "production")
    #expect(result.status == 0, "\(result.errorText)")
    #expect(
      result.outputText.contains(
        "left out: 1 (bases in other repositories, which are not fetched): "
          + "apps/dns/overlays/production\n"), "\(result.outputText)")
    let machine = try run("forecast", "production", "--format", "json").outputText
    #expect(machine.contains(#""omissions":[{"subject":"target","reason":"bases in"#))
    let page = try run("forecast", "production", "--format", "html").outputText
    #expect(page.contains(">Left out</h2>"))
  }

  // MARK: - Machines, and what the help says

  @Test func `each line that is asked is answered by one`() throws {
    let result = try sluice.run(
      ["forecast", "--jsonl"], in: repository.path,
      input: Array((Self.question(replicas: 2) + "[1]\n{}\n").utf8))
    #expect(result.status == 0)
    let lines = result.outputText.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.first?.contains(#""maxPods":2"#) == true, "\(lines)")
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(#"{"error":"#) })
  }

  @Test func `every example of the help works`() throws {
    try repository.commit("Next", adding: [:])
    let help = try run("forecast", "--help").outputText
    let examples = help.split(separator: "\n").filter { $0.hasPrefix("  sluice forecast ") }
    #expect(examples.count >= 7, "\(help)")
    for example in examples {
      let command = example.replacing("  sluice", with: "\"$0\"")
      let result = try ChildProcess(
        "sh", ["-c", String(command), sluice.path], environment: repository.environment,
        in: repository.path
      ).run()
      #expect(result.status == 0, "\(example)\n\(result.errorText)")
      #expect(result.errorText.isEmpty, "\(example)\n\(result.errorText)")
    }
  }

  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try sluice.run(arguments, in: repository.path, environment: repository.environment)
  }
}
