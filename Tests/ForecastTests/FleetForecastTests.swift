import Diagnostics
import Display
import Forecast
import Kubernetes
import Testing
import Values
import YAML

/// What a change does to a fleet, and whether the fleet fits.
struct FleetForecastTests {
  func objects(_ text: String) throws -> [KubernetesObject] {
    let parsed = SourceFile(path: "fleet.yaml", text: text).parsed(as: .kubernetes)
    try #require(parsed.errors.isEmpty)
    return parsed.documents.map { KubernetesObject($0.root) }
  }

  static func api(
    image: String = "model-api:v1.0", rest: String = "", pod: String = ""
  ) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: model-api, namespace: ml-serving}
    spec:
      replicas: 3
      strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
      selector: {matchLabels: {app: model-api}}
      template:
        metadata: {labels: {app: model-api}}
        spec:
          containers:
          - name: model-api
            image: \(image)
            resources: {requests: {cpu: 500m, memory: 1Gi}}\(pod)
    \(rest)
    """
  }

  static let autoscaler = """
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: model-api, namespace: ml-serving}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: model-api}
      minReplicas: 3
      maxReplicas: 10
      metrics:
      - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}
    """

  func forecast(
    from old: String? = nil, to new: String,
    _ change: (inout FleetForecaster) throws -> Void = { _ in }
  ) throws -> FleetForecast {
    var forecaster = FleetForecaster()
    forecaster.startup = StartupRange("10s", source: .stated)
    try change(&forecaster)
    return forecaster.forecast(
      "production", from: try old.map(objects), to: try objects(new))
  }

  private func pools(_ text: String) throws -> NodePools {
    try NodePools([SourceFile(path: "nodes", text: text).parsed(as: .kubernetes).documents[0].root])
  }

  // MARK: - Rollouts

  @Test func `an update keeps three pods ready and has four at most`() throws {
    let forecast = try forecast(from: Self.api(), to: Self.api(image: "model-api:v1.1"))
    let workload = try #require(forecast.workloads.first)
    #expect(workload.leastReady == 3)
    #expect(workload.mostPods == 4)
    #expect(workload.fast.completed?.seconds == 30)
    #expect(
      workload.change
        == .replaced(images: [
          WorkloadForecast.ImageChange(
            container: "model-api", from: "model-api:v1.0", to: "model-api:v1.1")
        ]))
    #expect(forecast.hasFindings == false)
  }

  @Test func `what does not change is left alone, or restarted where that is asked for`() throws {
    #expect(try forecast(from: Self.api(), to: Self.api()).workloads.isEmpty)
    let restarted = try forecast(from: Self.api(), to: Self.api()) { $0.restarts = true }
    #expect(restarted.workloads.first?.mostPods == 4)
  }

  @Test func `an autoscaler with other bounds touches its workload`() throws {
    let wider = Self.autoscaler.replacing("maxReplicas: 10", with: "maxReplicas: 20")
    let forecast = try forecast(
      from: Self.api(rest: Self.autoscaler), to: Self.api(rest: wider))
    let workload = try #require(forecast.workloads.first)
    #expect(
      workload.change
        == .autoscaled(
          from: WorkloadForecast.Bounds(least: 3, most: 10),
          to: WorkloadForecast.Bounds(least: 3, most: 20)))
    #expect(
      forecast.lines.first?.text
        == "Deployment/ml-serving/model-api: its autoscaler keeps from 3 to 20 pods, before from 3 to 10"
    )
  }

  @Test func `one workload that cannot be simulated leaves the others`() throws {
    let huge = Self.api().replacing("replicas: 3", with: "replicas: 20000")
      .replacing("name: model-api,", with: "name: huge,")
    let forecast = try forecast(to: Self.api(rest: "---\n" + huge))
    #expect(forecast.workloads.map(\.identity.name) == ["model-api"])
    #expect(forecast.failures.map(\.workload.name) == ["huge"])
    #expect(forecast.shown.text.contains("Deployment/ml-serving/huge is not simulated: 20000 pods"))
  }

  @Test func `a quota that the surge breaks stops the rollout, with its line`() throws {
    let quota = """
      ---
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: team, namespace: ml-serving}
      spec:
        hard:
          pods: "3"
      """
    let forecast = try forecast(
      from: Self.api(rest: quota), to: Self.api(image: "model-api:v1.1", rest: quota))
    let obstacle = try #require(forecast.workloads.first?.obstacles.first)
    #expect(obstacle.isCertain)
    #expect(
      obstacle.message
        == "ResourceQuota team allows 3 of pods in the namespace, which 4 pods of the rollout overdraw "
        + "with what else runs there: the rollout does not end")
    let location = try #require(obstacle.location)
    #expect(
      location.file.bytes[location.range.lowerBound..<location.range.upperBound]
        == "\"3\"".utf8[...].map { $0 }[...])
    #expect(forecast.workloads.first?.leastReady == 3)
    #expect(forecast.hasFindings)
    // That it does not end needs no line of its own.
    #expect(forecast.workloads.first?.obstacles.count == 1)
  }

  @Test func `a quota that pods which have not ended use up slows the rollout`() throws {
    let quota = """
      ---
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: team, namespace: ml-serving}
      spec: {hard: {pods: "4"}}
      """
    let forecast = try forecast(
      from: Self.api(rest: quota), to: Self.api(image: "model-api:v1.1", rest: quota))
    let workload = try #require(forecast.workloads.first)
    #expect(workload.obstacles.map(\.isCertain) == [false])
    #expect(workload.obstacles.first?.message.hasSuffix("tried again ever more seldom") == true)
    #expect(workload.ends)
    let (fast, slow) = (
      workload.fast.completed?.seconds ?? 0, workload.slow.completed?.seconds ?? 0
    )
    #expect(slow > fast + 30)
  }

  @Test func `what a LimitRange fills in is counted by a quota`() throws {
    let bounds = """
      ---
      apiVersion: v1
      kind: LimitRange
      metadata: {name: small, namespace: ml-serving}
      spec: {limits: [{type: Container, default: {memory: 4Gi}}]}
      ---
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: team, namespace: ml-serving}
      spec: {hard: {limits.memory: 12Gi}}
      """
    let forecast = try forecast(
      from: Self.api(rest: bounds), to: Self.api(image: "model-api:v1.1", rest: bounds))
    #expect(
      forecast.workloads.first?.obstacles.first?.message.hasPrefix(
        "ResourceQuota team allows 12Gi of limits.memory in the namespace, which 4 pods") == true)
  }

  @Test func `a budget that allows nothing is told apart from what stops a rollout`() throws {
    let budget = """
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: api, namespace: ml-serving}
      spec: {minAvailable: 3, selector: {matchLabels: {app: model-api}}}
      """
    let forecast = try forecast(from: Self.api(), to: Self.api(image: "v2", rest: budget))
    #expect(forecast.workloads.first?.obstacles.map(\.isCertain) == [false])
    #expect(forecast.hasFindings == false)
  }

  @Test func `probes give a range where nobody says how long a start takes`() throws {
    let probes = """

              startupProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 6}
              readinessProbe: {httpGet: {path: /, port: 80}}
      """
    let forecast = try forecast(from: Self.api(), to: Self.api(image: "v2", pod: probes)) {
      $0.startup = nil
    }
    let workload = try #require(forecast.workloads.first)
    #expect(workload.startup.least.description == "5s")
    #expect(workload.startup.most?.description == "1m5s")
    #expect(workload.end.text == "done after 0:15 to 3:15")
  }

  @Test func `the picture shows pods by revision`() throws {
    let forecast = try forecast(from: Self.api(), to: Self.api(image: "model-api:v1.1"))
    let text = forecast.shown.text
    #expect(text.contains("before  ooo  3 ready\n"))
    #expect(text.contains("0:00  ooo+  3 ready\n"))
    #expect(text.contains("0:10  oo#+-  3 ready\n"))
  }

  @Test func `what several clusters have under one name is told of each`() throws {
    let (old, new) = (Self.api(), Self.api(image: "model-api:v1.1"))
    let east = try forecast(from: old, to: new)
    let west = try forecast(from: old, to: Self.api(image: "model-api:v1.1", rest: Self.autoscaler))
    {
      $0.load = try LoadProfile("0s=30;pod=20")
    }
    let alone = FleetForecast(ofClusters: [("east", east)])
    #expect(alone.shown == east.shown)
    let both = FleetForecast(ofClusters: [("east", west), ("west", west)])
    #expect(both.workloads.map(\.cluster) == ["east", "west"])
    let text = both.shown.text
    #expect(text.hasPrefix("production: 2 workloads are touched, 0 stay as they are\n"))
    #expect(text.contains("\nDeployment/ml-serving/model-api on west"))
    #expect(text.contains("\nDeployment/ml-serving/model-api on east under load\n"))
    #expect(both.lines.first?.text.hasPrefix("Deployment/ml-serving/model-api on east: ") == true)
  }

  // MARK: - Nodes

  @Test func `three nodes of four cores take 22 pods by CPU and 44 by memory`() throws {
    let forecast = try forecast(to: Self.api(rest: Self.autoscaler)) {
      $0.nodes = try pools(
        "{pool: cpu, count: 3, cpu: 4, memory: 16Gi, reserved: {cpu: 1, memory: 4Gi}}")
    }
    let limit = try #require(forecast.capacity?.limits.first)
    #expect(limit.byResource.map(\.name) == ["cpu", "memory"])
    #expect(limit.byResource.map(\.count) == [22, 44])
    // A pod is not shared by nodes: each has room for seven.
    #expect(limit.fitting == 21)
    #expect(forecast.capacity?.fits == true)
    #expect(forecast.capacity?.stages.map(\.pods) == [3, 3, 10, 3])
    #expect(forecast.capacity?.stages.last?.pools.first?.binding == "cpu")
  }

  @Test func `pods that find no node are named with the scheduler's reason`() throws {
    let forecast = try forecast(to: Self.api(rest: Self.autoscaler)) {
      $0.nodes = try pools("{pool: small, count: 1, cpu: 2, memory: 16Gi}")
    }
    let pending = try #require(forecast.capacity?.stages[2].pending.first)
    #expect(pending.count == 6)
    #expect(pending.message.hasPrefix("0/1 nodes are available: 1 Insufficient cpu."))
    #expect(forecast.hasFindings)
  }

  @Test func `a large fleet is weighed as a small one`() throws {
    let forecast = try forecast(to: Self.api(rest: Self.autoscaler)) {
      $0.nodes = try pools("{pool: large, count: 900, cpu: 128, memory: 2Ti, pods: 500}")
    }
    #expect(forecast.capacity?.fits == true)
    #expect(forecast.capacity?.stages.first?.pools.first?.binding == "cpu")
  }

  @Test func `what is no pool is refused`() {
    #expect(throws: ScenarioError.self) { try pools("{cpu: 4}") }
    #expect(throws: ScenarioError.self) { try pools("{pool: a, count: -1}") }
    #expect(throws: ScenarioError.self) { try pools("{pool: a, cpu: much}") }
  }

  // MARK: - Losses

  @Test func `the loss of a node is found out late`() throws {
    let forecast = try forecast(to: Self.api()) { $0.loss = .node }
    let loss = try #require(forecast.losses.first)
    #expect(loss.lost == 1)
    #expect(loss.steps.map(\.seconds) == [0, 50, 350, 360])
    #expect(loss.steps.map(\.ready) == [2, 2, 2, 3])
    #expect(loss.availabilityText == "99.9999%")
  }

  @Test func `many pods are never there the whole time, and a start of unknown length ends later`()
    throws
  {
    let twelve = Self.api().replacing("replicas: 3", with: "replicas: 12")
    let forecast = try forecast(to: twelve) {
      $0.loss = .pod
      $0.startup = nil
    }
    let loss = try #require(forecast.losses.first)
    #expect(loss.availabilityText == "more than 99.999999%")
    #expect(loss.shown.text.contains("0:00 or later  12 ready: the new one is ready"))
  }
}
