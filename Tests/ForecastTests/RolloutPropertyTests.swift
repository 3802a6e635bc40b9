import Diagnostics
import Forecast
import Kubernetes
import TestKit
import Testing
import Values
import YAML

/// What holds of every rollout, whatever its size and its strategy.
struct RolloutPropertyTests {
  /// A rollout drawn by chance.
  private struct Draw: CustomStringConvertible {
    var replicas: Int
    var surge: IntOrString
    var unavailable: IntOrString
    var minReadySeconds: Int
    var readyAfter: [Duration?]
    var termination: Double
    var size: Int?
    var description: String {
      "\(replicas) replicas, maxSurge \(surge), maxUnavailable \(unavailable), minReadySeconds "
        + "\(minReadySeconds), ready after \(readyAfter), ended after \(termination), then \(size ?? -1)"
    }

    init(_ random: inout some RandomNumberGenerator) {
      func share(_ random: inout some RandomNumberGenerator) -> IntOrString {
        Bool.random(using: &random)
          ? .int(Int.random(in: 0...6, using: &random))
          : .string("\(Int.random(in: 0...100, using: &random))%")
      }
      replicas = Int.random(in: 1...16, using: &random)
      surge = share(&random)
      unavailable = share(&random)
      if surge == .int(0), unavailable == .int(0) { unavailable = .int(1) }
      minReadySeconds = [0, 0, 1, 5].randomElement(using: &random) ?? 0
      readyAfter = (0...Int.random(in: 0...4, using: &random)).map { _ in
        Duration(seconds: Double.random(in: 0...30, using: &random))
      }
      termination = Double.random(in: 0...40, using: &random)
      size = Bool.random(using: &random) ? Int.random(in: 1...16, using: &random) : nil
    }

    func workload(image: String, replicas: Int) throws -> KubernetesObject {
      func quoted(_ share: IntOrString) -> String {
        if case .string(let text) = share { "\"\(text)\"" } else { "\(share)" }
      }
      return try RolloutTests.deployment(
        replicas: replicas, surge: quoted(surge), unavailable: quoted(unavailable), image: image,
        rest: "\"minReadySeconds\":\(minReadySeconds),")
    }

    /// The update of the image, and perhaps of the size, that is drawn.
    func scenario() throws -> RolloutScenario {
      var scenario = RolloutScenario()
      scenario.initial = try workload(image: "app:v1", replicas: replicas)
      scenario.events = [(.zero, .apply(try workload(image: "app:v2", replicas: size ?? replicas)))]
      let ended = Duration(seconds: termination)
      scenario.behaviours = [
        "app:v1": PodBehaviour(termination: ended),
        "app:v2": PodBehaviour(readyAfter: readyAfter, termination: ended),
      ]
      scenario.horizon = SimulatedTime(seconds: 3_000)
      return scenario
    }
  }

  @Test(arguments: 0..<12)
  func `no rollout exceeds its surge or misses more than it may, and every one ends`(
    _ seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<5 {
      let draw = Draw(&random)
      let timeline = try draw.scenario().simulated()
      let (least, most) = (
        min(draw.replicas, draw.size ?? draw.replicas),
        max(draw.replicas, draw.size ?? draw.replicas)
      )
      let surge =
        [least, most].compactMap { draw.surge.value(of: $0, roundingUp: true) }.max() ?? 0
      let missing =
        [least, most].compactMap { size -> Int? in
          let bound = draw.unavailable.value(of: size, roundingUp: false) ?? 0
          let isNothing = bound == 0 && draw.surge.value(of: size, roundingUp: true) == 0
          return min(size, isNothing ? 1 : bound)
        }.max() ?? 0
      #expect(timeline.mostPods <= most + surge, "\(draw)")
      #expect(timeline.leastAvailable >= max(0, least - missing), "\(draw)")
      #expect(timeline.completed != nil, "\(draw)")
      #expect(timeline.end.availablePods == draw.size ?? draw.replicas, "\(draw)")
    }
  }

  @Test(arguments: 0..<4)
  func `the same scenario has the same timeline`(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let draw = Draw(&random)
    let states = try (0..<3).map { _ in try draw.scenario().simulated().entries.map(\.state) }
    #expect(states.allSatisfy { $0 == states[0] }, "\(draw)")
  }

  @Test(arguments: 0..<8)
  func `an ordered StatefulSet never lacks more than one pod`(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let replicas = Int.random(in: 1...8, using: &random)
    func workload(_ image: String) throws -> KubernetesObject {
      KubernetesObject(
        try SourceFile(
          path: "app",
          text: """
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"app"},"spec":{\
            "replicas":\(replicas),"serviceName":"app","selector":{"matchLabels":{"app":"app"}},\
            "template":{"metadata":{"labels":{"app":"app"}},\
            "spec":{"containers":[{"name":"c","image":"\(image)"}]}}}}
            """
        ).parsedJSON().root)
    }
    var scenario = RolloutScenario()
    scenario.initial = try workload("app:v1")
    scenario.events = [(.zero, .apply(try workload("app:v2")))]
    scenario.behaviours["app:v2"] = PodBehaviour(
      readyAfter: [Duration(seconds: Double.random(in: 1...20, using: &random))],
      termination: Duration(seconds: Double.random(in: 0...20, using: &random)))
    scenario.horizon = SimulatedTime(seconds: 1_000)
    let timeline = try scenario.simulated()
    #expect(timeline.mostPodsWithTerminating == replicas)
    #expect(timeline.leastReady == replicas - 1)
    #expect(timeline.completed != nil)
  }
}
