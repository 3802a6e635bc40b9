import Admission
import Diagnostics
import Display
import Kubernetes
import Testing
import YAML

struct PolicyTestRunnerTests {
  private static let policy = PolicyFixture.policy(
    """
    paramKind: {apiVersion: v1, kind: ConfigMap}
    variables: [{name: limit, expression: int(params.data.limit)}]
    validations:
      - expression: object.data.size() < variables.limit || object.metadata.name == 'free'
        message: too much
      - {expression: "request.userInfo.username != 'mallory'", message: not you}
    """
  ).replacing(
    "validationActions: [Deny]",
    with: """
      validationActions: [Deny], \
      paramRef: {name: limits, namespace: cluster, parameterNotFoundAction: Deny}
      """)

  private func report(_ cases: String) -> PolicyTestReport {
    let objects =
      PolicyFixture.objects(Self.policy, path: "policy.yaml")
      + PolicyFixture.objects(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: limits, namespace: cluster}
        data: {limit: "2"}
        """, path: "params.yaml")
    let (tests, findings) = PolicyTest.read(
      SourceFile(
        path: "t.yaml",
        text: """
          apiVersion: sluice.dev/v1alpha1
          kind: PolicyTest
          policy: p
          objects:
            c: {apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: app}, data: {a: b}}
          cases:
          \(cases)

          """))
    #expect(findings == [])
    let policies = PolicySet.load(objects, facts: nil)
    #expect(policies.diagnostics == [])
    return PolicyTestRunner(policies: policies.policies).run(tests)
  }

  @Test func `cases come out as expected`() {
    let report = report(
      """
        - {name: small, base: c, expect: allow}
        - {name: big, base: c, patch: {data: {b: c}}, expect: deny, message: too much}
        - {name: other limit, base: c, params: {data: {limit: "1"}}, expect: deny}
        - {name: no params, base: c, params: [], expect: deny, message: {matches: no params found}}
        - {name: mallory, base: c, user: {username: mallory}, expect: deny, message: not you}
      """)
    #expect(report.failed.map(\.problem) == [])
    #expect(report.isPassed)
  }

  @Test(arguments: [
    ("{name: one, base: c, expect: deny}", "expected deny, but it is allow"),
    (
      "{name: one, base: c, patch: {data: {b: c}}, expect: deny, message: too little}",
      "no message is 'too little'"
    ),
    (
      "{name: one, base: c, patch: {data: {b: c}}, expect: deny, message: {matches: ^too$}}",
      "no message is what matches '^too$'"
    ),
    (
      "{name: one, base: c, patch: {data: {b: c}}, user: {username: mallory}, expect: deny, "
        + "message: too much}",
      "there is also the message 'not you'"
    ),
  ])
  func `a case that comes out otherwise says how`(testCase: String, problem: String) {
    let report = report("  - \(testCase)")
    #expect(report.results.map(\.problem) == [problem])
    #expect(!report.isPassed)
    #expect(report.findings().first?.primary?.position.line == 7)
  }

  @Test func `no case at all is no success`() {
    #expect(!report("  []").isPassed)
  }

  @Test func `conditions that were never true or never false are told`() throws {
    let coverage = try #require(report("  - {name: small, base: c, expect: allow}").coverage.first)
    #expect(coverage.expressions.map(\.gap) == ["never false", "never false"])
    #expect(
      coverage.branches.map { "\($0.source): \($0.gap ?? "")" } == [
        "object.data.size() < variables.limit: never false",
        "object.metadata.name == 'free': never evaluated",
      ])
  }

  @Test func `a test of a policy that is not there is told`() {
    let (tests, _) = PolicyTest.read(
      SourceFile(
        path: "t.yaml",
        text: "apiVersion: sluice.dev/v1alpha1\nkind: PolicyTest\npolicy: q\ncases: []\n"))
    let report = PolicyTestRunner(
      policies: PolicySet.load(PolicyFixture.objects(Self.policy, path: "p.yaml"), facts: nil)
        .policies
    ).run(tests)
    #expect(report.diagnostics.map(\.message) == ["there is no policy 'q' to test"])
    #expect(report.diagnostics.map(\.primary?.position) == [Position(line: 3, column: 9)])
  }

  @Test func `JUnit escapes names, and terminal commands do not survive`() {
    let xml = String(
      decoding: report(#"  - {name: "a<b \u001b[31m", base: c, expect: deny}"#).junit().bytes,
      as: UTF8.self)
    #expect(xml.contains(#"name="a&lt;b ␛[31m""#))
    #expect(xml.contains(#"failures="1""#))
  }

  @Test func `JSON holds each case with its place`() throws {
    let text = String(
      decoding: report("  - {name: small, base: c, expect: allow}").json().bytes, as: UTF8.self)
    let root = try SourceFile(path: "r.json", text: text).parsedJSON().root
    let first = try #require(root["cases"]?.elements?.first)
    #expect(root["passed"]?.scalar?.boolean == true)
    #expect(first["actual"]?.string == "allow")
    #expect(first["line"]?.scalar?.integer == 7)
  }

  @Test func `a mistake that no policy notices is told at its place`() throws {
    let fleet = PolicyFixture.objects(
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: app}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: s, namespace: app}
      spec: {selector: {app: s}, ports: [{port: 80}]}
      """, path: "fleet.yaml")
    let policies = PolicySet.load(
      PolicyFixture.objects(
        PolicyFixture.policy(
          """
          validations: [{expression: "object.spec.type != 'NodePort'", message: closed}]
          """, resource: "apiGroups: [''], apiVersions: [v1], resources: [services]"),
        path: "policy.yaml"), facts: nil)
    let report = MutationTesting(
      policies: policies.policies, objects: fleet, environment: "test"
    ).run()
    #expect(report.catches == ["p": 1])
    #expect(
      report.diagnostics.map(\.message).contains(
        "no policy would notice if Service/app/s claims an external address"))
    #expect(report.diagnostics.allSatisfy { $0.primary?.file.path == "fleet.yaml" })
    #expect(report.diagnostics.allSatisfy { $0.environments == ["test"] })
  }
}
