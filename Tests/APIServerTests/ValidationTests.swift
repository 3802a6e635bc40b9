import APIServer
import Diagnostics
import Kubernetes
import Testing
import YAML

struct ValidationTests {
  private func object(_ text: String) throws -> KubernetesObject {
    let parsed = SourceFile(path: "o.yaml", text: text).parsed(as: .kubernetes)
    return KubernetesObject(try #require(parsed.documents.first).root)
  }

  /// What only a CEL compiler finds, which this module has none of, and two refusals of a server
  /// whose test allocator gave the next free node port as health check port.
  private func isOutOfScope(_ recorded: RecordedCases.Case) -> Bool {
    let causes = causes(recorded) ?? []
    return causes.contains { cause in
      cause == "FieldValueInvalid spec.healthCheckNodePort"
        || cause.hasPrefix("FieldValueInvalid") && cause.hasSuffix("].expression")
    }
  }

  private func causes(_ recorded: RecordedCases.Case) -> Set<String>? {
    recorded.answer["causes"]?.elements.map { causes in
      Set(
        causes.map { $0.elements?.prefix(2).map { $0.string ?? "" }.joined(separator: " ") ?? "" })
    }
  }

  private func causes(_ verdict: Verdict) -> Set<String> {
    Set(verdict.causes.map { "\($0.reason.rawValue) \($0.field)" })
  }

  /// The recordings have another last character where a warning ends with a quotation mark.
  private func asRecorded(_ warning: String) -> String {
    warning.hasSuffix("\"") ? warning.dropLast() + "\\" : warning
  }

  @Test func `every recorded creation is judged as the server did`() {
    var misses: [String] = []
    var left = 0
    var warnings = 0
    for recorded in RecordedCases.create {
      guard !isOutOfScope(recorded) else {
        left += 1
        continue
      }
      let verdict = Validator().verdict(on: KubernetesObject(recorded.object))
      if verdict.isAccepted != recorded.isAccepted {
        misses.append(recorded.label)
      } else if !recorded.isAccepted, let expected = causes(recorded),
        expected != causes(verdict)
      {
        misses.append("\(recorded.label): \(causes(verdict))")
      } else if recorded.isAccepted, recorded.isChanged {
        let expected = (recorded.answer["warnings"]?.elements ?? []).compactMap(\.string)
        let got = verdict.warnings.map(\.message)
        if got.map(asRecorded) != expected { misses.append("\(recorded.label): \(got)") }
        warnings += expected.count
      }
    }
    #expect(misses == [])
    #expect(left == 37 || !RecordedCases.isWhole && left < 37)
    #expect(warnings == 55 || !RecordedCases.isWhole && warnings > 0)
  }

  @Test func `every recorded application is judged as the server did`() {
    var misses: [String] = []
    for recorded in RecordedCases.apply {
      let verdict = Validator().verdict(
        on: KubernetesObject(recorded.object), replacing: KubernetesObject(recorded.base))
      if verdict.isAccepted != recorded.isAccepted {
        misses.append(recorded.label)
      } else if !recorded.isAccepted, causes(recorded) != causes(verdict) {
        misses.append("\(recorded.label): \(causes(verdict))")
      }
    }
    #expect(misses == [])
    #expect(RecordedCases.apply.count == (RecordedCases.isWhole ? 2_540 : 363))
  }

  @Test func `a cause lies at the value at fault`() throws {
    let verdict = Validator().verdict(
      on: try object(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - name: Bad_Name
            image: i
        """))
    let cause = try #require(verdict.causes.first)
    #expect(verdict.causes.count == 1)
    #expect(cause.field == "spec.containers[0].name")
    #expect(cause.location?.text == "Bad_Name")
  }

  @Test func `a cause about an absent value lies at what should hold it`() throws {
    let verdict = Validator().verdict(
      on: try object(
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a}]}}"))
    #expect(verdict.causes.map(\.field) == ["spec.containers[0].image"])
    #expect(verdict.causes.first?.location?.text == "{name: a}")
  }

  @Test func `an object that cannot be decoded is judged no further`() throws {
    let verdict = Validator().verdict(
      on: try object("{apiVersion: v1, kind: ConfigMap, metadata: {name: BAD}, dta: {}}"))
    #expect(!verdict.isAccepted)
    #expect(verdict.faults.count == 1)
    #expect(verdict.causes == [])
  }

  @Test func `a kind that the server does not serve is refused`() throws {
    let verdict = Validator().verdict(
      on: try object("{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: i}}"))
    #expect(
      verdict.refusal
        == "no matches for kind \"Ingress\" in version \"extensions/v1beta1\": removed in v1.22; use "
        + "networking.k8s.io/v1 Ingress")
  }

  @Test func `an expression is judged by the compiler that is given`() throws {
    let rules = ExpressionRules { _ in
      { expression, purpose in
        guard expression == "oops", purpose == .validation else { return nil }
        return ExpressionRules.Complaint(
          message: "it does not compile",
          problems: [ExpressionRules.Problem(message: "what is that?", offset: 2)])
      }
    }
    let policy = try object(
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: p}
      spec:
        matchConstraints:
          resourceRules:
          - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
        validations: [{expression: oops}]
      """)
    #expect(Validator().verdict(on: policy).isAccepted)
    let causes = Validator(expressions: rules).verdict(on: policy).causes
    #expect(causes.map(\.field) == ["spec.validations[0].expression"])
    #expect(
      causes.first?.message == "Invalid value: \"oops\": it does not compile")
    #expect(causes.first?.problems.map(\.message) == ["what is that?"])
    #expect(causes.first?.problems.first?.location?.text == "p")
    #expect(causes.first?.location?.text == "p")
  }

  // MARK: The machine interface

  private func answer(_ request: String, showsDefaults: Bool = false) -> String {
    let file = SourceFile(path: "requests", text: request)
    let answering = ValidationAnswer(validator: Validator(), showsDefaults: showsDefaults)
    var bytes: [UInt8] = []
    answering.append(to: &bytes, requestIn: ByteRange(0..<file.bytes.count), of: file)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a request is answered on one line`() {
    let request = #"{"object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a b"}}}"#
    let text = answer(request)
    #expect(text.hasPrefix(#"{"accepted":false,"causes":[{"reason":"FieldValueInvalid","field":"#))
    #expect(!text.contains("\n"))
  }

  @Test func `a request with an old object is an update`() {
    let old =
      #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"type":"a"}"#
    let new = old.replacing(#""type":"a""#, with: #""type":"b""#)
    #expect(
      answer(#"{"object":\#(new),"oldObject":\#(old)}"#)
        == #"{"accepted":false,"causes":[{"reason":"FieldValueInvalid","field":"type","#
        + #""message":"Invalid value: \"b\": field is immutable"}]}"#)
    #expect(
      answer(#"{"object":\#(old),"oldObject":\#(old)}"#) == #"{"accepted":true,"causes":[]}"#)
  }

  @Test(arguments: ["", "null", "{}", "{\"object\"", "[1]", "\u{0}"])
  func `what is no request is told so`(text: String) {
    #expect(answer(text).contains(#""message":"the line is no request: "#))
  }
}
