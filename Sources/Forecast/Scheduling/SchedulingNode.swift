import Kubernetes
import YAML

/// A node as the scheduler sees it, with the pods that are bound to it.
struct SchedulingNode {
  let name: String
  let labels: [String: String]
  let taints: [Taint]
  let isUnschedulable: Bool
  /// What pods may take together, in thousandths.
  let allocatable: [String: Int]
  private(set) var pods: [SchedulingPod] = []
  /// What they request, in thousandths.
  private(set) var requested: [String: Int] = [:]
  /// The same for ranking: a container without a request counts with a guess.
  private(set) var ranked: [String: Int] = [:]

  /// Reads a Node; what its status leaves out is not there.
  init(_ object: KubernetesObject) {
    let status = object.root["status"]
    self.init(
      name: object.name, labels: object.labels,
      taints: (object.root["spec"]?["taints"]?.elements ?? []).map(Taint.init),
      isUnschedulable: object.root["spec"]?["unschedulable"]?.scalar?.boolean ?? false,
      allocatable: PodResources.thousandths(status?["allocatable"] ?? status?["capacity"]))
  }

  init(
    name: String, labels: [String: String], taints: [Taint] = [], isUnschedulable: Bool = false,
    allocatable: [String: Int]
  ) {
    self.name = name
    self.labels = labels
    self.taints = taints
    self.isUnschedulable = isUnschedulable
    self.allocatable = allocatable
  }

  /// Binds a pod.
  mutating func add(_ pod: SchedulingPod) {
    pods.append(pod)
    requested.merge(pod.requests) { $0.adding(saturating: $1) }
    ranked.merge(pod.ranked) { $0.adding(saturating: $1) }
  }

  /// Takes pods away.
  mutating func removeAll(_ isGone: (SchedulingPod) -> Bool) {
    guard pods.contains(where: isGone) else { return }
    let staying = pods.filter { !isGone($0) }
    (pods, requested, ranked) = ([], [:], [:])
    for pod in staying { add(pod) }
  }

  /// Whether the pod's own wishes and the node's taints let it be there, whatever else is.
  func mayTake(_ pod: SchedulingPod) -> Bool {
    !taints.contains(where: pod.isRepelled) && pod.nodeAffinity.allows(self)
  }

  /// How many pods like one have room, by what they request and their number.
  func room(forPodsLike pod: SchedulingPod) -> Int {
    pod.requests.reduce(allocatable["pods", default: 0] / 1_000 - pods.count) { room, request in
      guard request.value > 0 else { return room }
      let free = allocatable[request.key, default: 0] - requested[request.key, default: 0]
      return min(room, free / request.value)
    }
  }
}

/// A taint of a node.
struct Taint {
  let key: String
  let value: String
  let effect: String

  init(_ node: Node) {
    key = node["key"]?.scalarText ?? ""
    value = node["value"]?.scalarText ?? ""
    effect = node["effect"]?.scalarText ?? ""
  }

  init(key: String, value: String = "", effect: String) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

/// What a pod tolerates.
struct Toleration {
  private let key: String
  private let isExists: Bool
  private let value: String
  private let effect: String

  init(_ node: Node) {
    key = node["key"]?.scalarText ?? ""
    isExists = node["operator"]?.string == "Exists"
    value = node["value"]?.scalarText ?? ""
    effect = node["effect"]?.scalarText ?? ""
  }

  /// Whether it is meant for taints of an effect.
  func concerns(_ effect: String) -> Bool { self.effect.isEmpty || self.effect == effect }

  func tolerates(_ taint: Taint) -> Bool {
    concerns(taint.effect) && (key.isEmpty || key == taint.key)
      && (isExists || (!key.isEmpty && value == taint.value))
  }
}
