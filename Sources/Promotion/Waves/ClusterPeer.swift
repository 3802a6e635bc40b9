import YAML

/// What a file of the target comes to by another of the source's clusters than the one that it is made from.
struct ClusterPeer: Sendable {
  /// That other cluster.
  let cluster: String
  /// The target's file merged with that cluster's.
  let merge: FileMerge

  /// Whether the target would say the same at a field by either cluster.
  func agrees(on difference: Difference, saying value: Node?) -> Bool {
    guard let own = counterpart(of: difference) else { return false }
    switch (merge.classify(own, base: .unknown).value, value) {
    case (nil, nil): return true
    case (let left?, let right?): return left.isEqual(to: right)
    default: return false
    }
  }

  /// Whether its cluster has anything at a field.
  func has(_ difference: Difference) -> Bool {
    counterpart(of: difference).map { $0.source != nil } ?? (difference.target != nil)
  }

  /// The differences that it alone has, in fields in which the other cluster has what the target has.
  func differences(besides others: [Difference]) -> [Difference] {
    let known = Set(others.map(\.field.ofTarget))
    return merge.differences.filter { !known.contains($0.field.ofTarget) }
  }

  private func counterpart(of difference: Difference) -> Difference? {
    let field = difference.field.ofTarget
    return merge.differences.first { $0.field.ofTarget == field }
  }
}

extension PromotedField {
  /// The same field by the target's names alone.
  fileprivate var ofTarget: PromotedField {
    var field = self
    if case .object(_, let target, let occurrence) = document {
      field.document = .object(source: target, target: target, occurrence: occurrence)
    }
    field.steps = steps.map { step in
      guard case .entry(let rule, _, let target, let occurrence) = step else { return step }
      return .entry(rule, source: target, target: target, occurrence: occurrence)
    }
    return field
  }
}
