import Admission
import Diagnostics
import TestKit
import Testing
import YAML

struct TypeCheckTests {
  @Test func `an expression is checked against the schema of what it matches`() throws {
    let marked = MarkedSource(
      PolicyFixture.policy(
        "validations: [{expression: 'object.spec1️⃣.replica > 1'}]",
        resource: PolicyFixture.deployments))
    let loaded = PolicyFixture(String(decoding: marked.bytes, as: UTF8.self)).policies
    let finding = try #require(loaded.diagnostics.first)
    #expect(finding.rule == "policy/type-check")
    #expect(finding.severity == .warning)
    #expect(finding.message == "undefined field 'replica' (Deployment)")
    #expect(finding.primary?.range.lowerBound == marked.offsets[0])
    #expect(loaded.policies.names == ["p"])
    #expect(loaded.expressionWarnings.map(\.fieldRef) == ["spec.validations[0].expression"])
    #expect(
      loaded.expressionWarnings.map(\.warning) == [
        """
        apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'replica'
         | object.spec.replica > 1
         | ...........^

        """
      ])
  }

  @Test func `kinds that lack a field are named together`() {
    let text = PolicyFixture.policy(
      "validations: [{expression: object.spec.replicas > 1}]",
      resource:
        "apiGroups: [apps], apiVersions: [v1], resources: [deployments, daemonsets, '*/scale']")
    let findings = PolicyFixture(text).policies.diagnostics
    #expect(findings.map(\.message) == ["undefined field 'replicas' (DaemonSet)"])
  }

  @Test(arguments: [
    (
      "object.spec.replicas > '1'",
      "found no matching overload for '_>_' applied to '(int, string)' (Deployment)"
    ),
    ("object.metadata.nmae == 'x'", "undefined field 'nmae' (Deployment)"),
    (
      "object.spec.template.spec.containers.all(c, has(c.resources.limits))",
      "undefined field 'limits' (Deployment)"
    ),
    (
      "variables.count == 'x'",
      "found no matching overload for '_==_' applied to '(int, string)' (Deployment)"
    ),
  ])
  func `the checker knows the types of fields and variables`(expression: String, message: String) {
    let text = PolicyFixture.policy(
      """
      variables: [{name: count, expression: object.spec.replicas}]
      validations: [{expression: \(Node.string(expression).json)}]
      """, resource: PolicyFixture.deployments)
    #expect(PolicyFixture(text).policies.diagnostics.map(\.message) == [message])
  }

  @Test(arguments: [
    "object.spec.strategy.rollingUpdate.maxUnavailable == 0",
    "object.spec.template.spec.containers.all(c, c.name != 'x' && dyn(c.resources).limits.cpu == '1')",
    "object.metadata.labels['a'] == 'b' && oldObject.spec.replicas == 1",
    "request.userInfo.groups.exists(g, g == 'x') && namespaceObject.metadata.labels['a'] == 'b'",
    "object.spec.template.spec.containers[0].env.all(e, e.valueFrom.secretKeyRef.key != 'x')",
  ])
  func `what the schema has is no warning`(expression: String) {
    let text = PolicyFixture.policy(
      "validations: [{expression: \(Node.string(expression).json)}]",
      resource: PolicyFixture.deployments)
    #expect(PolicyFixture(text).policies.diagnostics == [])
  }

  @Test func `a wildcard is not checked`() {
    let text = PolicyFixture.policy(
      "validations: [{expression: object.spec.nothing == 1}]",
      resource: "apiGroups: ['*'], apiVersions: ['*'], resources: ['*']")
    #expect(PolicyFixture(text).policies.diagnostics == [])
  }
}
