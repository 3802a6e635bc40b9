import Admission
import Diagnostics
import TestKit
import Testing
import YAML

struct TypeCheckTests {
  /// What the checker says, apart from what else is wrong with the policies.
  private static func warnings(of policies: String) -> [Diagnostic] {
    PolicyFixture(policies).policies.diagnostics.filter { $0.rule == "policy/type-check" }
  }

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
    #expect(Self.warnings(of: text).map(\.message) == [message])
  }

  @Test(arguments: [
    ("variables.twice == 'x'", ["(int, string)' (Deployment)"]),
    ("[1].all(i, variables.twice == 'x')", ["(int, string)' (Deployment)"]),
    ("variables.untyped == 'x' && variables.untyped.nothing", []),
  ])
  func `a variable that reads another has the type that this gives it`(
    expression: String, ends: [String]
  ) {
    let text = PolicyFixture.policy(
      """
      variables:
      - {name: count, expression: object.spec.replicas}
      - {name: twice, expression: variables.count}
      - {name: untyped, expression: dyn(object).spec}
      validations: [{expression: \(Node.string(expression).json)}]
      """, resource: PolicyFixture.deployments)
    let messages = Self.warnings(of: text).map(\.message)
    #expect(messages.count == ends.count)
    #expect(zip(messages, ends).allSatisfy { $0.hasSuffix($1) }, "\(messages)")
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

  @Test(arguments: [
    ("object.spec.containers + object.spec.initContainers", "_+_"),
    ("object.spec.containers == object.spec.initContainers", "_==_"),
    ("object.spec.containers[0].livenessProbe == object.spec.containers[0].readinessProbe", "_==_"),
    ("object.spec.containers[0] in object.spec.initContainers", "@in"),
    ("true ? object.spec.containers : object.spec.initContainers", "_?_:_"),
  ])
  func `what two fields hold is of two types`(expression: String, function: String) {
    let text = PolicyFixture.policy(
      "variables: [{name: v, expression: \(Node.string(expression).json)}]\n"
        + "validations: [{expression: \(Node.string("[\(expression)].size() > 0").json)}]",
      resource: #"apiGroups: [""], apiVersions: [v1], resources: [pods]"#)
    let findings = Self.warnings(of: text)
    #expect(findings.count == 1)
    #expect(
      findings.first?.message.hasPrefix(
        "found no matching overload for '\(function)' applied to ") == true,
      "\(findings.map(\.message))")
  }

  @Test(arguments: [
    "object.spec == oldObject.spec", "object.spec.containers + oldObject.spec.containers == []",
    "object.metadata.labels == object.metadata.annotations",
  ])
  func `one field of two objects is of one type`(expression: String) {
    let text = PolicyFixture.policy(
      "validations: [{expression: \(Node.string(expression).json)}]",
      resource: #"apiGroups: [""], apiVersions: [v1], resources: [pods]"#)
    #expect(PolicyFixture(text).policies.diagnostics == [])
  }

  @Test(arguments: [
    (#"apiGroups: [""], apiVersions: [v1], resources: [deployments]"#, "Deployment"),
    (#"apiGroups: [apps], apiVersions: [v1], resources: [Deployments]"#, "Deployment"),
    (
      #"apiGroups: [""], apiVersions: [v2], resources: [horizontalpodautoscalers]"#,
      "HorizontalPodAutoscaler"
    ),
  ])
  func `a resource is looked up as the server maps a partial one`(rule: String, kind: String) {
    let text = PolicyFixture.policy(
      "validations: [{expression: object.spec.nothing == 1}]", resource: rule)
    #expect(Self.warnings(of: text).map(\.message) == ["undefined field 'nothing' (\(kind))"])
  }

  private static let definition =
    DefinitionText.definition(
      of: "Gateway", as: "gateways.example.dev",
      schema: """
        properties:
          spec:
            type: object
            properties:
              size: {type: integer}
              listeners:
                type: array
                items: {type: object, properties: {port: {x-kubernetes-int-or-string: true}}}
              labels: {type: object, additionalProperties: {type: string}}
        """) + "---\n"

  @Test(arguments: [
    ("object.spec.sise == 1", "undefined field 'sise' (Gateway)"),
    (
      "object.spec.size == '1'",
      "found no matching overload for '_==_' applied to '(int, string)' (Gateway)"
    ),
    ("object.metadata.nmae == 'x'", "undefined field 'nmae' (Gateway)"),
    ("object.spec.listeners.all(l, l.prot == 1)", "undefined field 'prot' (Gateway)"),
    ("params.spec.sise == 1", "undefined field 'sise' (Gateway)"),
    ("object.spec.listeners.all(l, l.port == 1) && object.spec.labels['a'] == 'b'", nil),
    ("object.metadata.labels['a'] == 'b' && object.kind == 'Gateway'", nil),
  ])
  func `a custom kind is checked by its definition`(expression: String, message: String?) {
    let text = PolicyFixture.policy(
      "paramKind: {apiVersion: example.dev/v1, kind: Gateway}\n"
        + "validations: [{expression: \(Node.string(expression).json)}]",
      resource: "apiGroups: [example.dev], apiVersions: [v1], resources: [gateways]")
    #expect(
      PolicyFixture(Self.definition + text).policies.diagnostics.map(\.message)
        == [message].compactMap(\.self))
  }

  @Test func `a wildcard is not checked`() {
    let text = PolicyFixture.policy(
      "validations: [{expression: object.spec.nothing == 1}]",
      resource: "apiGroups: ['*'], apiVersions: ['*'], resources: ['*']")
    #expect(PolicyFixture(text).policies.diagnostics == [])
  }

  @Test(arguments: [
    ["object.metadata.labels", "object.metadata.name"],
    ["object.metadata.name", "object.metadata.labels"],
  ])
  func `policies share a variable's text, not the types of what it reads`(sources: [String]) {
    let text = zip(["a", "b"], sources).map { name, source in
      PolicyFixture.policy(
        """
        variables: [{name: first, expression: \(source)}, {name: second, expression: variables.first}]
        validations: [{expression: variables.second.startsWith('x')}]
        """, name: name, resource: PolicyFixture.deployments)
    }.joined(separator: "---\n")
    let message =
      "found no matching overload for 'startsWith' applied to 'map(string, string).(string)' "
      + "(Deployment)"
    let object = "ValidatingAdmissionPolicy/\(sources[0].hasSuffix("labels") ? "a" : "b")"
    let found = Self.warnings(of: text)
    #expect(found.map(\.message) == [message])
    #expect(found.map(\.object) == [object])
  }
}
