import APIServer
import Admission
import Diagnostics
import Kubernetes
import TestKit
import Testing
import YAML

/// Policies that a server refuses, wherever they lie.
struct PolicyRefusalTests {
  private func objects(_ text: String) -> [KubernetesObject] {
    PolicyFixture.objects(text, path: "policy.yaml")
  }

  private func causes(_ spec: String) -> [Cause] {
    objects(PolicyFixture.policy(spec)).flatMap {
      Validator.evaluatingRules().verdict(on: $0).causes
    }
  }

  /// `auditAnnotations` with as many keys.
  private static func annotations(_ count: Int) -> String {
    "auditAnnotations: ["
      + (0..<count).map { "{key: k\($0), valueExpression: \"'a'\"}" }.joined(separator: ", ") + "]"
  }

  @Test(arguments: [
    "validations: []", "validations: [{expression: objct}]", "validations: [{expresion: 'true'}]",
    "validations: [{expression: 1 + 1}]", annotations(21),
    "paramKind: {apiVersion: a/b/c, kind: 1x}",
    "matchConditions: [{name: x y, expression: ' 1 '}]\nvalidations: [{expression: 'true'}]",
    "variables: [{name: if, expression: 'true'}]\nvalidations: [{expression: 'true'}]",
    "failurePolicy: Maybe\nvalidations: [{expression: 'true', reason: Teapot}]",
  ])
  func `a policy is refused alike as a manifest and as a policy`(spec: String) throws {
    let object = try #require(objects(PolicyFixture.policy(spec)).first)
    let verdict = Validator.evaluatingRules().verdict(on: object)
    let refusal = try #require(PolicySet.load([object]).refusals.first)
    #expect(!verdict.isAccepted)
    #expect(refusal.causes == verdict.causes)
    #expect(refusal.faults == verdict.faults)
  }

  @Test func `more than twenty audit annotations are one invalid value`() throws {
    #expect(causes(Self.annotations(20)) == [])
    let cause = try #require(causes(Self.annotations(21)).first)
    #expect(cause.reason == .invalid)
    #expect(cause.field == "spec.auditAnnotations")
    #expect(cause.message.hasSuffix(": must not have more than 20 auditAnnotations"))
  }

  @Test func `the length of an audit annotation's expression is that without its margins`() {
    func annotation(_ text: String) -> String {
      "auditAnnotations: [{key: k, valueExpression: \"\(text)\"}]"
    }
    let spaces = String(repeating: " ", count: 6_000)
    #expect(causes(annotation("\(spaces)'a'\(spaces)")) == [])
    let long = String(repeating: "a", count: 5_119)
    #expect(
      causes(annotation("'\(long)'")).map(\.message)
        == ["Required value: must not exceed 5120 bytes in length"])
  }

  @Test func `a variable is told apart from one that no variable precedes`() throws {
    let policy =
      "validations: [{expression: 'true'}]\nvariables: [{name: a, expression: variables.b}]"
    let cause = try #require(causes(policy).first)
    #expect(cause.problems.map(\.message) == ["undefined field 'b'"])
  }

  @Test func `a problem inside an indented match condition lies where it is written`() throws {
    let marked = MarkedSource(
      PolicyFixture.policy(
        "matchConditions: [{name: a, expression: \"  true && \\t1️⃣b \"}]\n"
          + "validations: [{expression: 'true'}]"))
    let object = try #require(objects(String(decoding: marked.bytes, as: UTF8.self)).first)
    let cause = try #require(Validator.evaluatingRules().verdict(on: object).causes.first)
    #expect(cause.message.hasPrefix("Invalid value: \"true && \\tb\": compilation failed: ERROR: "))
    #expect(cause.location?.range.lowerBound == marked.offsets[0])
    #expect(cause.problems.map(\.location?.range.lowerBound) == marked.offsets)
  }

  // MARK: Mutating policies

  private static let mutating = SharedRecording("mutation/scenarios.json")

  /// Of expressions that make a mutation nothing is said, since none of them is compiled.
  private static func isCompiled(_ refusal: Node) -> Bool {
    refusal["causes"]?.elements?.contains { cause in
      cause.elements?[1].string?.hasSuffix("Configuration.expression") == true
        && cause.elements?[0].string != "FieldValueRequired"
        || cause.elements?[1].string?.hasSuffix("jsonPatch.expression") == true
    } == true
  }

  @Test(
    .enabled("the recorded mutations are not at \(mutating.path)") { mutating.isThere })
  func `a mutating policy is refused with the server's causes`() throws {
    let file = SourceFile(path: "scenarios.json", bytes: try Self.mutating.bytes())
    let recorded = try #require(try file.parsedJSON().root["invalidPolicies"]?.elements)
    #expect(recorded.count >= 26)
    var judged = 0
    for refusal in recorded where !Self.isCompiled(refusal) {
      let policy = KubernetesObject(try #require(refusal["policy"]))
      let verdict = Validator.evaluatingRules().verdict(on: policy)
      let expected = (refusal["causes"]?.elements ?? []).map {
        ($0.elements ?? []).compactMap(\.string)
      }
      // The recorder's client only warns of unknown fields.
      guard verdict.faults.isEmpty else { continue }
      judged += 1
      #expect(
        verdict.causes.map { [$0.reason.rawValue, $0.field, $0.message] } == expected,
        "\(refusal["name"]?.string ?? "")")
    }
    #expect(judged >= 15)
  }
}
