/// What a run looked at, so that a report without findings cannot be mistaken for one without checks.
///
/// Lists keep the order they are given in; ``uncheckedKinds`` is shown by name. Each part of a run
/// has a coverage of its own, and the run's is the sum.
package struct Coverage: Hashable, Sendable {
  /// The names of the environments that were checked, in the pipeline's order.
  package var environments: [String]
  /// How many rendered objects were checked, over all environments.
  package var objects: Int
  /// How many targets were rendered and looked at, over all environments.
  package var targets: Int = 0
  /// How many targets were not rendered again, since the change that is judged does not reach them.
  package var unchangedTargets: Int = 0
  /// The targets that do not render, as `staging: apps/web`.
  package var brokenTargets: [String] = []
  /// What was not looked at though nothing is known to be wrong with it.
  package var omissions: [Omission] = []
  /// The policies that applied to at least one object.
  package var matchedPolicies: [String]
  /// The policies that were loaded and never applied.
  package var unmatchedPolicies: [String]
  /// Those of both that come with the tool; the others are the repository's own.
  package var builtInPolicies: [String] = []
  /// Those of both that only environments have, among the objects that they deploy.
  package var deployedPolicies: [String] = []
  /// The kinds that no schema is known for, with how many of their objects went unchecked.
  package var uncheckedKinds: [String: Int]
  /// The kinds that are judged by what a release of their project has, because nothing defines them,
  /// with how many of their objects; no expression is evaluated on these.
  package var cataloguedKinds: [CataloguedKind: Int] = [:]
  /// For kinds that went unchecked, the versions in which a schema is known.
  package var knownVersions: [String: [String]] = [:]
  /// How many verdicts could not be reached, as where a namespace's labels are not known.
  package var undecided: Int
  /// What became of the exemptions.
  package var exemptions = Exemptions()
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
    left.targets += right.targets
    left.unchangedTargets += right.unchangedTargets
    left.brokenTargets += right.brokenTargets
    for omission in right.omissions { left.add(omission) }
    left.matchedPolicies.appendMissing(right.matchedPolicies)
    left.unmatchedPolicies.appendMissing(right.unmatchedPolicies)
    left.builtInPolicies.appendMissing(right.builtInPolicies)
    left.deployedPolicies.appendMissing(right.deployedPolicies)
    left.unmatchedPolicies.removeAll(where: left.matchedPolicies.contains)
    left.uncheckedKinds.merge(right.uncheckedKinds, uniquingKeysWith: +)
    left.cataloguedKinds.merge(right.cataloguedKinds, uniquingKeysWith: +)
    left.knownVersions.merge(right.knownVersions) { known, _ in known }
    left.undecided += right.undecided
    left.known += right.known
  }

  /// Adds what was not looked at; what was left out for the same reason before is one with it.
  package mutating func add(_ omission: Omission) {
    let known = omissions.firstIndex {
      $0.subject == omission.subject && $0.reason == omission.reason
    }
    guard let known else { return omissions.append(omission) }
    omissions[known].names.appendMissing(omission.names)
  }

  /// How much of a sort was not looked at.
  package func omitted(_ subject: Omission.Subject) -> Int {
    omissions.reduce(0) { $0 + ($1.subject == subject ? $1.names.count : 0) }
  }

  /// How many exemptions there are, by what became of them.
  package struct Exemptions: Hashable, Sendable {
    /// Those that allow something.
    package var used = 0
    /// Those that allow nothing, where everything was looked at.
    package var unused = 0
    /// Those whose last day is past.
    package var expired = 0
    /// Whether there is none.
    package var isEmpty: Bool { used + unused + expired == 0 }

    package init() {}
  }

  /// A kind, and the release whose fields its objects are held to.
  package struct CataloguedKind: Hashable, Sendable {
    /// The kind, as `uncheckedKinds` names it.
    package let kind: String
    /// A project and its release: `fluxcd/helm-controller v1.6.3`.
    package let source: String

    /// The kind of these names.
    package init(kind: String, source: String) {
      self.kind = kind
      self.source = source
    }
  }

  /// The catalogued kinds in the order of their names.
  package var cataloguedKindsByName: [(kind: CataloguedKind, objects: Int)] {
    cataloguedKinds.map { (kind: $0.key, objects: $0.value) }.sorted { $0.kind.kind < $1.kind.kind }
  }

  /// The unchecked kinds in the order of their names.
  package var uncheckedKindsByName: [(kind: String, objects: Int)] {
    uncheckedKinds.map { (kind: $0.key, objects: $0.value) }.sorted { $0.kind < $1.kind }
  }
}

/// What was not looked at, with the one reason for all of it.
package struct Omission: Hashable, Sendable {
  /// What was left out.
  package var subject: Subject
  /// Why, as a fragment: `charts, which are not run`.
  package var reason: String
  /// Their paths or names, in the order in which they were met.
  package var names: [String]

  package init(_ subject: Subject, because reason: String, _ names: [String]) {
    self.subject = subject
    self.reason = reason
    self.names = names
  }

  /// What may be left out of a run.
  package enum Subject: String, Sendable {
    /// What a controller would apply: it goes unchecked.
    case target
    /// What no controller would apply.
    case file
    /// Manifests that nothing was found to apply.
    case directory
    /// What is applied and cannot be read here.
    case object
    /// What a controller makes of an object, which is looked at itself.
    case expansion
  }
}

extension [String] {
  fileprivate mutating func appendMissing(_ names: [String]) {
    for name in names where !contains(name) { append(name) }
  }
}
