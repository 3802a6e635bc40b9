import Admission
import Diagnostics
import Environments
import Kustomize

/// What became of one environment.
struct EnvironmentOutcome: Sendable {
  let name: String
  /// What was rendered of it.
  let rendered: RenderedEnvironment
  /// What the checks found in what renders.
  private(set) var outcome: CheckOutcome
  /// Why the rest does not render.
  private(set) var failures: [Diagnostic] = []
  /// The targets that are left out, since a part of them is not in the tree.
  private(set) var leftOut: [TargetFailure] = []
  /// Whether all of it was looked at.
  var isWhole: Bool { failures.isEmpty && leftOut.isEmpty }
  /// Where values stand that only the cluster has, so that nothing can be said of them here.
  private let unknownValues: [Location: UnknownValue]

  /// What rendering had to say, before any check.
  init(_ environment: RenderedEnvironment) {
    name = environment.name
    rendered = environment
    unknownValues = environment.unknownValues
    outcome = CheckOutcome(
      diagnostics: environment.warnings + environment.refusals,
      coverage: Coverage(environments: [name], objects: environment.judged.count))
    outcome.coverage.targets = environment.judgedTargets.count
    for omission in environment.judgedTargets.flatMap(\.omissions) {
      outcome.coverage.add(omission)
    }
  }

  /// What rendering had to say of all that was to be rendered, before any check.
  init(_ environment: Environment, _ attempt: AttemptedEnvironment) {
    self.init(attempt.rendered)
    for failure in attempt.failures {
      if failure.omission != nil {
        leftOut.append(failure)
      } else {
        failures += failure.diagnostics
        outcome.coverage.brokenTargets.append("\(name): \(failure.target.directory.shown)")
      }
    }
    guard attempt.rendered.judgedTargets.allSatisfy(\.objects.isEmpty) else { return }
    outcome.coverage.environments = []
    // What a search found may hold nothing after all; what somebody named must hold something.
    let isRenderedWhole =
      attempt.failures.isEmpty && attempt.rendered.targets.count == environment.targets.count
    if isRenderedWhole, attempt.rendered.objects.isEmpty, environment.origin != nil {
      failures = PipelineError.empty(environment).diagnostics
    }
  }
}

extension UnknownValue {
  fileprivate var reason: String {
    switch self {
    case .clusterOnly: "values that only the cluster has"
    case .undefined: "values of variables that are not defined"
    }
  }
}

extension EnvironmentOutcome {
  /// Takes out what is said of entries that have an effect in another build.
  mutating func leaveOut(_ shared: SharedEntries) {
    guard !shared.isEmpty else { return }
    outcome.diagnostics.removeAll(where: shared.haveEffect)
  }

  /// Adds what a check found, less what it says of values that only the cluster has: those are
  /// counted.
  mutating func add(_ found: CheckOutcome) {
    outcome.coverage += found.coverage
    outcome.used.formUnion(found.used)
    guard !unknownValues.isEmpty else {
      outcome.diagnostics += found.diagnostics
      return
    }
    for finding in found.diagnostics {
      guard let place = finding.primary, let cause = unknownValue(at: place) else {
        outcome.diagnostics.append(finding)
        continue
      }
      outcome.coverage.add(
        Omission(
          .object, because: cause.reason,
          [[finding.object, finding.field].compactMap(\.self).joined(separator: ", ")]))
    }
  }
}

/// What a part of a check found in one of the environments.
struct FoundPart: Sendable {
  /// The environment's place among all.
  let place: Int
  /// Whether it is about more than the tree.
  let looksBack: Bool
  let outcome: CheckOutcome
}

extension [EnvironmentOutcome] {
  /// The environments with what was found in them.
  ///
  /// - Parameter namespaces: what they do to each other's namespaces, by the name of the one that it reaches.
  func joined(
    _ found: [FoundPart], _ namespaces: [(environment: String, finding: Diagnostic)]
  ) -> [EnvironmentOutcome] {
    var outcomes = self
    for part in found { outcomes[part.place].add(part.outcome) }
    for (name, finding) in namespaces {
      guard let place = firstIndex(where: { $0.name == name }) else { continue }
      outcomes[place].add(CheckOutcome(diagnostics: [finding]))
    }
    return outcomes
  }
}

