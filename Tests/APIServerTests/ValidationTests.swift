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

  @Test func `a cause about an absent field lies at the name of what should hold it`() throws {
    let verdict = Validator().verdict(
      on: try object(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - name: a
            image: i
            livenessProbe:
              httpGet:
                path: /
        """))
    #expect(verdict.causes.map(\.field) == ["spec.containers[0].livenessProbe.httpGet.port"])
    #expect(verdict.causes.first?.location?.text == "httpGet")
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

  @Test func `a value of several fields is shown as the server holds it`() throws {
    let verdict = Validator().verdict(
      on: try object(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: s}
        spec:
          updateStrategy: {type: "<", rollingUpdate: {}}
          selector: {matchLabels: {b: c, a: b}}
          template:
            metadata: {labels: {b: d, a: b}}
            spec: {containers: [{name: c, image: i}]}
        """))
    #expect(
      verdict.causes.map(\.message) == [
        #"Invalid value: {"Type":"\u003c","RollingUpdate":{"Partition":0,"MaxUnavailable":null}}: "#
          + "must be 'RollingUpdate' or 'OnDelete'",
        #"Invalid value: {"a":"b","b":"d"}: `selector` does not match template `labels`"#,
      ])
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
