import Kubernetes
import YAML

/// Groups of like pods that are scheduled one after the other.
enum CapacityQuery {
  /// The answer to the question of a capacity.
  static func answer(_ question: Node) throws(ScenarioError) -> Node {
    let nodes = (question["nodes"]?.elements ?? []).map { SchedulingNode(KubernetesObject($0)) }
    let existing = (question["existing"]?.elements ?? []).map {
      SchedulingPod(KubernetesObject($0))
    }
    var scheduler = Scheduler(nodes, existing: existing)
    let groups = (question["pods"]?.elements ?? []).map { group -> Node in
      let pod = SchedulingPod(KubernetesObject(group["pod"] ?? .null()))
      let count = min(max(0, group["count"]?.int32 ?? 1), 100_000)
      var placed: [Int: Int] = [:]
      var messages: [String: Int] = [:]
      for _ in 0..<count {
        switch scheduler.place(pod) {
        case .placed(let node): placed[node, default: 0] += 1
        case .pending(let pending): messages[pending.message, default: 0] += 1
        }
      }
      return .object([
        ("scheduled", .integer(placed.values.reduce(0, +))),
        (
          "messages",
          .object(messages.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
        ),
        (
          "nodes",
          .object(
            placed.sorted { $0.key < $1.key }.map { (nodes[$0.key].name, .integer($0.value)) })
        ),
      ])
    }
    return .object([("groups", Node(groups))])
  }
}
