package import Diagnostics
import Display
import Kubernetes

/// What running policy tests came to.
package struct PolicyTestReport: Sendable {
  /// One for each case, in the order of the files.
  package var results: [PolicyTestResult] = []
  /// One for each policy, in the order of their names.
  package var coverage: [PolicyCoverage] = []
  /// What is wrong with the tests themselves.
  package var diagnostics: [Diagnostic] = []

  package init() {}

  /// The results that are not as expected.
  package var failed: [PolicyTestResult] { results.filter { $0.problem != nil } }

  /// Whether every test ran and came out as expected, and there was one at all.
  package var isPassed: Bool { failed.isEmpty && diagnostics.isEmpty && !results.isEmpty }
}

/// What one case came to.
package struct PolicyTestResult: Sendable {
  /// The name of the policy that was asked.
  package var policy: String
  /// The case in words.
  package var name: String
  /// The file that holds the case.
  package var file: SourceFile
  /// Where the case stands.
  package var location: Location?
  /// What the case says must come of it.
  package var expected: PolicyTest.Outcome
  /// What came of it.
  package var actual: PolicyTest.Outcome
  /// Whether the policy was for the request at all.
  package var isMatched: Bool
  /// What the policy said, in the order in which it did.
  package var messages: [String]
  /// Why the case failed, as a sentence; nil when it passed.
  package var problem: String?

  /// - Parameters:
  ///   - obstacle: why a server would never ask policies about the case's object.
  ///   - deviation: in what the object that is stored is another than the case says.
  init(
    _ test: PolicyTest, _ testCase: PolicyTest.Case, _ verdict: Verdict, obstacle: String?,
    deviation: String?
  ) {
    policy = test.policy
    name = testCase.name
    file = test.file
    location = testCase.location
    expected = testCase.expected
    actual = verdict.outcome
    isMatched = !verdict.matches.isEmpty
    let said = verdict.failures.map(\.message) + verdict.undecided.map(\.message)
    let values = HiddenValues(
      [testCase.object, testCase.oldObject].compactMap(\.self).map(KubernetesObject.init)
        .flatMap { object in
          ObjectSecrecy(object, hiding: verdict.hiddenFields(of: object)).hiddenTexts
        })
    messages = said.map(values.scrubbed)
    // Judged by what was said, told by what may be shown.
    problem =
      (obstacle ?? Self.problem(testCase, actual, said, verdict) ?? deviation)
      .map(values.scrubbed)
  }

  private static func problem(
    _ testCase: PolicyTest.Case, _ actual: PolicyTest.Outcome, _ messages: [String],
    _ verdict: Verdict
  ) -> String? {
    guard actual == testCase.expected else {
      let expected = "expected \(testCase.expected.rawValue), but "
      return actual == .skip
        ? "\(expected)the policy is not asked: it is not for \(verdict.subject)"
        : "\(expected)it is \(actual.rawValue)"
    }
    if let missing = missingAnnotation(testCase, verdict) { return missing }
    guard let expected = testCase.messages else { return nil }
    var left = messages
    for pattern in expected {
      guard let index = left.firstIndex(where: pattern.matches) else {
        return "no message is \(pattern)"
      }
      left.remove(at: index)
    }
    return left.first.map { "there is also the message '\($0)'" }
  }

  private static func missingAnnotation(
    _ testCase: PolicyTest.Case, _ verdict: Verdict
  ) -> String? {
    for (key, pattern) in testCase.annotations.sorted(by: { $0.key < $1.key }) {
      let found = verdict.auditAnnotations.first {
        $0.key.split(separator: "/").last.map(String.init) == key
      }
      guard let found else { return "there is no audit annotation '\(key)'" }
      guard pattern.matches(found.value) else {
        return "audit annotation '\(key)' is '\(found.value)', not \(pattern)"
      }
    }
    return nil
  }

  /// The failed case as a finding at its place.
  package var diagnostic: Diagnostic? {
    problem.map { problem in
      Diagnostic(
        rule: "test/failed", severity: .error, message: "case '\(name)': \(problem)",
        primary: location, related: messages.map { Label("the policy says: \($0)") })
    }
  }
}

extension Verdict {
  /// What the bindings' actions make of the failures.
  fileprivate var outcome: PolicyTest.Outcome {
    if !denials.isEmpty { return .deny }
    if !undecided.isEmpty { return .undecided }
    if matches.isEmpty { return .skip }
    if failures.contains(where: { $0.actions.contains(.warn) }) { return .warn }
    return failures.isEmpty ? .allow : .audit
  }
}
