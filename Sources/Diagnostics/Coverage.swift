/// What a run looked at, so that a report without findings cannot be mistaken for one without checks.
///
/// Lists keep the order they are given in; ``uncheckedKinds`` is shown by name. Each part of a run
/// has a coverage of its own, and the run's is the sum.
package struct Coverage: Hashable, Sendable {
  /// The names of the environments that were checked, in the pipeline's order.
  package var environments: [String]
  /// How many rendered objects were checked, over all environments.
  package var objects: Int
  /// The policies that applied to at least one object.
  package var matchedPolicies: [String]
  /// The policies that were loaded and never applied.
  package var unmatchedPolicies: [String]
  /// The kinds that no schema is known for, with how many of their objects went unchecked.
  package var uncheckedKinds: [String: Int]
  /// How many verdicts could not be reached, as where a namespace's labels are not known.
  package var undecided: Int
  /// How many findings are left out because they were there before the change that is judged.
  package var known: Int = 0

  package init(
    environments: [String] = [], objects: Int = 0, matchedPolicies: [String] = [],
    unmatchedPolicies: [String] = [], uncheckedKinds: [String: Int] = [:], undecided: Int = 0
  ) {
    self.environments = environments
    self.objects = objects
    self.matchedPolicies = matchedPolicies
    self.unmatchedPolicies = unmatchedPolicies
    self.uncheckedKinds = uncheckedKinds
    self.undecided = undecided
  }

  /// Adds what another part of the run looked at.
  ///
  /// A policy that applied in one of them applied; an environment or a policy is listed once.
  package static func += (left: inout Coverage, right: Coverage) {
    left.environments.appendMissing(right.environments)
    left.objects += right.objects
    left.matchedPolicies.appendMissing(right.matchedPolicies)
    left.unmatchedPolicies.appendMissing(right.unmatchedPolicies)
    left.unmatchedPolicies.removeAll(where: left.matchedPolicies.contains)
    left.uncheckedKinds.merge(right.uncheckedKinds, uniquingKeysWith: +)
    left.undecided += right.undecided
    left.known += right.known
  }

  /// The unchecked kinds in the order of their names.
  package var uncheckedKindsByName: [(kind: String, objects: Int)] {
    uncheckedKinds.map { (kind: $0.key, objects: $0.value) }.sorted { $0.kind < $1.kind }
  }
}

extension [String] {
  fileprivate mutating func appendMissing(_ names: [String]) {
    for name in names where !contains(name) { append(name) }
  }
}
