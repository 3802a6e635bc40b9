/// Places pods one after the other: kube-scheduler with its default profile.
struct Scheduler {
  private(set) var nodes: [SchedulingNode]

  init(_ nodes: [SchedulingNode], existing: [SchedulingPod]) {
    self.nodes = nodes
    for pod in existing {
      if let index = self.nodes.firstIndex(where: { $0.name == pod.nodeName }) {
        self.nodes[index].add(pod)
      }
    }
  }

  /// Where a pod went, or why it went nowhere.
  enum Outcome {
    /// The position of the node.
    case placed(Int)
    case pending(PendingPod)
  }

  /// Places one pod.
  mutating func place(_ pod: SchedulingPod) -> Outcome {
    let filters = SchedulingFilters(pod, nodes)
    var feasible: [Int] = []
    var failures: [FilterFailure] = []
    for (index, node) in nodes.enumerated() {
      if let failure = filters.failure(on: node) {
        failures.append(failure)
      } else {
        feasible.append(index)
      }
    }
    let scores = SchedulingScores(pod, feasible.map { nodes[$0] }, among: nodes)
    guard let best = scores.best else {
      return .pending(PendingPod(failures: failures, neverPreempts: pod.neverPreempts))
    }
    nodes[feasible[best]].add(pod)
    return .placed(feasible[best])
  }
}

extension Scheduler {
  /// What became of pods that are alike.
  struct Placements {
    /// How many went to each node, by its position.
    var placed: [Int: Int] = [:]
    /// How many went nowhere, by the message that says why.
    var pending: [String: Int] = [:]
  }

  /// Places so many pods that are alike.
  mutating func place(_ count: Int, of pod: SchedulingPod) -> Placements {
    var placements = Placements()
    for number in 0..<max(0, count) {
      switch place(pod) {
      case .placed(let node): placements.placed[node, default: 0] += 1
      case .pending(let pending):
        // Where one finds no node none like it does: nothing has become free.
        placements.pending[pending.message] = count - number
        return placements
      }
    }
    return placements
  }

  /// The same nodes without some of the pods.
  func removing(_ isGone: (SchedulingPod) -> Bool) -> Scheduler {
    var scheduler = self
    for index in nodes.indices { scheduler.nodes[index].removeAll(isGone) }
    return scheduler
  }

  /// Places a DaemonSet's pod on every node whose taints and labels let it.
  ///
  /// - Returns: how many nodes took one.
  mutating func placeOnEach(_ pod: SchedulingPod) -> Int {
    let filters = SchedulingFilters(pod, nodes)
    let taking = nodes.indices.filter { filters.failure(on: nodes[$0]) == nil }
    for index in taking { nodes[index].add(pod) }
    return taking.count
  }
}

extension Scheduler {
  /// How many pods like one find a node; nil where each says something of where the next may be, so that
  /// they have to be placed.
  func room(forPodsLike pod: SchedulingPod) -> Int? {
    guard pod.isIndifferent else { return nil }
    let filters = SchedulingFilters(pod, nodes)
    return nodes.filter { filters.failure(on: $0) == nil }
      .reduce(0) { $0.adding(saturating: $1.room(forPodsLike: pod)) }
  }
}

/// Why no node takes a pod.
struct PendingPod {
  /// One for each node.
  let failures: [FilterFailure]
  let neverPreempts: Bool

  /// The message of condition PodScheduled.
  var message: String {
    guard !failures.isEmpty else { return "no nodes available to schedule pods" }
    let count = failures.count
    let preemption =
      neverPreempts
      ? "not eligible due to preemptionPolicy=Never."
      : "0/\(count) nodes are available: \(Self.listed(failures.map(\.helplessness)))."
    return "0/\(count) nodes are available: \(Self.listed(failures.flatMap(\.reasons))). "
      + "no new claims to deallocate, preemption: \(preemption)"
  }

  /// Reasons with their numbers, as texts in order.
  private static func listed(_ reasons: [String]) -> String {
    Dictionary(grouping: reasons, by: \.self).map { "\($0.value.count) \($0.key)" }.sorted()
      .joined(separator: ", ")
  }
}

extension FilterFailure {
  /// Why evicting other pods does not make room; nobody has a lower priority.
  fileprivate var helplessness: String {
    isUnresolvable
      ? "Preemption is not helpful for scheduling"
      : "No preemption victims found for incoming pod"
  }
}
