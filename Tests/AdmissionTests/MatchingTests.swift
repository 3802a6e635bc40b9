import Admission
import Kubernetes
import Testing
import YAML

struct MatchingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var object: String
    var matches: Bool
    var testDescription: String { "\(rule) \(object)" }
  }

  private static let pod = "{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: app}}"
  private static let node = "{apiVersion: v1, kind: Node, metadata: {name: x}}"
  private static let namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: x}}"
  private static let scaler =
    "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x, namespace: app}}"
  private static let event =
    "{apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: x, namespace: app}}"
  private static let widget =
    "{apiVersion: example.com/v1, kind: Policy, metadata: {name: x, namespace: app}}"

  @Test(arguments: [
    Case(rule: "['*'] ['*'] ['*']", object: pod, matches: true),
    Case(rule: "[''] [v1] [pods]", object: pod, matches: true),
    Case(rule: "[apps] [v1] [pods]", object: pod, matches: false),
    Case(rule: "[''] [v2] [pods]", object: pod, matches: false),
    Case(rule: "[''] [v1] [pods/status]", object: pod, matches: false),
    Case(rule: "[''] [v1] ['pods/*']", object: pod, matches: true),
    Case(rule: "[''] [v1] ['*/*']", object: pod, matches: true),
    Case(rule: "[''] [v1] ['*/status']", object: pod, matches: false),
    Case(rule: "['*'] ['*'] ['*'] scope: Cluster", object: pod, matches: false),
    Case(rule: "['*'] ['*'] ['*'] scope: Cluster", object: node, matches: true),
    Case(rule: "['*'] ['*'] ['*'] scope: Cluster", object: namespace, matches: true),
    Case(rule: "['*'] ['*'] ['*'] scope: Namespaced", object: namespace, matches: false),
    Case(rule: "['*'] ['*'] ['*'] scope: Namespaced", object: pod, matches: true),
    Case(rule: "['*'] ['*'] ['*'] resourceNames: [z]", object: pod, matches: false),
    Case(rule: "['*'] ['*'] ['*'] resourceNames: [z, x]", object: pod, matches: true),
    Case(rule: "[autoscaling] [v1] [horizontalpodautoscalers]", object: scaler, matches: true),
    Case(rule: "[''] [v1] [events]", object: event, matches: true),
    // A kind that nobody knows is served as its name suggests.
    Case(rule: "[example.com] [v1] [policies]", object: widget, matches: true),
  ])
  func `a rule matches as on the server`(_ sample: Case) throws {
    let parts = sample.rule.split(separator: " ", maxSplits: 3).map(String.init)
    let extra = parts.count > 3 ? ", \(parts[3])" : ""
    let text = PolicyFixture.policy(
      "validations: [{expression: 'false'}]",
      resource: "apiGroups: \(parts[0]), apiVersions: \(parts[1]), resources: \(parts[2])\(extra)")
    let verdict = try PolicyFixture(text).verdict(on: sample.object)
    #expect(verdict.isAllowed != sample.matches)
  }

  @Test func `a custom resource is served as its definition says`() throws {
    let definition = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: oxen.example.com}
      spec:
        group: example.com
        scope: Cluster
        names: {kind: Ox, plural: oxen}
        versions: [{name: v1, served: true}, {name: v2, served: true}, {name: v3, served: false}]
      """
    let object = try #require(PolicyFixture.objects(definition, path: "crd.yaml").first)
    let mapper = RESTMapper.standard.adding(customResources: [object])
    let mapping = mapper.mapping(of: GroupVersionKind(apiVersion: "example.com/v2", kind: "Ox"))
    #expect(mapping?.resource.groupResource == "oxen.example.com")
    #expect(mapping?.isNamespaced == false)
    #expect(mapper.mapping(of: GroupVersionKind(apiVersion: "example.com/v3", kind: "Ox")) == nil)
    let text = PolicyFixture.policy(
      "validations: [{expression: \"object.apiVersion == 'x'\", messageExpression: string(object.apiVersion)}]",
      resource: "apiGroups: [example.com], apiVersions: [v1], resources: [oxen]")
    let verdict = try PolicyFixture(text, state: definition).verdict(
      on: "{apiVersion: example.com/v2, kind: Ox, metadata: {name: o}}")
    #expect(verdict.failures.map(\.message) == ["example.com/v1"])
  }

  @Test func `each of several policies is asked about the resources that it names, or any`() throws
  {
    let rules = [
      ("any", "['*']"), ("nodes", "[nodes]"), ("pods", "[pods]"),
      ("both", "[nodes, pods/status, pods]"),
    ]
    let text = rules.map { name, resources in
      PolicyFixture.policy(
        "validations: [{expression: 'false'}]", name: name,
        resource: "apiGroups: ['*'], apiVersions: ['*'], resources: \(resources)")
    }.joined(separator: "\n---\n")
    let fixture = PolicyFixture(text)
    #expect(try fixture.verdict(on: Self.pod).matches.map(\.policy) == ["any", "both", "pods"])
    #expect(try fixture.verdict(on: Self.node).matches.map(\.policy) == ["any", "both", "nodes"])
    #expect(try fixture.verdict(on: Self.widget).matches.map(\.policy) == ["any"])
  }

  @Test(arguments: [
    ("Policy", "policies"), ("Bus", "buses"), ("Widget", "widgets"), ("Endpoints", "endpointses"),
  ])
  func `an unknown kind's resource is guessed by its name`(kind: String, resource: String) {
    let gvk = GroupVersionKind(apiVersion: "example.com/v1", kind: kind)
    #expect(RESTMapper.guess(gvk, isNamespaced: true).resource.resource == resource)
  }
}
