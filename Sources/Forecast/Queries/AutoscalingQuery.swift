import APIServer
import Kubernetes
import Values
import YAML

extension AutoscalingScenario {
  /// Reads the question of an autoscaler.
  init(_ question: Node) throws(ScenarioError) {
    guard let object = question["hpa"], object["spec"]?.mapping != nil else {
      throw ScenarioError("hpa is no HorizontalPodAutoscaler")
    }
    func span(_ name: String) -> Duration {
      Duration(seconds: question[name]?.scalar?.number ?? 0)
    }
    let frames = (question["frames"]?.elements ?? []).map(Frame.init)
    let replicas = max(0, question["replicas"]?.int32 ?? 1)
    let most =
      ([replicas, AutoscalerSpec(KubernetesObject(object)).mostReplicas]
      + frames.flatMap { [$0.replicas ?? 0, $0.autoscaler?.mostReplicas ?? 0] }).max() ?? 0
    guard most <= 100_000, most.multiplied(saturatingBy: max(1, frames.count)) <= Self.mostLooks
    else {
      throw ScenarioError(
        "\(most) pods over \(frames.count) syncs are more than a forecast simulates")
    }
    let containers = question["containers"]?.elements ?? []
    self.init(
      autoscaler: AutoscalerSpec(KubernetesObject(object)),
      replicas: replicas,
      request: { metric in Self.request(of: containers, metric) },
      readyAfter: span("readyAfter"), metricsAfter: span("metricsAfter"),
      frames: frames)
  }

  /// How often pods are looked at before it takes too long.
  private static let mostLooks = 10_000_000

  /// What a pod with these containers requests of the resource of a metric.
  private static func request(of containers: [Node], _ metric: MetricSource) -> Int? {
    var sum = 0
    for container in containers {
      if case .container(let name) = metric.kind, container["name"]?.scalarText != name { continue }
      guard let amount = PodResources.requests(of: container)[metric.name] else { return nil }
      sum = sum.adding(saturating: amount)
    }
    return sum
  }

  /// The answer to the question of an autoscaler.
  var answer: Node {
    .object([("syncs", Node(simulated().map(\.answer)))])
  }
}

extension AutoscalingScenario.Frame {
  fileprivate init(_ node: Node) {
    self.init()
    for entry in node["metrics"]?.mapping?.entries ?? [] {
      readings[entry.name] = AutoscalingScenario.Reading(entry.value)
    }
    func indices(_ name: String) -> Set<Int> {
      Set((node[name]?.elements ?? []).compactMap { $0.int32 })
    }
    unready = indices("unready")
    missing = indices("missing")
    failed = indices("failed")
    terminating = indices("terminating")
    pending = indices("pending")
    replicas = node["setReplicas"]?.int32.map { max(0, $0) }
    autoscaler = node["hpa"].map { AutoscalerSpec(KubernetesObject($0)) }
  }
}

extension AutoscalingScenario.Reading {
  fileprivate init?(_ node: Node) {
    if let elements = node.elements {
      self = .each(elements.compactMap { Quantity.thousandths($0) })
    } else if let total = node["total"] {
      guard let value = Quantity.thousandths(total) else { return nil }
      self = .shared(value)
    } else {
      guard let value = Quantity.thousandths(node) else { return nil }
      self = .each([value])
    }
  }
}

extension AutoscalingScenario.Sync {
  fileprivate var answer: Node {
    .object([
      ("t", .number(time.seconds)), ("replicas", .integer(replicas)),
      ("desired", .integer(status.desiredReplicas)),
      ("current", .integer(status.currentReplicas)),
      ("conditions", .object(status.conditions.map { ($0.type, .string($0.value)) })),
      ("metrics", Node(status.metrics.map { Self.answer($0.source, $0.proposal) })),
      ("reason", reason.map { .string($0) } ?? .null()),
    ])
  }

  private static func answer(
    _ source: MetricSource, _ proposal: ReplicaCalculation.Proposal
  ) -> Node {
    var members: [(String, Node)] = [
      ("type", .string(source.type)), ("name", .string(source.statusName)),
    ]
    if let utilization = proposal.utilization {
      members.append(("averageUtilization", .integer(utilization)))
    }
    let value = Node.string(
      Quantity(thousandths: proposal.value, isBytes: source.isBytes).description)
    if case .value = source.target {
      members.append(("value", value))
    } else {
      members.append(("averageValue", value))
    }
    return .object(members)
  }
}