extension EnvironmentOutcome {
  /// Why nobody knows the value at a place; nil where it is known.
  private func unknownValue(at place: Location) -> UnknownValue? {
    if let cause = unknownValues[place] { return cause }
    // What the server fills in from a value stands at the entry that has the value.
    guard !place.text.contains("\n") else { return nil }
    let start = place.range.lowerBound
    let inner = unknownValues.filter { unknown, _ in
      guard unknown.file.path == place.file.path, place.range.contains(unknown.range.lowerBound)
      else { return false }
      let key = place.file.text(in: ByteRange(start, unknown.range.lowerBound))
      return !key.contains { "{[".contains($0) }
    }
    return inner.min { $0.key.range.lowerBound < $1.key.range.lowerBound }?.value
  }
}

extension GitOpsPipeline {
  /// What the environments came to together: each cause once, under the configured severities.
  ///
  /// - Parameters:
  ///   - asked: the policies that were asked in each environment, its own among them.
  ///   - changes: what there is to say of the change that led here.
  ///   - listed: what the list of exemptions allows.
  ///   - files: what the marks of secrets are keyed by, so that who has it not can test no guess; they
  ///     may have remarks that allow findings.
  ///   - isWhole: whether all that the pipeline has was asked for.
  func summary(
    _ policies: LoadedPolicies, _ environments: [EnvironmentOutcome], asked: [PolicySet] = [],
    changes: [Diagnostic] = [], exempting listed: [ListedExemption], keyedBy files: [SourceFile],
    isWhole: Bool
  ) -> CheckResult {
    var policies = policies
    policies.add(asked)
    var result = CheckResult()
    result.kubernetesReleases = [configuration.kubernetesRelease]
    var merge = FindingMerge()
    let mistakes = mistakes(under: policies)
    merge.add(mistakes + policies.diagnostics, in: nil)
    result.addGaps(mistakes + (policies.isIncomplete ? policies.diagnostics : []))
    let isWhole =
      isWhole && configuration.unchangedTargets == 0 && result.gaps.isEmpty
      && environments.allSatisfy { $0.failures.isEmpty && $0.leftOut.isEmpty }
    var book = exemptions(
      for: environments, under: policies, listed: listed, in: files, isWhole: isWhole)
    for environment in environments {
      book.refuse(environment.failures, in: environment.name)
      merge.add(environment.failures, in: environment.name)
      result.addGaps(environment.failures)
      let findings = environment.outcome.diagnostics.withoutRepeatedRelations
        .filter { configuration.checks[$0.rule]?.isOff != true }
      merge.add(
        book.judged(findings, of: environment).namingEntries(of: environment.rendered),
        in: environment.name)
      result.coverage += environment.outcome.coverage
    }
    book.refuse(changes)
    result.coverage.unchangedTargets = configuration.unchangedTargets
    for omission in configuration.omissions { result.coverage.add(omission) }
    leaveOut(environments.flatMap(\.leftOut), of: &result, &merge)
    merge.add(changes + unusedProvisions(environments), in: nil)
    let outcome = book.outcome(isWhole: isWhole)
    result.coverage.exemptions = outcome.coverage
    merge.add(outcome.findings, in: nil)
    let findings = merge.merged.groupingUndecided().hidingSecrets(keyedBy: files)
      .compactMap(configured)
    result.diagnostics = findings.filter { $0.exemption == nil }.map(\.withKustomizationFix)
    result.exempted = findings.filter { $0.exemption != nil }
    result.policies = [policies.policies] + asked
    result.policyNames = policies.names
    if let picture { draw(picture, environments.map(\.rendered), into: &result) }
    result.coverage.builtInPolicies = policies.builtIn
    result.coverage.deployedPolicies = policies.deployed
    result.isFirstRun = configuration.file == nil || !policies.builtIn.isEmpty
    let matched = Set(result.coverage.matchedPolicies)
    result.coverage.matchedPolicies = policies.names.filter(matched.contains)
    result.coverage.unmatchedPolicies = policies.names.filter { !matched.contains($0) }
    return result
  }

  /// The finding with the severity that the configuration gives its rule; nil where it is off.
  private func configured(_ diagnostic: Diagnostic) -> Diagnostic? {
    guard let setting = configuration.checks[diagnostic.rule] else { return diagnostic }
    guard !setting.isOff else { return nil }
    guard let severity = setting.severity else { return diagnostic }
    var diagnostic = diagnostic
    diagnostic.severity = severity
    return diagnostic
  }
}
