/// What a run looked at, so that a report without findings cannot be mistaken for one without checks.
///
/// Lists keep the order they are given in; ``uncheckedKinds`` is shown by name.
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
  package var exemptions: Exemptions

  package init(
    environments: [String] = [], objects: Int = 0, matchedPolicies: [String] = [],
    unmatchedPolicies: [String] = [], uncheckedKinds: [String: Int] = [:], undecided: Int = 0,
    exemptions: Exemptions = Exemptions()
  ) {
    self.environments = environments
    self.objects = objects
    self.matchedPolicies = matchedPolicies
    self.unmatchedPolicies = unmatchedPolicies
    self.uncheckedKinds = uncheckedKinds
    self.undecided = undecided
    self.exemptions = exemptions
  }

  /// What became of the exemptions, each named by its rule and place.
  package struct Exemptions: Hashable, Sendable {
    /// Those that held back a finding.
    package var used: [String]
    /// Those that no finding met.
    package var unused: [String]
    /// Those past their date, which hold nothing back.
    package var expired: [String]

    package init(used: [String] = [], unused: [String] = [], expired: [String] = []) {
      self.used = used
      self.unused = unused
      self.expired = expired
    }
  }

  /// The unchecked kinds in the order of their names.
  var uncheckedKindsByName: [(kind: String, objects: Int)] {
    uncheckedKinds.map { (kind: $0.key, objects: $0.value) }.sorted { $0.kind < $1.kind }
  }
}
