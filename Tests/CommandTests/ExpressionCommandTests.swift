import Git
import TestKit
import Testing

/// `sluice cel`, `sluice admit` and `sluice explain`.
struct ExpressionCommandTests {
  @Test func `an expression is answered with its value, type and cost`() throws {
    let fleet = try SampleFleet()
    let result = try fleet.run("cel", "[1, 2].map(n, n * 2)")
    #expect(result.status == 0)
    #expect(result.outputText.hasPrefix("[2, 4]\ntype: list(int)\ncost: 29 of 1000000"))
  }

  @Test func `an object is read from standard input`() throws {
    let fleet = try SampleFleet()
    let result = try fleet.run(
      "cel", "object.data.size() == 1", "--explain", "--object", "-",
      input: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n")
    #expect(
      result.outputText.hasPrefix("object.data.size() == 1 => true\n  object.data.size() => 1\n"))
  }

  @Test func `an error of the evaluation has status 1, one of the compiler 2 and a caret`() throws {
    let fleet = try SampleFleet()
    let failing = try fleet.run("cel", "1 / 0 > 0")
    #expect(failing.status == 1)
    #expect(failing.outputText.hasPrefix("error: division by zero\n"))
    let wrong = try fleet.run("cel", "1 +")
    #expect(wrong.status == 2)
    #expect(wrong.outputText == "")
    #expect(wrong.errorText.hasPrefix("ERROR: <input>:1:4: Syntax error: "))
    #expect(wrong.errorText.contains("\n | 1 +\n | ...^\n"))
  }

  @Test func `questions are answered line by line`() throws {
    let fleet = try SampleFleet()
    let result = try fleet.run(
      "cel", "--jsonl",
      input: #"{"expr":"a + 1","bindings":{"a":{"int":"3"}}}"# + "\n{}\n"
        + #"{"expr":"x.y","vars":{"x":{"y":"z"}}}"# + "\n")
    #expect(
      result.outputText == #"{"value":{"int":"4"},"type":"int","cost":2}"# + "\n"
        + #"{"error":"the line is no question with an expr"}"# + "\n"
        + #"{"value":{"string":"z"},"type":"dyn","cost":2}"# + "\n")
  }

  private static let review = #"""
    {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u1","operation":"CREATE","object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"api","namespace":"app"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"api","image":"api:1"}]}}}}}}
    """#

  @Test func `a review is answered by the policies of a directory`() throws {
    let fleet = try SampleFleet()
    try fleet.repository.write(
      "apiVersion: v1\nkind: Namespace\nmetadata: {name: app, labels: {environment: production}}\n",
      to: "state/namespace.yaml")
    let arguments = ["admit", "--policies", "policies", "--policies", "state"]
    let refused = try fleet.sluice.run(
      arguments, in: fleet.repository.path, environment: fleet.repository.environment,
      input: Array(Self.review.utf8))
    #expect(refused.status == 1, "\(refused.errorText)")
    #expect(
      refused.outputText.hasPrefix(
        #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"u1","#
          + #""allowed":false,"status":{"message":"deployments.apps \"api\" is forbidden: "#))
    let lines = try fleet.sluice.run(
      arguments + ["--jsonl"], in: fleet.repository.path,
      environment: fleet.repository.environment, input: Array("\(Self.review)\n[]\n".utf8))
    #expect(lines.status == 0)
    #expect(lines.outputText.split(separator: "\n").count == 2)
    #expect(lines.outputText.contains(#""message":"a review has a request""#))
  }

  @Test func `policies that do not load answer nothing`() throws {
    let fleet = try SampleFleet()
    try fleet.replace(
      "variables.serving.all(c, has(c.livenessProbe))", with: "variables.(",
      in: "policies/liveness-and-readiness.yaml")
    let result = try fleet.run("admit", "--policies", "policies", input: Self.review)
    #expect(result.status == 2)
    #expect(result.outputText == "")
    #expect(result.errorText.contains("policies/liveness-and-readiness.yaml:"))
    #expect(try fleet.run("admit", "--policies", "clusters/base/nothing").status == 2)
    #expect(try fleet.run("admit", "--policies", ".ci").status == 2)
  }

  @Test func `a rule, a policy and a verdict are explained`() throws {
    let fleet = try SampleFleet()
    let rule = try fleet.run("explain", "yaml/duplicate-key")
    #expect(rule.outputText.hasPrefix("yaml/duplicate-key\n\nA mapping has each key once.\n"))
    let policy = try fleet.run("explain", "policy/limits-and-requests")
    #expect(policy.outputText.contains("\nBindings\n  limits-and-requests-deny: Deny"))
    let verdict = try fleet.run(
      "explain", "policy/limits-and-requests@Deployment/ml-production/sentiment", "-e",
      "production")
    #expect(verdict.status == 0, "\(verdict.errorText)")
    #expect(verdict.outputText.contains("\nbinding limits-and-requests-deny (Deny) at policies/"))
    let unknown = try fleet.run("explain", "yaml/duplicate-kye")
    #expect(unknown.status == 2)
    #expect(unknown.errorText.contains("did you mean yaml/duplicate-key?"))
  }
}
