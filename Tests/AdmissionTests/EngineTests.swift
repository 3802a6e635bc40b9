import Admission
import Diagnostics
import Kubernetes
import Testing
import YAML

struct EngineTests {
  @Test func `policies and bindings are asked in the order of their names`() throws {
    let text = ["b", "a"].map {
      PolicyFixture.policy("validations: [{expression: 'false', message: \($0)}]", name: $0)
    }.joined(separator: "---\n")
    let verdict = try PolicyFixture(text).verdict(on: PolicyFixture.configMap())
    #expect(verdict.failures.map(\.policy) == ["a", "b"])
    #expect(
      verdict.status?.message
        == "configmaps \"c\" is forbidden: ValidatingAdmissionPolicy 'a' with binding 'a-binding' "
        + "denied request: a")
    #expect(verdict.matches.map(\.binding) == ["a-binding", "b-binding"])
  }

  /// An expression that costs three quarters of what one may, by the sizes of text and pattern.
  private static let costly =
    "!object.data.a.matches('\(String(repeating: "y", count: 300))')"
  private static let large = PolicyFixture.configMap(
    "{a: \(String(repeating: "x", count: 100_000))}")

  @Test func `an evaluation ends at the cost limit`() throws {
    let spec = "validations: [{expression: \"\(Self.costly) && \(Self.costly)\"}]"
    let verdict = try PolicyFixture(PolicyFixture.policy(spec)).verdict(on: Self.large)
    #expect(
      verdict.failures.first?.message.hasSuffix(
        "resulted in error: operation cancelled: actual cost limit exceeded") == true)
  }

  @Test(arguments: [(13, true), (14, false)])
  func `all expressions share one budget`(count: Int, isAllowed: Bool) throws {
    let validations = Array(repeating: "{expression: \"\(Self.costly)\"}", count: count)
    let spec = "validations: [\(validations.joined(separator: ", "))]"
    let verdict = try PolicyFixture(PolicyFixture.policy(spec)).verdict(on: Self.large)
    #expect(verdict.isAllowed == isAllowed)
    #expect(
      verdict.failures.allSatisfy {
        $0.message
          == "validation failed due to running out of cost budget, no further validation rules "
          + "will be run"
      })
  }

  @Test(arguments: [(13, true), (14, false)])
  func `messages count against the budget though nobody needs them`(
    count: Int, isAllowed: Bool
  ) throws {
    let validation = "{expression: 'true', messageExpression: \"\(Self.costly) ? 'a' : 'b'\"}"
    let validations = Array(repeating: validation, count: count)
    let spec = "validations: [\(validations.joined(separator: ", "))]"
    let verdict = try PolicyFixture(PolicyFixture.policy(spec)).verdict(on: Self.large)
    #expect(verdict.isAllowed == isAllowed)
    #expect(
      verdict.failures.allSatisfy {
        $0.message
          == "failed messageExpression: validation failed due to running out of cost budget, "
          + "no further validation rules will be run"
      })
  }

  @Test func `audit annotations are published once a value`() throws {
    let spec = """
      auditAnnotations:
        - {key: size, valueExpression: "string(object.data.size())"}
        - {key: none, valueExpression: "null"}
        - {key: blank, valueExpression: "' '"}
      """
    let verdict = try PolicyFixture(PolicyFixture.policy(spec))
      .verdict(on: PolicyFixture.configMap("{a: b}"))
    #expect(verdict.isAllowed)
    #expect(verdict.auditAnnotations.map(\.key) == ["p/size"])
    #expect(verdict.auditAnnotations.map(\.value) == ["1"])
  }

  @Test func `an audited failure is an annotation as Go writes it`() throws {
    let verdict = try PolicyFixture(
      PolicyFixture.policy("validations: [{expression: '1 > 2'}]", actions: "[Audit]")
    ).verdict(on: PolicyFixture.configMap())
    #expect(verdict.isAllowed)
    #expect(
      verdict.auditAnnotations.map(\.key) == [
        "validation.policy.admission.k8s.io/validation_failure"
      ])
    #expect(
      verdict.auditAnnotations.map(\.value) == [
        #"[{"message":"failed expression: 1 \u003e 2","policy":"p","binding":"p-binding","#
          + #""expressionIndex":0,"validationActions":["Audit"]}]"#
      ])
  }

  @Test(arguments: [("Fail", false), ("Ignore", true)])
  func `an audit annotation that fails counts as the failure policy says`(
    policy: String, isAllowed: Bool
  ) throws {
    let spec =
      "failurePolicy: \(policy)\nauditAnnotations: [{key: k, valueExpression: string(object.x)}]"
    let verdict = try PolicyFixture(PolicyFixture.policy(spec, actions: "[Warn]"))
      .verdict(on: PolicyFixture.configMap())
    #expect(verdict.isAllowed == isAllowed)
  }

  @Test(arguments: [
    "string(authorizer.path('/x').check('get').allowed())",
    "string(authorizer.requestResource.check('get').allowed())",
  ])
  func `an audit annotation has no authorizer to ask`(expression: String) throws {
    let spec = "auditAnnotations: [{key: k, valueExpression: \(Node.string(expression).json)}]"
    let verdict = try PolicyFixture(PolicyFixture.policy(spec))
      .verdict(on: PolicyFixture.configMap())
    #expect(
      verdict.failures.first?.message.contains("no such attribute(s): authorizer") == true)
    #expect(!verdict.isAllowed)
  }

  @Test func `a name that the server makes up is there`() throws {
    let spec = """
      validations:
        - {expression: "object.metadata.name.matches('^web-[a-z0-9]{5}$')"}
        - {expression: request.name == object.metadata.name}
        - {expression: object.metadata.name == 'web', message: refused}
      """
    let verdict = try PolicyFixture(PolicyFixture.policy(spec))
      .verdict(on: "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: web-}\n")
    #expect(verdict.failures.map(\.message) == ["refused"])
    #expect(verdict.status?.message.hasPrefix("configmaps \"web-\" is forbidden: ") == true)
  }

  @Test func `what is not iterable is named as Go names it`() throws {
    let spec = "validations: [{expression: 'object.data.a.all(x, true)'}]"
    let verdict = try PolicyFixture(PolicyFixture.policy(spec))
      .verdict(on: PolicyFixture.configMap("{a: null}"))
    #expect(
      verdict.failures.first?.message.hasSuffix("got 'types.Null', expected iterable type") == true)
  }

  @Test func `match conditions see no namespace`() throws {
    let spec = """
      matchConditions: [{name: none, expression: namespaceObject == null}]
      validations: [{expression: namespaceObject.metadata.name == 'app'}]
      """
    let state = "apiVersion: v1\nkind: Namespace\nmetadata: {name: app}\n"
    let verdict = try PolicyFixture(PolicyFixture.policy(spec), state: state)
      .verdict(on: PolicyFixture.configMap())
    #expect(verdict.isAllowed)
    #expect(verdict.matches.count == 1)
  }

  @Test func `errors of match conditions are joined`() throws {
    let spec = """
      matchConditions: [{name: a, expression: object.x}, {name: b, expression: object.y}]
      validations: [{expression: 'true'}]
      """
    let text = PolicyFixture.policy(spec)
    #expect(PolicyFixture(text).policies.refusals.count == 1)
    let bools = text.replacingOccurrences(of: "object.x", with: "object.x == 1")
      .replacingOccurrences(of: "object.y", with: "object.y == 1")
    let verdict = try PolicyFixture(bools).verdict(on: PolicyFixture.configMap())
    #expect(
      verdict.failures.map(\.message) == [
        "[expression 'object.x == 1' resulted in error: no such key: x, "
          + "expression 'object.y == 1' resulted in error: no such key: y]"
      ])
  }

  @Test func `a variable that needs itself is an error`() throws {
    let spec = """
      variables: [{name: a, expression: "1"}, {name: a, expression: "variables.a + 1"}]
      validations: [{expression: variables.a == 2}]
      """
    let verdict = try PolicyFixture(PolicyFixture.policy(spec))
      .verdict(on: PolicyFixture.configMap())
    #expect(!verdict.isAllowed)
  }

  @Test func `the configuration of admission is beyond policies`() throws {
    let text = PolicyFixture.policy(
      "validations: [{expression: 'false'}]",
      resource: "apiGroups: ['*'], apiVersions: ['*'], resources: ['*']")
    let verdict = try PolicyFixture(text).verdict(on: text)
    #expect(verdict.isAllowed)
    #expect(verdict.matches.isEmpty)
  }

  @Test func `an object in another version is seen as the rule asks for it`() throws {
    let text = PolicyFixture.policy(
      """
      validations:
        - expression: 'false'
          messageExpression: object.apiVersion + ' ' + string(object.spec.targetCPUUtilizationPercentage)
      """,
      resource: "apiGroups: [autoscaling], apiVersions: [v1], resources: [horizontalpodautoscalers]"
    )
    let verdict = try PolicyFixture(text).verdict(
      on: """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: h, namespace: app}
        spec:
          metrics:
            - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}
        """)
    #expect(verdict.failures.map(\.message) == ["autoscaling/v1 70"])
  }

  @Test func `one engine answers on many tasks`() async throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        "variables: [{name: d, expression: object.data}]\n"
          + "validations: [{expression: variables.d.size() == 1}]"))
    let objects = PolicyFixture.objects(PolicyFixture.configMap("{a: b}"), path: "o.yaml")
    let object = try #require(objects.first)
    let answers = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 { group.addTask { fixture.verdict(on: object).isAllowed } }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(answers == Array(repeating: true, count: 16))
  }
}

