import APIServer
import Admission
import Diagnostics
import Kubernetes
import TestKit
import Testing
import YAML

struct PolicyLoadingTests {
  /// Policies whose expression is wrong at the mark.
  @Test(arguments: [
    ("expression: 1️⃣objct.data.size() == 1", "undeclared reference to 'objct' (in container '')"),
    (
      "expression: \"true && \\\"a\\\" 1️⃣== 1\"",
      "found no matching overload for '_==_' applied to '(string, int)'"
    ),
    ("expression: 'size(''a'') > 0 && 1️⃣b'", "undeclared reference to 'b' (in container '')"),
    ("expression: |\n      true &&\n        1️⃣b", "undeclared reference to 'b' (in container '')"),
    (
      "expression: >-\n      true &&\n      true && 1️⃣b",
      "undeclared reference to 'b' (in container '')"
    ),
    ("expression: 1️⃣1 + 1", "must evaluate to bool but got int"),
    ("expression: 1️⃣object.data", "must evaluate to bool but got dyn"),
    (
      "expression: 'true'\n    messageExpression: 1️⃣authorizer.group('').resource('x').check('get').reason()",
      "undeclared reference to 'authorizer' (in container '')"
    ),
    ("expression: 1️⃣params.data.size() == 1", "undeclared reference to 'params' (in container '')"),
    ("expression: 1️⃣variables.a", "undeclared reference to 'variables' (in container '')"),
  ])
  func `an expression that does not compile is reported in its file`(
    validation: String, message: String
  ) throws {
    let marked = MarkedSource(PolicyFixture.policy("validations:\n  - \(validation)\n"))
    let loaded = PolicyFixture(String(decoding: marked.bytes, as: UTF8.self)).policies
    let finding = try #require(loaded.diagnostics.first)
    #expect(finding.rule == "policy/does-not-compile")
    #expect(finding.severity == .error)
    #expect(finding.message == message)
    #expect(finding.primary?.range.lowerBound == marked.offsets[0])
    #expect(finding.field?.hasPrefix("spec.validations[0].") == true)
    #expect(loaded.policies.names == [])
    #expect(loaded.diagnostics.count == 1)
  }

