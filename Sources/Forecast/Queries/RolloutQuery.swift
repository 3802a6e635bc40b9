import Kubernetes
import YAML
import Values

extension RolloutScenario {
  /// Reads the question of a rollout.
  init(_ request: Node) throws(ScenarioError) {
    self.init()
    initial = request["initial"].flatMap { $0.isNull ? nil : KubernetesObject($0) }
    nodes = max(0, request["nodes"]?.int32 ?? 0)
    quota = request["quota"].flatMap { $0.isNull ? nil : PodQuota(hard: $0) }
    behaviours = Dictionary(
      (request["pods"]?.mapping?.entries ?? []).map { ($0.name, PodBehaviour($0.value)) },
      uniquingKeysWith: { $1 })
    horizon = SimulatedTime(seconds: request["horizon"]?.scalar?.number ?? 600)
    events = []
    for node in request["events"]?.elements ?? [] {
      let time = SimulatedTime(seconds: max(0, node["at"]?.scalar?.number ?? 0))
      events.append((time, try RolloutEvent(node)))
    }
  }
}

extension PodBehaviour {
  fileprivate init(_ node: Node) {
    func span(_ node: Node?) -> Duration? {
      node?.scalar?.number.map(Duration.init(seconds:))
    }
    self.init(
      readyAfter: node["readyAfter"].map { $0.elements.map { $0.map(span) } ?? [span($0)] }
        ?? [.zero],
      unreadyAfter: span(node["unreadyAfter"]), readyAgainAfter: span(node["readyAgainAfter"]),
      termination: span(node["terminate"]) ?? .zero)
  }
}

extension RolloutEvent {
  fileprivate init(_ node: Node) throws(ScenarioError) {
    switch node["op"]?.string {
    case "apply":
      guard let workload = node["workload"] else {
        throw ScenarioError("apply needs a workload")
      }
      self = .apply(KubernetesObject(workload))
    case "scale": self = .scale(max(0, node["replicas"]?.int32 ?? 0))
    case "pause": self = .pause(true)
    case "resume": self = .pause(false)
    case "image": self = .image(node["image"]?.scalarText ?? "")
    case "undo": self = .undo
    case "quota": self = .quota(PodQuota(hard: node["hard"]))
    case "evict": self = .evict(max(0, node["replicas"]?.int32 ?? 0))
    case let op: throw ScenarioError("the event \(op ?? "without op") is not known")
    }
  }
}
