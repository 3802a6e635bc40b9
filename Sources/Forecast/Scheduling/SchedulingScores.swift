import Glibc

/// How kube-scheduler's default profile ranks the nodes that take a pod.
struct SchedulingScores {
  private let pod: SchedulingPod
  /// Those that take the pod.
  private let nodes: [SchedulingNode]
  private let all: [SchedulingNode]

  init(_ pod: SchedulingPod, _ nodes: [SchedulingNode], among all: [SchedulingNode]) {
    self.pod = pod
    self.nodes = nodes
    self.all = all
  }

  private static let most = 100

  /// The position of the best node; of equals, among which the scheduler draws, the first.
  var best: Int? {
    guard nodes.count > 1 else { return nodes.isEmpty ? nil : 0 }
    var sums = nodes.map { leastAllocated($0) + balanced($0) }
    for (weight, scores) in [(3, taints), (2, affinity), (2, spread), (2, podAffinity)] {
      for index in sums.indices { sums[index] += weight * scores[index] }
    }
    return sums.indices.max { (sums[$0], $1) < (sums[$1], $0) }
  }

  /// NodeResourcesFit with the strategy LeastAllocated.
  private func leastAllocated(_ node: SchedulingNode) -> Int {
    let scores = ["cpu", "memory"].compactMap { name -> Int? in
      guard let capacity = node.allocatable[name], capacity > 0 else { return nil }
      let used = node.ranked[name, default: 0].adding(
        saturating: pod.ranked[name, default: 0])
      return used > capacity ? 0 : (capacity - used) * Self.most / capacity
    }
    return scores.isEmpty ? 0 : scores.reduce(0, +) / scores.count
  }

  /// NodeResourcesBalancedAllocation: whether the pod makes the use of CPU and memory more even or
  /// less; one without requests is not ranked by it.
  private func balanced(_ node: SchedulingNode) -> Int {
    let names = ["cpu", "memory"]
    guard names.contains(where: { pod.requests[$0, default: 0] > 0 }) else { return 0 }
    func evenness(with requests: [String: Int]) -> Int {
      let fractions = names.compactMap { name -> Double? in
        guard let capacity = node.allocatable[name], capacity > 0 else { return nil }
        let used = node.requested[name, default: 0].adding(
          saturating: requests[name, default: 0])
        return min(1, Double(used) / Double(capacity))
      }
      let deviation = fractions.count == 2 ? abs(fractions[0] - fractions[1]) / 2 : 0
      return Int((1 - deviation) * Double(Self.most))
    }
    let half = Self.most / 2
    return half + (half + evenness(with: pod.requests) - evenness(with: [:])) / 2
  }

  /// TaintToleration: the fewer taints that would rather not have the pod, the better.
  private var taints: [Int] {
    let tolerations = pod.tolerations.filter { $0.concerns("PreferNoSchedule") }
    let counts = nodes.map { node in
      node.taints.count { taint in
        taint.effect == "PreferNoSchedule" && !tolerations.contains { $0.tolerates(taint) }
      }
    }
    let highest = counts.max() ?? 0
    return counts.map { highest == 0 ? Self.most : Self.most - Self.most * $0 / highest }
  }

  /// NodeAffinity.
  private var affinity: [Int] {
    let sums = nodes.map { node in
      pod.nodeAffinity.preferred.reduce(0) { $0 + ($1.term.matches(node) ? $1.weight : 0) }
    }
    let highest = sums.max() ?? 0
    return sums.map { highest == 0 ? 0 : Self.most * $0 / highest }
  }

  /// PodTopologySpread.
  private var spread: [Int] {
    let constraints = pod.spread.filter { !$0.isRequired }
    guard !constraints.isEmpty else { return nodes.map { _ in 0 } }
    func hasKeys(_ node: SchedulingNode) -> Bool {
      constraints.allSatisfy { node.labels[$0.topologyKey] != nil }
    }
    let keyed = nodes.filter(hasKeys)
    var scores = nodes.map { _ in 0.0 }
    for constraint in constraints {
      let isHostname = constraint.topologyKey == "kubernetes.io/hostname"
      var counts: [String: Int] = [:]
      for node in keyed { counts[node.labels[constraint.topologyKey] ?? ""] = 0 }
      let weight = log(Double((isHostname ? keyed.count : counts.count) + 2))
      for node in all where hasKeys(node) && constraint.counts(node, for: pod) {
        guard let value = node.labels[constraint.topologyKey], let count = counts[value] else {
          continue
        }
        counts[value] = count + constraint.count(on: node, for: pod)
      }
      for (index, node) in nodes.enumerated() {
        guard let value = node.labels[constraint.topologyKey] else { continue }
        let count = isHostname ? constraint.count(on: node, for: pod) : counts[value, default: 0]
        scores[index] += Double(count) * weight + Double(constraint.maxSkew - 1)
      }
    }
    let rounded = scores.map { Int($0.rounded()) }
    let ranked = nodes.indices.filter { hasKeys(nodes[$0]) }.map { rounded[$0] }
    let highest = max(0, ranked.max() ?? 0)
    let lowest = ranked.min() ?? 0
    return nodes.indices.map { index in
      guard hasKeys(nodes[index]) else { return 0 }
      return highest == 0
        ? Self.most : Self.most * (highest + lowest - rounded[index]) / highest
    }
  }

  /// InterPodAffinity: terms that prefer, in both directions; those that others require count 1.
  private var podAffinity: [Int] {
    var sums: [String: [String: Int]] = [:]
    for node in all {
      func add(_ term: PodAffinityTerm, _ weight: Int) {
        guard let value = node.labels[term.topologyKey] else { return }
        sums[term.topologyKey, default: [:]][value, default: 0] += weight
      }
      for other in node.pods {
        for (term, weight) in pod.preferred where term.matches(other) { add(term, weight) }
        for term in other.affinity where term.matches(pod) { add(term, 1) }
        for (term, weight) in other.preferred where term.matches(pod) { add(term, weight) }
      }
    }
    guard !sums.isEmpty else { return nodes.map { _ in 0 } }
    let scores = nodes.map { node in
      sums.reduce(0) { $0 + ($1.value[node.labels[$1.key] ?? "", default: 0]) }
    }
    let lowest = scores.min() ?? 0
    let range = (scores.max() ?? 0) - lowest
    return scores.map { score in
      range > 0 ? Int(Double(Self.most) * (Double(score - lowest) / Double(range))) : 0
    }
  }
}
