import APIServer
import Admission
import Kubernetes
import Testing
import YAML

/// The smallest object of every kind of disagreement with a 1.36 server that was ever found, with the
/// server's answer.
struct RecordedCauseTests {
  /// One object, created or applied over another.
  struct Cause: Sendable, CustomTestStringConvertible {
    let name: String
    let recorded: RecordedCases.Case
    let old: Node?
    let definitions: [Node]

    var testDescription: String { name }

    init(_ line: Node) {
      name = line["cause"]?.string ?? ""
      old = line["oldObject"]
      definitions = line["crds"]?.elements ?? []
      let object = line["object"] ?? .null()
      recorded = RecordedCases.Case(
        base: old ?? object, object: object, answer: line, label: name)
    }

    var validator: Validator {
      .evaluatingRules(definitions: definitions.map { KubernetesObject($0) })
    }
  }

  private static let causes = RecordedCases.lines(of: "causes.jsonl").map { Cause($0) }

  @Test func `there are causes of every family`() {
    #expect(Self.causes.count == 131)
  }

  @Test(arguments: causes)
  func `an object is answered as the server did`(_ cause: Cause) {
    let verdict = cause.validator.verdict(
      on: KubernetesObject(cause.recorded.object), replacing: cause.old.map { KubernetesObject($0) }
    )
    let answer = RecordedAnswer(
      verdict, to: cause.recorded, sentenceLimit: .max, hasWarnings: cause.old == nil)
    withKnownIssue(isIntermittent: false) {
      #expect(answer == RecordedAnswer(cause.recorded))
    } when: {
      KnownDifferences.causes.contains(cause.name)
    }
  }

  @Test(arguments: causes.filter { $0.recorded.answer["defaults"] != nil })
  func `an object is stored as the server stores it`(_ cause: Cause) {
    let stored = cause.validator.stored(KubernetesObject(cause.recorded.object)).root.leaves
    let defaults = cause.recorded.answer["defaults"]
    for entry in defaults?["set"]?.elements ?? [] {
      let path = FieldPath(recorded: entry.elements?.first)
      guard path.isStableInRecordings else { continue }
      #expect(stored[path] == entry.elements?.last?.json, "\(path)")
    }
    for entry in defaults?["removed"]?.elements ?? [] {
      let path = FieldPath(recorded: entry)
      #expect(stored[path] == nil, "\(path)")
    }
  }
}
