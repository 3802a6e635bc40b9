import Diagnostics
import Display
import Forecast
import Kubernetes
import Testing
import Values
import YAML

/// What a load makes of the sizes of workloads.
extension FleetForecastTests {
  private func load(_ text: String) throws -> LoadForecast {
    let forecast = try forecast(to: Self.api(rest: Self.autoscaler)) {
      $0.load = try LoadProfile(text)
    }
    return try #require(forecast.loads?.first)
  }

  @Test func `a use above the target adds pods until the most`() throws {
    let load = try load("0s=30,5m=1000;pod=20")
    #expect(load.mostReplicas == 10)
    #expect(load.unserved > 0)
    #expect(load.turns == 0)
  }

  @Test func `a use below the target takes pods away after five minutes`() throws {
    let load = try load("0s=400,10m=20,40m=20;pod=60")
    let grown = try #require(load.points.last { $0.seconds <= 600 }?.replicas)
    #expect(grown == 10)
    #expect(load.points.first { $0.seconds > 600 && $0.replicas < grown }?.seconds == 900)
    #expect(load.points.last?.replicas == 3)
  }

  @Test func `a metric of which the load says nothing is left out and named`() throws {
    let memory = """

        - {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}}
      """
    let forecast = try forecast(to: Self.api(rest: Self.autoscaler + memory)) {
      $0.load = try LoadProfile("0s=400,10m=20;pod=60")
    }
    let load = try #require(forecast.loads?.first)
    #expect(load.ignored == ["resource/memory"])
    #expect(load.points.last?.replicas == 3)
    #expect(load.shown.text.contains("resource/memory is left out"))
  }

  @Test func `a use within a tenth of the target changes nothing`() throws {
    let load = try load("0s=42;pod=20")
    #expect(Set(load.points.map(\.replicas)) == [3])
    #expect(load.unserved == 0)
  }

  @Test func `an autoscaler of the first version is read as well`() throws {
    let first = """
      ---
      apiVersion: autoscaling/v1
      kind: HorizontalPodAutoscaler
      metadata: {name: model-api, namespace: ml-serving}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: model-api}
        minReplicas: 3
        maxReplicas: 10
        targetCPUUtilizationPercentage: 50
      """
    let forecast = try forecast(to: Self.api(rest: first)) {
      $0.load = try LoadProfile("0s=60;pod=20")
    }
    // 60 of 60 requests a second are twice the half that is aimed at.
    #expect(forecast.loads?.first?.points.last?.replicas == 6)
  }

  @Test func `a load that scales nothing says what it would scale, and why it does not`() throws {
    let jobs = Self.autoscaler.replacing("type: Resource", with: "type: External")
      .replacing(
        "resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}",
        with: "external: {metric: {name: jobs}, target: {type: AverageValue, averageValue: 5}}")
    func told(_ text: String) throws -> FleetForecast {
      try forecast(to: text) { $0.load = try LoadProfile("0s=60;pod=20") }
    }
    let nothing = try told(Self.api())
    #expect(nothing.loads?.isEmpty == true)
    #expect(
      nothing.shown.text.contains(
        "the load scales no workload: one is scaled by it that has a HorizontalPodAutoscaler"))
    #expect(
      try told(Self.api(rest: jobs)).unscaled.map(\.reason) == [
        "its autoscaler looks at external/jobs, and not at the CPU that its pods use"
      ])
    let greedy = Self.api(rest: Self.autoscaler).replacing("cpu: 500m, ", with: "")
    #expect(
      try told(greedy).shown.text.contains(
        "Deployment/ml-serving/model-api is not scaled by the load: its pods request no CPU"))
    #expect(try forecast(to: Self.api()).loads == nil)
  }

  @Test func `a load grows new pods after the time that their annotation says`() throws {
    let annotated = Self.api(rest: Self.autoscaler).replacing(
      "name: model-api, namespace: ml-serving}\nspec:\n  replicas",
      with: "name: model-api, namespace: ml-serving, annotations: {sluice.dev/startup: 2m}}\n"
        + "spec:\n  replicas")
    let forecast = try forecast(to: annotated) {
      $0.startup = nil
      $0.load = try LoadProfile("0s=100;pod=20")
    }
    let points = try #require(forecast.loads?.first?.points)
    #expect(points.first { $0.ready > 3 }?.seconds == 135)
  }

  @Test(arguments: ["", "0s=5", "pod=5", "x=1;pod=5", "0s=-1;pod=5", "0s=1;pod=0"])
  func `what is no load is refused`(_ text: String) {
    #expect(throws: ScenarioError.self) { try LoadProfile(text) }
  }
}
