import Admission
import CEL
import Diagnostics
import Display
import Kubernetes
import Testing
import YAML

/// How verdicts and expressions are explained.
struct ExplainingTests {
  private static let policies = """
    # Every key is short.
    #
    # Long ones are cut by the reader.
    """ + "\n"
    + PolicyFixture.policy(
      """
      paramKind: {apiVersion: v1, kind: ConfigMap}
      variables:
        - {name: keys, expression: "object.data.map(k, k)"}
      validations:
        - {expression: "variables.keys.all(k, k.size() <= int(params.data.max))", message: too long}
      """
    ).replacing(
      "validationActions:",
      with:
        "paramRef: {name: limit, namespace: app, parameterNotFoundAction: Deny}, validationActions:"
    )

  private static let state = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: limit, namespace: app}
    data: {max: "3"}
    """

  private func engine() -> Engine {
    let loaded = PolicySet.load(PolicyFixture.objects(Self.policies, path: "policy.yaml"))
    #expect(loaded.refusals.flatMap(\.causes) == [])
    let state = PolicyFixture.objects(Self.state, path: "state.yaml")
    return Engine(
      policies: loaded.policies, state: ClusterState(objects: state, policies: loaded.policies))
  }

  @Test func `a refusal is explained by the values of every part`() throws {
    let engine = engine()
    let object = try #require(
      PolicyFixture.objects(PolicyFixture.configMap("{abc: x, abcd: y}"), path: "object.yaml").first
    )
    let request = AdmissionRequest(.create, object: object.root, mapper: engine.state.mapper)
    let text = engine.explain(request, by: "p").map(\.shown).joined().text
    for line in [
      "binding p-binding (Deny) at policy.yaml:",
      "  parameters ConfigMap/app/limit at state.yaml:1:1",
      "  says: too long",
      "    variables.keys.all(k, k.size() <= int(params.data.max)) => false",
      "      variables.keys => [\"abc\", \"abcd\"]",
      "      [1] k.size() <= int(params.data.max) => false",
      "        k.size() => 4",
      "        int(params.data.max) => 3",
      "  variables.keys\n    object.data.map(k, k) => [\"abc\", \"abcd\"]",
    ] {
      #expect(text.contains(line), "\(text)")
    }
  }

  @Test func `a policy that is not for the request explains nothing`() throws {
    let engine = engine()
    let request = AdmissionRequest(
      .create, object: Node(Mapping()), mapper: engine.state.mapper)
    #expect(engine.explain(request, by: "p").isEmpty)
    #expect(engine.explain(request, by: "q").isEmpty)
  }

  @Test func `a policy is described by its comment, its validations and its bindings`() throws {
    let description = try #require(engine().policies.description(of: "p"))
    #expect(description.comment == ["Every key is short.", "Long ones are cut by the reader."])
    #expect(description.summary == "Every key is short.")
    #expect(description.bindings.map(\.params) == ["ConfigMap/app/limit"])
    #expect(
      description.shown.text.contains("  variables.keys.all(k, k.size() <= int(params.data.max))\n")
    )
    #expect(description.shown.text.contains("    otherwise: too long\n"))
  }

  @Test func `an expression on its own sees the object as a policy does`() throws {
    let text = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api, namespace: app}
      spec: {selector: {matchLabels: {a: b}}}
      """
    let object = try #require(PolicyFixture.objects(text, path: "object.yaml").first)
    let trial = try ExpressionTrial(object: object.root)
    let outcome = try trial.run("object.spec.replicas == 1 && request.operation == 'CREATE'").get()
    #expect(outcome.summary.text.hasPrefix("true\ntype: bool\ncost: "))
    #expect(outcome.lines.count == 5)
    #expect(throws: CompileErrors.self) { try trial.run("object.").get() }
  }
}
