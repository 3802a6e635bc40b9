import Git
import TestKit
import Testing

/// One tree and several releases of Kubernetes.
struct UpgradeTests {
  private let repository: GitFixture
  private let sluice: BuiltCommand

  private static let objects = """
    apiVersion: policy/v1beta1
    kind: PodDisruptionBudget
    metadata: {name: budget, namespace: jobs}
    spec: {minAvailable: 1, selector: {matchLabels: {app: worker}}}
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: worker, namespace: jobs}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: worker}
      minReplicas: 0
      maxReplicas: 10
      metrics:
      - type: External
        external: {metric: {name: lag}, target: {type: Value, value: "30"}}
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: worker, namespace: jobs}
    spec:
      serviceName: worker
      selector: {matchLabels: {app: worker}}
      updateStrategy: {rollingUpdate: {maxUnavailable: 3}}
      template:
        metadata: {labels: {app: worker}}
        spec:
          containers:
          - name: worker
            image: example.com/worker:v1
            volumeMounts: [{name: scratch, mountPath: /scratch}]
          volumes: [{name: scratch, emptyDir: {mode: 448}}]
    ---
    apiVersion: v1
    kind: Endpoints
    metadata: {name: old, namespace: jobs}

    """

  init() throws {
    repository = try GitFixture()
    sluice = try BuiltCommand()
    try repository.write(Self.objects, to: "app/all.yaml")
    try repository.write("resources: [all.yaml]\n", to: "app/kustomization.yaml")
  }

  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try sluice.run(arguments, in: repository.path, environment: repository.environment)
  }

  private let releases = ["--kubernetes-version", "1.37,1.22,1.36"]

  @Test func `a finding says for which releases it is, the oldest first`() throws {
    for command in ["check", "validate"] {
      let result = try sluice.run(
        [command, "app"] + releases, in: repository.path, environment: repository.environment)
      #expect(result.status == 1)
      #expect(
        result.outputText.contains(
          """
            object: HorizontalPodAutoscaler/jobs/worker, spec.minReplicas
          """), "\(command)")
      let text = result.outputText
      let lines = text.split(separator: "\n")
      let least = try #require(
        lines.firstIndex { $0.contains("must be greater than or equal to 1 [api/invalid]") })
      #expect(
        lines[least...].first { $0.contains("kubernetes: ") }?.hasSuffix("kubernetes: 1.36") == true
      )
      #expect(text.contains("removed in v1.25; use policy/v1 PodDisruptionBudget [api/refused]"))
    }
  }

  @Test(arguments: [
    ("json", "\"kubernetesVersions\":[\"1.36\",\"1.37\"]"),
    ("sarif", "\"kubernetesVersions\":[\"1.36\",\"1.37\"]"),
    ("gitlab", "(Kubernetes 1.36, 1.37)"), ("github", "%0Akubernetes: 1.36, 1.37"),
    ("junit", "kubernetes: 1.36, 1.37"), ("markdown", "kubernetes: `1.36, 1.37`"),
  ])
  func `every format tells the releases`(_ format: String, _ expected: String) throws {
    let result = try sluice.run(
      ["check", "app", "--format", format] + releases, in: repository.path,
      environment: repository.environment)
    #expect(
      result.outputText.replacing(" ", with: "").contains(expected.replacing(" ", with: "")))
  }

  @Test func `what is asked of one release says nothing of releases`() throws {
    let result = try run("check", "app", "--kubernetes-version", "1.37", "--format", "json")
    #expect(!result.outputText.contains("kubernetesVersions"))
    #expect(result.outputText.contains("\"kubernetesVersion\": \"1.37\""))
  }

  @Test(arguments: ["1.36,", "1.36,1.99", ",", "1.36 1.37"])
  func `a list with something else in it is refused`(_ releases: String) throws {
    #expect(try run("check", "app", "--kubernetes-version", releases).status == 2)
  }

  @Test func `requests are answered for one release`() throws {
    let result = try run("validate", "--jsonl", "--kubernetes-version", "1.36,1.37")
    #expect(result.status == 2)
    #expect(result.errorText.contains("--jsonl answers for one release"))
  }

  @Test func `an upgrade tells what becomes possible and what is stored otherwise`() throws {
    let result = try run("upgrade", "1.37", "app")
    #expect(result.status == 0)
    let text = result.outputText
    #expect(
      text.hasPrefix(
        "Kubernetes 1.36 to 1.37: 1 is warned of, 1 becomes possible, 2 are stored otherwise among 4"
          + " objects\n"))
    #expect(
      text.contains(
        "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice (in 1.36 too)")
    )
    #expect(
      text.contains("app/all.yaml:11:16: spec.minReplicas")
        || text.contains("must be greater than or equal to 1"))
    #expect(
      text.contains(
        "v1.37 keeps spec.updateStrategy.rollingUpdate.maxUnavailable, which v1.36 drops"))
    #expect(text.contains("v1.37 takes spec.template.spec.volumes[0].emptyDir.mode and drops it"))
  }

  @Test func `an upgrade across a removal breaks`() throws {
    let result = try run("upgrade", "--from", "1.22", "1.25", "app", "--format", "json")
    #expect(result.status == 1)
    #expect(result.outputText.contains("removed in v1.25; use policy/v1 PodDisruptionBudget"))
    let markdown = try run("upgrade", "--from", "1.22", "1.25", "app", "--format", "markdown")
    #expect(markdown.outputText.hasPrefix("### Kubernetes 1.22 to 1.25: 1 breaks"))
  }

  @Test func `an upgrade to the same release changes nothing`() throws {
    let result = try run("upgrade", "1.36", "app")
    #expect(result.status == 0)
    #expect(!result.outputText.contains("breaks"))
    #expect(!result.outputText.contains("stored otherwise"))
  }
}
