import Admission
import Diagnostics
import Testing

/// Tests of policies that mutate.
struct MutatedCaseTests {
  private static let policy = """
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingAdmissionPolicy
    metadata: {name: p}
    spec:
      matchConstraints:
        resourceRules: [{operations: [CREATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]
      reinvocationPolicy: Never
      failurePolicy: Fail
      mutations:
      - patchType: ApplyConfiguration
        applyConfiguration:
          expression: >-
            Object{metadata: Object.metadata{labels: {'team': object.metadata.annotations['team']}}}
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingAdmissionPolicyBinding
    metadata: {name: p}
    spec: {policyName: p}
    """

  private func read(_ cases: String) -> (tests: [PolicyTest], diagnostics: [Diagnostic]) {
    PolicyTest.read(
      SourceFile(
        path: "t.yaml",
        text: """
          apiVersion: sluice.dev/v1alpha1
          kind: PolicyTest
          policy: p
          objects:
            d:
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: d, namespace: app, annotations: {team: a}}
              spec:
                selector: {matchLabels: {app: d}}
                template:
                  metadata: {labels: {app: d}}
                  spec: {containers: [{name: d, image: "d:1"}]}
          cases:
          \(cases)

          """))
  }

  private func report(_ cases: String, policy: String = Self.policy) -> PolicyTestReport {
    let (tests, findings) = read(cases)
    #expect(findings == [])
    let policies = PolicySet.load(
      PolicyFixture.objects(policy, path: "policy.yaml"), facts: nil)
    #expect(policies.diagnostics == [])
    return PolicyTestRunner(policies: policies.policies).run(tests)
  }

  @Test func `a case says what the policy makes of the object, as a patch`() {
    let report = report(
      """
        - {name: a, base: d, expect: allow, mutated: {metadata: {labels: {team: a}}}}
        - name: b
          base: d
          expect: allow
          mutated: [{op: add, path: /metadata/labels, value: {team: a}}]
        - name: the same label
          base: d
          patch: {metadata: {labels: {team: a}}}
          expect: allow
          mutated: {}
        - {name: no team, base: d, patch: {metadata: {annotations: null}}, expect: deny}
        - {name: no such kind, object: {apiVersion: v1, kind: Pod, metadata: {name: x}}, expect: skip}
      """)
    #expect(report.failed.map(\.problem) == [])
    #expect(report.coverage.map(\.evaluations) == [4])
  }

  @Test(arguments: [
    ("mutated: {}", #"the object is not as expected: /metadata/labels is {"team":"a"}"#),
    (
      "mutated: {metadata: {labels: {team: b}}}",
      #"the object is not as expected: /metadata/labels/team is "a""#
    ),
    (
      "mutated: {metadata: {labels: {team: a, b: c}}}",
      "the object is not as expected: /metadata/labels/b is missing"
    ),
    (
      "operation: CREATE",
      "the case does not say what the policy makes of the object: add 'mutated'"
    ),
  ])
  func `a case fails where the object is another`(field: String, problem: String) {
    let report = report("  - {name: a, base: d, expect: allow, \(field)}")
    #expect(report.results.map(\.problem) == [problem])
  }

  @Test func `a policy that only validates makes nothing of an object`() {
    let report = report(
      "  - {name: a, base: d, expect: allow, mutated: {}}",
      policy: PolicyFixture.policy(
        "validations: [{expression: 'true'}]", resource: PolicyFixture.deployments))
    #expect(report.results.map(\.problem) == ["the policy changes no object"])
  }

  @Test func `what is refused is not mutated`() {
    let findings = read("  - {name: a, base: d, expect: deny, mutated: {}}").diagnostics
    #expect(findings.map(\.message) == ["only what is let through can be mutated"])
  }
}
