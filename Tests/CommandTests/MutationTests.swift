import Git
import TestKit
import Testing

/// Policies that mutate, as `check` and `admit` take them.
struct MutationTests {
  private static func fleet(mutation: String, validation: String? = nil) throws -> SampleFleet {
    let fleet = try SampleFleet()
    let rules =
      "{resourceRules: [{operations: [CREATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]}"
    var policies = """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicy
      metadata: {name: fills}
      spec:
        matchConstraints: \(rules)
        reinvocationPolicy: Never
        mutations:
          - patchType: ApplyConfiguration
            applyConfiguration:
              expression: "\(mutation)"
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicyBinding
      metadata: {name: fills}
      spec: {policyName: fills}

      """
    if let validation {
      policies += """
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: asks}
        spec:
          matchConstraints: \(rules)
          validations: [{expression: "\(validation)", message: not so}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: asks}
        spec: {policyName: asks, validationActions: [Deny]}

        """
    }
    try fleet.repository.write(policies, to: "mutations/policies.yaml")
    try fleet.repository.write(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api, namespace: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: api}}
        template:
          metadata: {labels: {app: api}}
          spec: {containers: [{name: api, image: "api:1"}]}

      """, to: "web/deployment.yaml")
    return fleet
  }

  private static func check(_ fleet: SampleFleet) throws -> ChildProcess.Result {
    try fleet.run("check", "web", "--policies", "mutations")
  }

  @Test func `a validating policy sees what a mutating one made`() throws {
    let fleet = try Self.fleet(
      mutation: "Object{metadata: Object.metadata{labels: {'team': 'a'}}}",
      validation: "object.metadata.labels.team == 'a'")
    let result = try Self.check(fleet)
    #expect(result.status == 0, "\(result.outputText)")
  }

  @Test func `what a policy forbids may be a mutation, at the expression that made it`() throws {
    let fleet = try Self.fleet(
      mutation: "Object{metadata: Object.metadata{labels: {'team': 'a'}}}",
      validation: "object.metadata.labels.team != 'a'")
    let result = try Self.check(fleet)
    #expect(result.status == 1)
    let place = try fleet.place(of: "{'team': 'a'}", in: "mutations/policies.yaml")
    #expect(result.outputText.contains("\(place): error: not so [policy/asks]"))
    #expect(result.outputText.contains("policy 'fills' changes this object"))
  }

  @Test func `the server's rules judge the mutated object`() throws {
    let fleet = try Self.fleet(mutation: "Object{spec: Object.spec{replicas: -1}}")
    let result = try Self.check(fleet)
    #expect(result.status == 1)
    let place = try fleet.place(of: "-1}}", in: "mutations/policies.yaml")
    #expect(result.outputText.contains("\(place): error: "), "\(result.outputText)")
    #expect(result.outputText.contains("must be greater than or equal to 0"))
    #expect(result.outputText.contains("policy 'fills' changes this object"))
  }

  @Test func `a policy that cannot mutate is reported for the object`() throws {
    let fleet = try Self.fleet(
      mutation: "Object{metadata: Object.metadata{labels: {'x': object.spec.nope}}}")
    let result = try Self.check(fleet)
    #expect(result.status == 1)
    #expect(result.outputText.contains("no such key: nope"))
    #expect(result.outputText.contains("[policy/fills]"))
  }

  @Test func `an expression that does not make an object is refused`() throws {
    let result = try Self.check(try Self.fleet(mutation: "object"))
    #expect(result.status == 2)
    #expect(result.outputText.contains("must evaluate to Object but got dyn"))
  }

  @Test func `an answer holds the patch, and the object where it is asked for`() throws {
    let fleet = try Self.fleet(
      mutation: "Object{metadata: Object.metadata{labels: {'team': 'a'}}}")
    let review = """
      {"request": {"operation": "CREATE", "object": {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "namespace": "web"}, "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "a", "image": "a:1"}]}}}}}}

      """
    let patched = try fleet.run("admit", "--policies", "mutations", "--jsonl", input: review)
    #expect(patched.outputText.contains(#""patchType":"JSONPatch","patch":""#))
    let stored = try fleet.run(
      "admit", "--policies", "mutations", "--jsonl", "--objects", input: review)
    #expect(stored.outputText.contains(#""labels":{"team":"a"}"#))
    #expect(stored.outputText.contains(#""replicas":1"#))
  }

  @Test func `parameters that the environment deploys are found as they were stored`() throws {
    let fleet = try Self.fleet(mutation: "Object{}")
    func rule(_ group: String, _ resource: String) -> String {
      "{operations: [CREATE], apiGroups: ['\(group)'], apiVersions: [v1], resources: [\(resource)]}"
    }
    try fleet.repository.write(
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicy
      metadata: {name: limits}
      spec:
        matchConstraints: {resourceRules: [\(rule("", "configmaps"))]}
        reinvocationPolicy: Never
        mutations:
          - patchType: ApplyConfiguration
            applyConfiguration: {expression: "Object{data: {'most': '2'}}"}
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicyBinding
      metadata: {name: limits}
      spec: {policyName: limits}
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: few}
      spec:
        paramKind: {apiVersion: v1, kind: ConfigMap}
        matchConstraints: {resourceRules: [\(rule("apps", "deployments"))]}
        validations: [{expression: "object.spec.replicas < int(params.data.most)", message: too many}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: few}
      spec:
        policyName: few
        validationActions: [Deny]
        paramRef: {name: limits, namespace: web, parameterNotFoundAction: Deny}

      """, to: "mutations/policies.yaml")
    try fleet.repository.write(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: limits, namespace: web}}\n",
      to: "web/limits.yaml")
    let result = try Self.check(fleet)
    #expect(result.outputText.contains("error: too many [policy/few]"), "\(result.outputText)")
  }
}
