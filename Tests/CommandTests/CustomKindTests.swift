import Git
import TestKit
import Testing

/// Kinds that CustomResourceDefinitions of the tree add, as policies see them.
struct CustomKindTests {
  /// A policy on gateways, a Gateway, and its definition in a directory that no environment renders.
  private static func fleet(policy expression: String, gateway: String) throws -> SampleFleet {
    let fleet = try SampleFleet()
    try fleet.repository.write(
      DefinitionText.definition(
        of: "Gateway", as: "gateways.example.dev",
        schema: """
          properties:
            spec:
              type: object
              default: {}
              properties: {size: {type: integer, default: 3}}
          """), to: "definitions/gateways.yaml")
    try fleet.repository.write(
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: gateways}
      spec:
        matchConstraints:
          resourceRules:
            - {apiGroups: [example.dev], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: [gateways]}
        validations: [{expression: "\(expression)", message: no such gateway}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: gateways}
      spec: {policyName: gateways, validationActions: [Deny]}

      """, to: "gateway-policies/policy.yaml")
    try fleet.repository.write(gateway, to: "gateway/gateway.yaml")
    return fleet
  }

  private static let gateway = """
    apiVersion: example.dev/v1
    kind: Gateway
    metadata: {name: edge, namespace: web}

    """

  @Test func `a policy meets a kind whose definition stands elsewhere in the tree`() throws {
    let fleet = try Self.fleet(policy: "false", gateway: Self.gateway)
    let result = try fleet.run("check", "gateway", "--policies", "gateway-policies")
    #expect(result.status == 1)
    #expect(result.outputText.contains("no such gateway [policy/gateways]"))
  }

  @Test func `a policy sees the defaults of a custom kind`() throws {
    let fleet = try Self.fleet(policy: "object.spec.size == 3", gateway: Self.gateway)
    let result = try fleet.run("check", "gateway", "--policies", "gateway-policies")
    #expect(result.status == 0)
    #expect(result.outputText.contains("1 policy matched"))
  }

  @Test func `admit sees the defaults of a custom kind that its directories define`() throws {
    let fleet = try Self.fleet(policy: "object.spec.size == 3", gateway: Self.gateway)
    let result = try fleet.run(
      "admit", "--policies", "gateway-policies", "--policies", "definitions", "--jsonl",
      input: """
        {"request":{"operation":"CREATE","object":{"apiVersion":"example.dev/v1","kind":"Gateway",\
        "metadata":{"name":"edge","namespace":"web"}}}}

        """)
    #expect(result.outputText.contains(#""allowed":true"#))
  }

  @Test func `an object that cannot be decoded meets no policy`() throws {
    let fleet = try Self.fleet(
      policy: "false", gateway: Self.gateway + "spec: {sise: 4}\n")
    let result = try fleet.run("check", "gateway", "--policies", "gateway-policies")
    #expect(result.status == 1)
    #expect(!result.outputText.contains("policy/gateways]"))
  }
}
