import APIServer
import Admission
import Diagnostics
import Kubernetes
import Testing
import Values
import YAML

struct MutationTests {
  @Test func `what a policy sets comes from its expression`() throws {
    let policies = Self.policy(
      "ApplyConfiguration", "Object{metadata: Object.metadata{labels: {'team': 'a'}}}")
    let outcome = try Self.mutated(policies, Self.configMap)
    let label = outcome.submission.form?["metadata"]?["labels"]?["team"]
    #expect(label?.string == "a")
    let place = try #require(label?.origin.location)
    #expect(place.file.path == "policy.yaml")
    #expect(place.text == "{'team': 'a'}")
    #expect(outcome.policy(at: place) == "p")
  }

  @Test func `a value that a policy replaces is remembered`() throws {
    let policies = Self.policy(
      "JSONPatch", "[JSONPatch{op: 'replace', path: '/data/a', value: '2'}]")
    let outcome = try Self.mutated(policies, Self.configMap)
    let value = outcome.submission.form?["data"]?["a"]
    #expect(value?.string == "2")
    #expect(value?.origin.replaced?.value?.text == "1")
    #expect(value?.origin.replaced?.origin.location?.file.path == "object.yaml")
  }

  @Test func `the answer's patch applies to the object that was sent`() throws {
    let policies = Self.policy(
      "ApplyConfiguration", "Object{metadata: Object.metadata{annotations: {'x/y': 'z'}}}")
    let answer = try Self.answer(policies, Self.configMap)
    let patch = try #require(answer.patch)
    #expect(patch.operations.map(\.path) == ["/metadata/annotations"])
    #expect(answer.verdict.isAllowed)
  }

  @Test func `a result that depends on the order of policies is told`() throws {
    let first = Self.policy(
      "JSONPatch", "[JSONPatch{op: 'replace', path: '/data/a', value: 'x'}]", name: "first")
    let second = Self.policy(
      "JSONPatch", "[JSONPatch{op: 'replace', path: '/data/a', value: 'y'}]", name: "second")
    let outcome = try Self.mutated(first + "---\n" + second, Self.configMap)
    #expect(outcome.dependsOnOrder)
    #expect(outcome.orderNote?.contains("'first', 'second'") == true)
  }

  @Test func `policies that do not meet have no order`() throws {
    let first = Self.policy(
      "JSONPatch", "[JSONPatch{op: 'replace', path: '/data/a', value: 'x'}]", name: "first")
    let second = Self.policy(
      "JSONPatch", "[JSONPatch{op: 'add', path: '/data/b', value: 'y'}]", name: "second")
    #expect(try !Self.mutated(first + "---\n" + second, Self.configMap).dependsOnOrder)
  }

  @Test func `a literal inside a literal is no map to the server`() throws {
    let policies = Self.policy(
      "ApplyConfiguration",
      "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{"
        + "containers: [{'name': 'a', 'image': 'b'}]}}}}",
      resource: PolicyFixture.deployments)
    let outcome = try Self.mutated(
      policies,
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d, namespace: app}
      spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: c}]}}}
      """)
    #expect(
      outcome.failures.map(\.message) == [
        "error applying patch: failed to convert patch object to typed object: "
          + ".spec.template.spec.containers: element 0: associative list with keys may not have "
          + "non-map elements"
      ])
  }

  @Test func `a policy for what it must not mutate is not asked`() throws {
    let policies = Self.policy(
      "ApplyConfiguration", "Object{metadata: Object.metadata{labels: {'a': 'b'}}}",
      resource: #"apiGroups: ["*"], apiVersions: ["*"], resources: ["*"]"#)
    let binding = """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicyBinding
      metadata: {name: other}
      spec: {policyName: other}
      """
    #expect(try Self.mutated(policies, binding).matches.isEmpty)
  }

  @Test func `a policy without a binding and a binding without a policy are told`() {
    let policies = Self.policy(
      "ApplyConfiguration", "Object{}", binding: "other")
    let loaded = PolicySet.load(PolicyFixture.objects(policies, path: "policy.yaml"))
    #expect(loaded.diagnostics.map(\.rule.text) == ["policy/missing", "policy/unbound"])
    #expect(loaded.diagnostics.last?.help == "add a MutatingAdmissionPolicyBinding for it")
  }

  // MARK: Helpers

  static let configMap = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: c, namespace: app}
    data: {a: "1"}
    """

  static func policy(
    _ patchType: String, _ expression: String, name: String = "p", binding: String? = nil,
    resource: String = #"apiGroups: [""], apiVersions: [v1], resources: [configmaps]"#
  ) -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints:
        resourceRules: [{operations: [CREATE, UPDATE], \(resource)}]
      reinvocationPolicy: Never
      mutations:
      - patchType: \(patchType)
        \(patchType == "JSONPatch" ? "jsonPatch" : "applyConfiguration"):
          expression: >-
            \(expression)
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingAdmissionPolicyBinding
    metadata: {name: \(name)}
    spec: {policyName: \(binding ?? name)}

    """
  }

  private static func engine(_ policies: String) -> Engine {
    let objects = PolicyFixture.objects(policies, path: "policy.yaml")
    let loaded = PolicySet.load(objects)
    #expect(loaded.refusals.isEmpty)
    return Engine(
      policies: loaded.policies, state: ClusterState(objects: objects, policies: loaded.policies))
  }

  private static func request(_ text: String, _ engine: Engine) throws -> AdmissionRequest {
    let object = try #require(PolicyFixture.objects(text, path: "object.yaml").first)
    return AdmissionRequest(.create, object: object.root, mapper: engine.state.mapper)
  }

  static func mutated(_ policies: String, _ object: String) throws -> MutationOutcome {
    let engine = engine(policies)
    var request = try request(object, engine)
    let validator = Validator.evaluatingRules()
    let submission = validator.submission(
      of: KubernetesObject(try #require(request.object)), replacing: nil)
    request.object = submission.form
    return engine.mutate(request, submission, by: validator)
  }

  static func answer(_ policies: String, _ object: String) throws -> AdmissionChain.Answer {
    let engine = engine(policies)
    return AdmissionChain(engine: engine, validator: .evaluatingRules())
      .answer(try request(object, engine))
  }
}
