import Kubernetes

/// Why a node does not take a pod.
struct FilterFailure {
  /// In the scheduler's words; a node that is too small for several reasons has several.
  var reasons: [String]
  /// Whether no eviction on the node would help.
  var isUnresolvable: Bool
}

/// The filters of kube-scheduler's default profile, in its order: the first that fails says why.
struct SchedulingFilters {
  private let pod: SchedulingPod
  private let spread: [(constraint: SpreadConstraint, counts: [String: Int])]
  private let affinity: AffinityCounts

  /// Counts once what all nodes are held against.
  init(_ pod: SchedulingPod, _ nodes: [SchedulingNode]) {
    self.pod = pod
    affinity = AffinityCounts(pod, nodes)
    let constraints = pod.spread.filter(\.isRequired)
    let keyed = nodes.filter { node in
      constraints.allSatisfy { node.labels[$0.topologyKey] != nil }
    }
    spread = constraints.map { constraint in
      var counts: [String: Int] = [:]
      for node in keyed where constraint.counts(node, for: pod) {
        guard let value = node.labels[constraint.topologyKey] else { continue }
        counts[value, default: 0] += constraint.count(on: node, for: pod)
      }
      return (constraint, counts)
    }
  }

  /// nil where the node takes the pod.
  func failure(on node: SchedulingNode) -> FilterFailure? {
    if node.isUnschedulable, pod.isRepelled(by: Self.unschedulable) {
      return FilterFailure(reasons: ["node(s) were unschedulable"], isUnresolvable: true)
    }
    if node.taints.contains(where: { pod.isRepelled(by: $0) }) {
      return FilterFailure(reasons: ["node(s) had untolerated taint(s)"], isUnresolvable: true)
    }
    guard pod.nodeAffinity.allows(node) else {
      return FilterFailure(
        reasons: ["node(s) didn't match Pod's node affinity/selector"], isUnresolvable: true)
    }
    let taken = node.pods.lazy.flatMap(\.hostPorts)
    if pod.hostPorts.contains(where: { port in taken.contains { $0.conflicts(with: port) } }) {
      return FilterFailure(
        reasons: ["node(s) didn't have free ports for the requested pod ports"],
        isUnresolvable: false)
    }
    return lack(on: node) ?? skew(on: node) ?? affinity.failure(on: node)
  }

  private static let unschedulable = Taint(
    key: "node.kubernetes.io/unschedulable", effect: "NoSchedule")

  /// NodeResourcesFit.
  private func lack(on node: SchedulingNode) -> FilterFailure? {
    var failure = FilterFailure(reasons: [], isUnresolvable: false)
    if (node.pods.count + 1) * 1_000 > node.allocatable["pods", default: 0] {
      failure.reasons.append("Too many pods")
    }
    for (name, amount) in pod.requests.sorted(by: { $0.key < $1.key }) where amount > 0 {
      let allocatable = node.allocatable[name, default: 0]
      guard amount > allocatable - node.requested[name, default: 0] else { continue }
      failure.reasons.append("Insufficient \(name)")
      if amount > allocatable { failure.isUnresolvable = true }
    }
    return failure.reasons.isEmpty ? nil : failure
  }

  /// PodTopologySpread.
  private func skew(on node: SchedulingNode) -> FilterFailure? {
    for (constraint, counts) in spread {
      guard let value = node.labels[constraint.topologyKey] else {
        return FilterFailure(
          reasons: [
            "node(s) didn't match pod topology spread constraints (missing required label)"
          ], isUnresolvable: true)
      }
      let least = counts.count < constraint.minDomains ? 0 : counts.values.min() ?? Int(Int32.max)
      let own = constraint.selector?.matches(pod.labels) ?? false ? 1 : 0
      if counts[value, default: 0] + own - least > constraint.maxSkew {
        return FilterFailure(
          reasons: ["node(s) didn't match pod topology spread constraints"], isUnresolvable: false)
      }
    }
    return nil
  }
}

/// Where pods are that a pod's required terms, or those of others, ask about: InterPodAffinity.
private struct AffinityCounts {
  private let pod: SchedulingPod
  private var near: [Place: Int] = [:]
  private var away: [Place: Int] = [:]
  private var forbidden: Set<Place> = []

  private struct Place: Hashable {
    let key: String
    let value: String
  }

  init(_ pod: SchedulingPod, _ nodes: [SchedulingNode]) {
    self.pod = pod
    for node in nodes {
      func place(_ term: PodAffinityTerm) -> Place? {
        node.labels[term.topologyKey].map { Place(key: term.topologyKey, value: $0) }
      }
      for other in node.pods {
        for term in other.antiAffinity where term.matches(pod) {
          if let place = place(term) { forbidden.insert(place) }
        }
        if !pod.affinity.isEmpty, pod.affinity.allSatisfy({ $0.matches(other) }) {
          for term in pod.affinity { place(term).map { near[$0, default: 0] += 1 } }
        }
        for term in pod.antiAffinity where term.matches(other) {
          place(term).map { away[$0, default: 0] += 1 }
        }
      }
    }
  }

  func failure(on node: SchedulingNode) -> FilterFailure? {
    func place(_ key: String) -> Place? { node.labels[key].map { Place(key: key, value: $0) } }
    guard isNear(place) else {
      return FilterFailure(
        reasons: ["node(s) didn't match pod affinity rules"], isUnresolvable: true)
    }
    if pod.antiAffinity.contains(where: { term in
      place(term.topologyKey).map { away[$0] != nil } ?? false
    }) {
      return FilterFailure(
        reasons: ["node(s) didn't match pod anti-affinity rules"], isUnresolvable: false)
    }
    if forbidden.contains(where: { place($0.key) == $0 }) {
      return FilterFailure(
        reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
        isUnresolvable: false)
    }
    return nil
  }

  /// A pod that is the first of those that want to be near each other may be anywhere.
  private func isNear(_ place: (String) -> Place?) -> Bool {
    guard !pod.affinity.isEmpty else { return true }
    let places = pod.affinity.map { place($0.topologyKey) }
    guard places.allSatisfy({ $0 != nil }) else { return false }
    if places.allSatisfy({ $0.map { near[$0] != nil } ?? false }) { return true }
    return near.isEmpty && pod.affinity.allSatisfy { $0.matches(pod) }
  }
}
