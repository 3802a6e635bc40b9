import YAML

extension Timeline {
  /// The answer to the question of a rollout.
  var answer: Node {
    .object([
      ("timeline", Node(entries.map { $0.state.answer(at: $0.time) })),
      ("final", final),
      ("minReady", .integer(leastReady)), ("minAvailable", .integer(leastAvailable)),
      ("maxPods", .integer(mostPods)),
      ("maxPodsWithTerminating", .integer(mostPodsWithTerminating)),
      ("completedAt", completed.map { .number($0.seconds) } ?? .null()),
      ("deadlineExceededAt", deadlineExceeded.map { .number($0.seconds) } ?? .null()),
    ])
  }

  private var final: Node {
    let fields = status.map { field -> (String, Node) in
      switch field {
      case .counter(let name, let value): (name, .integer(value))
      case .revision(let name, let number): (name, .string(String(number)))
      }
    }
    return .object(end.members + [("status", .object(fields))])
  }
}

extension WorkloadState {
  fileprivate func answer(at time: SimulatedTime) -> Node {
    .object([("t", .number(time.seconds))] + members)
  }

  fileprivate var members: [(String, Node)] {
    let sets = sets.map { (String($0.number), $0.answer) }
    var members: [(String, Node)] = [("sets", .object(sets))]
    if let available { members.append(("available", .integer(available))) }
    if !conditions.isEmpty {
      let values = conditions.map { ($0.type, $0.value.map { Node.string($0) } ?? .null()) }
      members.append(("conditions", .object(values)))
    }
    return members
  }
}

extension SetState {
  fileprivate var answer: Node {
    let counts: [(String, Node)] = [
      ("pods", .integer(pods)), ("ready", .integer(ready)), ("terminating", .integer(terminating)),
    ]
    guard let replicaSet else { return .object(counts) }
    return .object(
      [("desired", replicaSet.desired.map { .integer($0) } ?? .null())] + counts + [
        ("available", .integer(replicaSet.available)),
        ("revision", .integer(replicaSet.revision)),
      ])
  }
}
