package import Diagnostics
import Environments

/// That the clusters of a source do not have a field alike, so that nobody knows which of them counts.
package struct ClusterDisagreement: Hashable, Sendable {
  /// The clusters that have it otherwise than the one that the target is made from.
  package let clusters: [String]
  /// Whether all of them have a value there; what one has and another lacks may be its own for good.
  package let isOfValues: Bool
}

extension ClusterDisagreement: CustomStringConvertible {
  package var description: String {
    let names = clusters.joined(separator: " and ")
    let verb = clusters.count == 1 ? "has" : "have"
    return isOfValues
      ? "\(names) \(verb) it otherwise than the source's other clusters"
      : "not every cluster of the source has it, or lacks it: \(names) \(verb) it otherwise"
  }
}

extension PairedMerge {
  /// What the source's clusters make of a difference; nil where they agree.
  func disagreement(on difference: Difference) -> ClusterDisagreement? {
    if let peer {
      return ClusterDisagreement(
        clusters: [peer], isOfValues: difference.source != nil && difference.target != nil)
    }
    guard !peers.isEmpty else { return nil }
    let value = merge.classify(difference, base: .unknown).value
    let others = peers.filter { !$0.agrees(on: difference, saying: value) }
    guard !others.isEmpty else { return nil }
    return ClusterDisagreement(
      clusters: others.map(\.cluster),
      isOfValues: difference.source != nil && others.allSatisfy { $0.has(difference) })
  }
}

extension PlannedField {
  /// The same, staying where the source's clusters do not have it alike and it would move.
  var agreed: PlannedField {
    guard isPromoted, let disagreement else { return self }
    var field = self
    field.decision = .keep(.disagreement(disagreement))
    return field
  }
}

extension PromotionPlan {
  /// The fields that would move and in which the source's clusters differ, as findings.
  package var disagreements: [Diagnostic] {
    fields.compactMap { planned in
      guard case .keep(.disagreement(let disagreement)) = planned.decision, planned.isWaiting else {
        return nil
      }
      return Diagnostic(
        rule: .promotionClusters, severity: .error,
        message: "\(planned.field) stays: \(disagreement)",
        primary: planned.source?.location ?? planned.target?.location,
        help: "make the clusters of \(source.title) alike, or leave it out with --exclude",
        environments: [target.name])
    }
  }
}
