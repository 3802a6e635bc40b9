import APIServer
import Kubernetes
import YAML

/// Groups of like pods that are scheduled one after the other.
enum CapacityQuery {
  /// The answer to the question of a capacity.
  static func answer(_ question: Node) throws(ScenarioError) -> Node {
    let nodes = (question["nodes"]?.elements ?? []).map { SchedulingNode(KubernetesObject($0)) }
    let namespaces = NamespaceLabels(
      (question["namespaces"]?.elements ?? []).map { KubernetesObject($0) })
    func pod(_ node: Node?) -> SchedulingPod {
      let object = KubernetesObject(node ?? .null())
      return SchedulingPod(
        object.gvk.kind == "Pod" ? Defaulting.apply(to: object) : object, among: namespaces)
    }
    let existing = (question["existing"]?.elements ?? []).map(pod)
    var scheduler = Scheduler(nodes, existing: existing)
    let groups = (question["pods"]?.elements ?? []).map { group -> Node in
      let pod = pod(group["pod"])
      let count = min(max(0, group["count"]?.int32 ?? 1), 100_000)
      let placements = scheduler.place(count, of: pod)
      let (placed, messages) = (placements.placed, placements.pending)
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