/// What the files at hand do not tell is said, and is no pass.
struct UndecidedTests {
  private static let policy = PolicyFixture.policy("validations: [{expression: 'true'}]")
    .replacingOccurrences(
      of: "policyName: p",
      with: "policyName: p, matchResources: {namespaceSelector: {matchLabels: {env: x}}}")

  @Test func `a namespace that nobody describes is undecided`() throws {
    let fixture = PolicyFixture(Self.policy)
    let (findings, _) = try fixture.findings(PolicyFixture.configMap())
    #expect(findings.map(\.rule) == ["policy/undecided"])
    #expect(findings.map(\.severity) == [.error])
    let verdict = try fixture.verdict(on: PolicyFixture.configMap())
    #expect(!verdict.isAllowed)
    #expect(
      verdict.status?.message.hasSuffix("the labels of namespace 'app' are not known") == true)
  }

  @Test func `a namespace is known by its object`() throws {
    let state = "apiVersion: v1\nkind: Namespace\nmetadata: {name: app, labels: {env: y}}\n"
    let verdict = try PolicyFixture(Self.policy, state: state).verdict(
      on: PolicyFixture.configMap())
    #expect(verdict.isAllowed)
    #expect(verdict.matches.isEmpty)
  }

  @Test func `every namespace has the label with its name`() throws {
    let byName = Self.policy.replacingOccurrences(
      of: "{env: x}", with: "{kubernetes.io/metadata.name: other}")
    let verdict = try PolicyFixture(byName).verdict(on: PolicyFixture.configMap())
    #expect(verdict.isAllowed)
    #expect(verdict.undecided.isEmpty)
  }

  @Test(arguments: [
    (Engine.Authorization.undecided, false, 1), (.noOpinion, false, 0), (.allow, true, 0),
  ])
  func `an authorization check of a common user is as the options say`(
    option: Engine.Authorization, isAllowed: Bool, undecided: Int
  ) throws {
    var options = Engine.Options()
    options.authorization = option
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        """
        validations:
          - expression: authorizer.serviceAccount('app', 'ci').group('').resource('secrets').check('get').allowed()
        """), options: options)
    let verdict = try fixture.verdict(on: PolicyFixture.configMap())
    #expect(verdict.isAllowed == isAllowed)
    #expect(verdict.undecided.count == undecided)
  }

  @Test func `a privileged user is authorized`() throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        "validations: [{expression: authorizer.requestResource.check('create').allowed()}]"))
    #expect(try fixture.verdict(on: PolicyFixture.configMap()).isAllowed)
  }

  @Test func `what is undecided does not count where something else decides`() throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        "validations: [{expression: \"namespaceObject.metadata.labels.env == 'x' || object.kind == 'ConfigMap'\"}]"
      ))
    let verdict = try fixture.verdict(on: PolicyFixture.configMap())
    #expect(verdict.isAllowed)
    #expect(verdict.undecided.isEmpty)
  }
}

extension String {
  /// The text with every occurrence of `old` replaced.
  fileprivate func replacingOccurrences(of old: String, with new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}