  @Test func `a variable knows those before it and has their types`() {
    let text = PolicyFixture.policy(
      """
      variables:
        - {name: a, expression: "1"}
        - {name: b, expression: "variables.a + 1"}
        - {name: c, expression: "variables.d"}
        - {name: d, expression: "variables.a + 'x'"}
      validations: [{expression: variables.b == 2}]
      """)
    let causes = PolicyFixture(text).policies.refusals.flatMap(\.causes)
    #expect(
      causes.map(\.field) == ["spec.variables[2].expression", "spec.variables[3].expression"])
    #expect(causes[0].message.contains("undefined field 'd'"))
    #expect(
      causes[1].message.contains("found no matching overload for '_+_' applied to '(int, string)'"))
  }

  @Test(arguments: [
    ("validations: []", ["spec.validations", "spec.auditAnnotations"]),
    ("validations: [{expression: ' '}]", ["spec.validations[0].expression"]),
    ("validations: [{expression: 'true', message: ' '}]", ["spec.validations[0].message"]),
    ("validations: [{expression: 'true', message: \"a\\nb\"}]", ["spec.validations[0].message"]),
    (
      "validations: [{expression: 'true', messageExpression: ' '}]",
      ["spec.validations[0].messageExpression"]
    ),
    ("validations: [{expression: 'true', reason: Teapot}]", ["spec.validations[0].reason"]),
    ("failurePolicy: Maybe\nvalidations: [{expression: 'true'}]", ["spec.failurePolicy"]),
    (
      "paramKind: {apiVersion: a/b/c, kind: 1x}\nvalidations: [{expression: 'true'}]",
      ["spec.paramKind.apiVersion", "spec.paramKind.kind"]
    ),
    (
      "matchConditions: [{name: x, expression: 'true'}, {name: x, expression: variables.a}]\nvariables: [{name: a, expression: 'true'}]\nvalidations: [{expression: 'true'}]",
      ["spec.matchConditions[1].expression", "spec.matchConditions[1].name"]
    ),
    (
      "variables: [{name: 1a, expression: 'true'}]\nvalidations: [{expression: 'true'}]",
      ["spec.variables[0].name"]
    ),
    (
      "auditAnnotations: [{key: k, valueExpression: object.x}, {key: k, valueExpression: \"'a'\"}]",
      ["spec.auditAnnotations[0].valueExpression", "spec.auditAnnotations[1].key"]
    ),
    ("validations: [{expresion: 'true'}]", ["spec.validations[0].expresion"]),
  ])
  func `what the server refuses is named by its field`(spec: String, fields: [String]) {
    let loaded = PolicyFixture(PolicyFixture.policy(spec)).policies
    #expect(loaded.refusals.flatMap(\.fields) == fields)
    #expect(loaded.diagnostics.allSatisfy { $0.primary?.file.path == "policy.yaml" })
    #expect(loaded.policies.names.isEmpty)
  }

  @Test func `a misspelt field is told with the name that was meant`() {
    let text = PolicyFixture.policy("validations: [{expresion: 'true'}]")
    let findings = PolicyFixture(text).policies.diagnostics
    #expect(findings.map(\.rule) == ["policy/invalid"])
    #expect(findings.first?.message == "unknown field \"spec.validations[0].expresion\"")
    #expect(findings.first?.help == "did you mean expression?")
    #expect(findings.first?.primary?.text == "expresion")
  }

  @Test(arguments: [
    ("operations: []", "spec.matchConstraints.resourceRules[0].operations"),
    ("operations: [PATCH]", "spec.matchConstraints.resourceRules[0].operations[0]"),
    ("operations: ['*', CREATE]", "spec.matchConstraints.resourceRules[0].operations"),
    ("apiGroups: ['*', apps]", "spec.matchConstraints.resourceRules[0].apiGroups"),
    ("apiVersions: ['']", "spec.matchConstraints.resourceRules[0].apiVersions[0]"),
    ("resources: ['*', pods]", "spec.matchConstraints.resourceRules[0].resources"),
    ("resources: ['pods/*', pods/status]", "spec.matchConstraints.resourceRules[0].resources[1]"),
    ("resources: ['*/*', pods/status]", "spec.matchConstraints.resourceRules[0].resources"),
    ("scope: Everywhere", "spec.matchConstraints.resourceRules[0].scope"),
    ("resourceNames: [a, a]", "spec.matchConstraints.resourceRules[0].resourceNames[1]"),
  ])
  func `a rule is checked as the server does`(change: String, field: String) throws {
    var rule = [
      "operations": "[CREATE]", "apiGroups": "['']", "apiVersions": "[v1]", "resources": "[pods]",
    ]
    let parts = change.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
    rule[String(parts[0])] = String(parts[1])
    let fields = rule.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    let text = """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: p}
      spec:
        matchConstraints:
          resourceRules: [{\(fields.joined(separator: ", "))}]
        validations: [{expression: 'true'}]
      """
    let object = try #require(PolicyFixture.objects(text, path: "policy.yaml").first)
    let refusal = try #require(PolicySet.load([object]).refusals.first)
    #expect(refusal.fields.contains(field))
  }

  @Test(arguments: [
    ("policyName: ''", ["spec.policyName"]), ("validationActions: []", ["spec.validationActions"]),
    ("validationActions: [Deny, Warn]", ["spec.validationActions"]),
    ("validationActions: [Deny, Deny]", ["spec.validationActions[1]"]),
    ("validationActions: [Shout]", ["spec.validationActions[0]"]),
    ("paramRef: {parameterNotFoundAction: Deny}", ["spec.paramRef"]),
    (
      "paramRef: {name: a, selector: {}}",
      ["spec.paramRef.name", "spec.paramRef.selector", "spec.paramRef.parameterNotFoundAction"]
    ),
    (
      "paramRef: {name: a, parameterNotFoundAction: Shrug}",
      ["spec.paramRef.parameterNotFoundAction"]
    ),
    ("matchResources: {matchPolicy: Loose}", ["spec.matchResources.matchPolicy"]),
  ])
  func `a binding is checked as the server does`(change: String, fields: [String]) throws {
    var spec = ["policyName": "p", "validationActions": "[Deny]"]
    let parts = change.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
    spec[String(parts[0])] = String(parts[1])
    let text = """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: b}
      spec: {\(spec.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}
      """
    let object = try #require(PolicyFixture.objects(text, path: "policy.yaml").first)
    #expect(PolicySet.load([object]).refusals.flatMap(\.fields) == fields)
  }

  @Test func `a binding without a policy and a policy without a binding are said`() {
    let policy = PolicyFixture.policy("validations: [{expression: 'true'}]")
      .replacingText("policyName: p", with: "policyName: q")
    let findings = PolicyFixture(policy).policies.diagnostics
    #expect(findings.map(\.rule) == ["policy/missing", "policy/unbound"])
    #expect(findings.map(\.severity) == [.error, .warning])
    #expect(findings[0].primary?.text == "q")
    #expect(findings[1].primary?.text == "p")
  }

  @Test func `two policies of one name are said`() {
    let policy = PolicyFixture.policy("validations: [{expression: 'true'}]")
    let findings = PolicyFixture(policy + "---\n" + policy).policies.diagnostics
    #expect(findings.map(\.rule) == ["policy/duplicate", "policy/duplicate"])
  }

  @Test func `a version that the server does not serve is said`() {
    let policy = PolicyFixture.policy("validations: [{expression: 'true'}]")
      .replacingText("k8s.io/v1", with: "k8s.io/v1beta1")
    let findings = PolicyFixture(policy).policies.diagnostics
    #expect(findings.first?.rule == "policy/invalid")
    #expect(findings.first?.primary?.text == "admissionregistration.k8s.io/v1beta1")
  }

  @Test(arguments: [
    ("Deny", "name: none, namespace: app", Severity.error),
    ("Allow", "name: none, namespace: app", .warning),
    ("Deny", "selector: {matchLabels: {a: b}}", .error),
  ])
  func `parameters that are not there are said`(
    action: String, reference: String, severity: Severity
  ) {
    let policy = PolicyFixture.policy(
      "paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: 'true'}]"
    ).replacingText(
      "policyName: p",
      with: "policyName: p, paramRef: {\(reference), parameterNotFoundAction: \(action)}")
    let fixture = PolicyFixture(policy, state: PolicyFixture.configMap())
    let state = ClusterState(objects: fixture.objects, policies: fixture.policies.policies)
    let findings = fixture.policies.policies.diagnostics(in: state)
    #expect(findings.map(\.rule) == ["policy/missing-parameters"])
    #expect(findings.map(\.severity) == [severity])
  }
}

extension LoadedPolicySet.Refusal {
  /// The fields that the refusal is about.
  fileprivate var fields: [String] { faults.map(\.path.description) + causes.map(\.field) }
}

extension String {
  /// The text with the first occurrence of `old` replaced.
  fileprivate func replacingText(_ old: String, with new: String) -> String {
    let parts = split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? "\(parts[0])\(new)\(parts[1])" : self
  }

  @Test func `a policy in a version that is not served is refused`() throws {
    let text = PolicyFixture.policy("validations: [{expression: 'true'}]")
    let older = text.replacing(
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\n",
      with: "apiVersion: admissionregistration.k8s.io/v1beta1\nkind: ValidatingAdmissionPolicy\n")
    let loaded = PolicySet.load(PolicyFixture.objects(older, path: "policy.yaml"))
    #expect(loaded.refusals.map(\.object.name) == ["p"])
    #expect(loaded.diagnostics.map(\.rule) == ["policy/invalid"])
  }
}
