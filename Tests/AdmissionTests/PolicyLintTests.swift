import Admission
import Diagnostics
import TestKit
import Testing
import YAML

/// What is told of policies that the server accepts without a word.
struct PolicyLintTests {
  private func findings(
    _ spec: String, resource: String = PolicyFixture.deployments
  ) -> [Diagnostic] {
    PolicyFixture(PolicyFixture.policy(spec, resource: resource)).policies.diagnostics
  }

  @Test(arguments: [
    (
      #"apiGroups: [""], apiVersions: [v1], resources: [deployments]"#,
      "the core group has no resource 'deployments'", "deployments are in apps"
    ),
    (
      "apiGroups: [app], apiVersions: [v1], resources: [deployments]",
      "there is no API group 'app'", "did you mean apps?"
    ),
    (
      "apiGroups: [apps], apiVersions: [v1], resources: [deploymnets]",
      "group apps has no resource 'deploymnets'", "did you mean deployments?"
    ),
    (
      #"apiGroups: [""], apiVersions: [v1], resources: [Pods]"#,
      "resources are written in lower case", "did you mean pods?"
    ),
    (
      #"apiGroups: ["", apps], apiVersions: [v1], resources: [widgets/scale]"#,
      "the core group or group apps has no resource 'widgets'", nil
    ),
  ])
  func `a rule for what there is not is told`(rule: String, message: String, help: String?) {
    let found = findings("validations: [{expression: 'true'}]", resource: rule)
    #expect(found.map(\.message) == [message + ", so the rule never matches it"])
    #expect(found.map(\.rule) == ["policy/unknown-resource"])
    #expect(found.map(\.help) == [help])
  }

  @Test(arguments: [
    #"apiGroups: ["", apps], apiVersions: [v1], resources: [pods, deployments/scale]"#,
    "apiGroups: ['*'], apiVersions: ['*'], resources: [gateways]",
    "apiGroups: [example.dev], apiVersions: [v1], resources: [gateways]",
    "apiGroups: [extensions], apiVersions: [v1beta1], resources: [ingresses]",
    #"apiGroups: [""], apiVersions: [v1], resources: [pods/exec, "*/status"]"#,
  ])
  func `a rule for what there may be is not`(rule: String) {
    #expect(findings("validations: [{expression: 'true'}]", resource: rule) == [])
  }

  @Test func `a variable that nobody reads, or that is defined twice, is told`() {
    let found = findings(
      """
      variables:
        - {name: a, expression: "1"}
        - {name: b, expression: "2"}
        - {name: b, expression: "variables.a"}
      validations: [{expression: "variables.a == 1", messageExpression: "'x'"}]
      """)
    #expect(
      found.map(\.message) == [
        "variable 'b' is defined twice; the last one counts",
        "variable 'b' is read by no expression", "variable 'b' is read by no expression",
      ])
  }

  @Test(arguments: [
    ("\"'no ' + object.metadata.name\"", true), ("object.spec.replicas must be set", false),
    ("\"string(object.spec.replicas)\"", true), ("params.limit + 1", true),
    ("set object.spec.replicas", false),
  ])
  func `a message that is an expression is told`(message: String, isTold: Bool) {
    let found = findings(
      "paramKind: {apiVersion: v1, kind: ConfigMap}\n"
        + "validations: [{expression: 'true', message: \(message)}]")
    #expect(found.map(\.rule) == (isTold ? ["policy/message-is-expression"] : []))
  }
}
