import Admission
import Diagnostics
import Kubernetes
import TestKit
import Testing
import YAML

/// Findings point at the field that the deciding part of an expression read.
struct FindingLocationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var spec: String
    var object: String
    var field: String
    var testDescription: String { spec }
  }

  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: d, namespace: app}
    spec:
      replicas: 2
      template:
        spec:
          containers:
            - name: a
              resources:
                limits: {cpu: 1}
            - name: b
              image: b:1

    """

  @Test(arguments: [
    // The element that fails an `all`, and in it what is missing.
    Case(
      spec: "object.spec.template.spec.containers.all(c, has(c.resources.limits))",
      object: deployment.replacing("- name: b", with: "- 1️⃣name: b"),
      field: "spec.template.spec.containers[1].resources"),
    Case(
      spec: "object.spec.template.spec.containers.all(c, c.name != 'b')",
      object: deployment.replacing("name: b", with: "name: 1️⃣b"),
      field: "spec.template.spec.containers[1].name"),
    // A missing field stands for its nearest parent that is there.
    Case(
      spec: "has(object.spec.strategy)",
      object: deployment.replacing("replicas: 2", with: "1️⃣replicas: 2"), field: "spec.strategy"),
    Case(
      spec: "object.spec.?strategy.?rollingUpdate.?maxSurge.orValue(0) == 1",
      object: deployment.replacing("replicas: 2", with: "1️⃣replicas: 2"),
      field: "spec.strategy"),
    // No element satisfies: the list.
    Case(
      spec: "object.spec.template.spec.containers.exists(c, c.name == 'main')",
      object: deployment.replacing("- name: a", with: "1️⃣- name: a"),
      field: "spec.template.spec.containers"),
    // The operand that decides.
    Case(
      spec: "object.spec.replicas > 1 && object.metadata.name.startsWith('x')",
      object: deployment.replacing("name: d", with: "name: 1️⃣d"), field: "metadata.name"),
    Case(
      spec: "!(object.spec.replicas == 2 || object.metadata.name == 'x')",
      object: deployment.replacing("replicas: 2", with: "replicas: 1️⃣2"), field: "spec.replicas"),
    // An error is at what it could not read.
    Case(
      spec: "object.metadata.annotations['team'] == 'x'",
      object: deployment.replacing("{name: d", with: "1️⃣{name: d"),
      field: "metadata.annotations"),
    Case(
      spec: "object.spec.template.spec.containers[5].name == 'x'",
      object: deployment.replacing("- name: a", with: "1️⃣- name: a"),
      field: "spec.template.spec.containers[5]"),
  ])
  func `a finding is at the field that decided`(_ sample: Case) throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        "validations: [{expression: \(Node.string(sample.spec).json)}]",
        resource: PolicyFixture.deployments))
    let (findings, marks) = try fixture.findings(sample.object)
    #expect(findings.map(\.primary?.range.lowerBound) == marks)
    #expect(findings.map(\.field) == [sample.field])
    #expect(findings.map(\.object) == ["Deployment/app/d"])
    #expect(findings.map(\.rule) == ["policy/p"])
  }

  @Test func `what a variable read is what the expression read`() throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        """
        variables:
          - {name: strategy, expression: "object.spec.?strategy.?type.orValue('none')"}
          - {name: word, expression: "variables.strategy + '!'"}
        validations: [{expression: "variables.word == 'Recreate!'"}]
        """, resource: PolicyFixture.deployments))
    let (findings, marks) = try fixture.findings(
      Self.deployment.replacing("replicas: 2", with: "replicas: 2\n  strategy: {type: 1️⃣Rolling}"))
    #expect(findings.map(\.primary?.range.lowerBound) == marks)
    #expect(findings.map(\.field) == ["spec.strategy.type"])
  }

  @Test func `an element of a filtered list is where it stands in the object`() throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        """
        variables:
          - {name: named, expression: "object.spec.template.spec.containers.filter(c, c.name == 'b')"}
        validations: [{expression: "variables.named.all(c, has(c.livenessProbe))"}]
        """, resource: PolicyFixture.deployments))
    let (findings, marks) = try fixture.findings(
      Self.deployment.replacing("- name: b", with: "- 1️⃣name: b"))
    #expect(findings.map(\.primary?.range.lowerBound) == marks)
    #expect(findings.map(\.field) == ["spec.template.spec.containers[1].livenessProbe"])
  }

  @Test func `the value of a key is the field when the key decides`() throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy("validations: [{expression: \"object.data.all(k, k != 'password')\"}]"))
    let (findings, marks) = try fixture.findings(
      PolicyFixture.configMap("{host: h, password: 1️⃣hunter2}"))
    #expect(findings.map(\.primary?.range.lowerBound) == marks)
    #expect(findings.map(\.field) == ["data.password"])
    #expect(!findings[0].message.contains("hunter2"))
  }

  @Test func `both sides of a comparison are shown`() throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy("validations: [{expression: object.data.low < object.data.high}]"))
    let (findings, marks) = try fixture.findings(
      PolicyFixture.configMap("{low: 1️⃣\"5\", high: 2️⃣\"4\"}"))
    #expect(findings[0].primary?.range.lowerBound == marks[0])
    #expect(findings[0].related[1].location?.range.lowerBound == marks[1])
    #expect(findings[0].related[1].message == "data.high is read here")
  }

  @Test func `the part of the policy that decided is shown`() throws {
    let marked = MarkedSource(
      PolicyFixture.policy(
        """
        validations:
          - expression: >-
              has(object.data) &&
              1️⃣object.data.size() < 2
        """))
    let fixture = PolicyFixture(String(decoding: marked.bytes, as: UTF8.self))
    let (findings, _) = try fixture.findings(PolicyFixture.configMap("{a: x, b: y}"))
    let label = try #require(findings.first?.related.first)
    #expect(label.message == "required by policy 'p' here")
    #expect(label.location?.text == "object.data.size() < 2")
    #expect(label.location?.range.lowerBound == marked.offsets[0])
  }

  @Test(arguments: [
    ("[Deny]", Severity.error), ("[Warn]", .warning), ("[Audit]", .note),
    ("[Warn, Audit]", .warning),
    ("[Audit, Deny]", .error),
  ])
  func `the binding's action is the severity`(actions: String, severity: Severity) throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        "validations: [{expression: 'false', message: refused}]", actions: actions))
    let (findings, _) = try fixture.findings(PolicyFixture.configMap())
    #expect(findings.map(\.severity) == [severity])
    #expect(findings.map(\.message) == ["refused"])
  }

  @Test func `what a value replaced is shown`() throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy("validations: [{expression: object.data.level == 'info'}]"))
    let base = SourceFile(path: "base.yaml", text: "level: info")
    var object = try #require(
      PolicyFixture.objects(PolicyFixture.configMap("{level: debug}"), path: "o.yaml").first)
    var data = try #require(object.root["data"])
    var level = try #require(data["level"])
    level.origin.replaced = Origin.Replaced(
      origin: Origin(Location(file: base, range: ByteRange(7, 11))), value: nil)
    data["level"] = level
    object.root["data"] = data
    let finding = try #require(fixture.verdict(on: object).diagnostics(at: object).first)
    #expect(finding.primary?.text == "debug")
    #expect(finding.related.last?.message == "overrides the value set here")
    #expect(finding.related.last?.location?.text == "info")
  }
}

extension String {
  /// The text with the first occurrence of `old` replaced.
  fileprivate func replacing(_ old: String, with new: String) -> String {
    let parts = split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? "\(parts[0])\(new)\(parts[1])" : self
  }
}
