import Git
import TestKit
import Testing

/// Policies that stand among the objects of an environment.
struct DeployedPolicyTests {
  private static func policy(
    _ expression: String, name: String = "asks", message: String = "not so"
  ) -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints:
        resourceRules: [{operations: [CREATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]
      validations: [{expression: "\(expression)", message: \(message)}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: \(name)}
    spec: {policyName: \(name), validationActions: [Deny]}

    """
  }

  private static func fleet(policies: String, beside: String? = nil) throws -> SampleFleet {
    let fleet = try SampleFleet()
    try fleet.shell("rm", ["-r", "clusters", "policies"])
    // Those alone that are deployed, not the set that comes with every build.
    try fleet.repository.write(
      "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\npolicies: []\n", to: "pipeline.yaml")
    try fleet.repository.write(policies, to: "web/policies.yaml")
    if let beside { try fleet.repository.write(beside, to: "asked/policies.yaml") }
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

  @Test func `a policy that an environment deploys is enforced`() throws {
    let fleet = try Self.fleet(policies: Self.policy("object.spec.replicas > 2"))
    let result = try fleet.run("check", "web")
    #expect(result.status == 1)
    let place = try fleet.place(of: "2", in: "web/deployment.yaml")
    #expect(result.outputText.contains("\(place): error: not so [policy/asks]"))
    #expect(result.outputText.contains("1 policy matched"))
  }

  @Test func `it is asked beside the set that comes with every build`() throws {
    let fleet = try Self.fleet(policies: Self.policy("object.spec.replicas > 2"))
    try fleet.shell("rm", ["pipeline.yaml"])
    let result = try fleet.run("check", "web")
    #expect(result.outputText.contains("error: not so [policy/asks]"), "\(result.outputText)")
    #expect(result.outputText.contains("[policy/limits-and-requests]"), "\(result.outputText)")
    #expect(
      result.outputText.contains("22 of them built in, 1 of them deployed by environments"),
      "\(result.outputText)")
  }

  @Test func `it is type-checked like any other`() throws {
    let fleet = try Self.fleet(policies: Self.policy("object.spec.replcias > 2"))
    let result = try fleet.run("check", "web")
    #expect(result.outputText.contains("undefined field 'replcias'"), "\(result.outputText)")
    #expect(result.outputText.contains("[policy/type-check]"))
  }

  @Test func `what is asked anyway is not asked twice`() throws {
    let policies = Self.policy("object.spec.replicas > 2")
    let fleet = try Self.fleet(policies: policies, beside: policies)
    let result = try fleet.run("check", "web", "--policies", "asked")
    #expect(result.findings.count == 1, "\(result.outputText)")
    #expect(result.outputText.contains("1 policy matched"))
  }

  @Test func `what an environment deploys weakens nothing that is asked of everybody`() throws {
    let fleet = try Self.fleet(
      policies: Self.policy("true"), beside: Self.policy("object.spec.replicas > 2"))
    let result = try fleet.run("check", "web", "--policies", "asked")
    #expect(result.status == 1)
    #expect(result.findings.count == 1, "\(result.outputText)")
  }

  @Test func `a policy that does not compile is found once, where it is judged`() throws {
    let fleet = try Self.fleet(policies: Self.policy("object.spec.replicas >"))
    let result = try fleet.run("check", "web")
    #expect(result.status == 1)
    #expect(result.outputText.split(separator: "Syntax error").count == 2, "\(result.outputText)")
  }

  @Test func `what is wrong with one is told as where policies are loaded`() throws {
    let policies = Self.policy("nothing > 1 && nobody")
    let fleet = try Self.fleet(policies: policies, beside: policies)
    let findings = { (result: ChildProcess.Result) in
      result.findings.map { $0.drop { $0 != ":" } }.filter { $0.contains("error: ") }
    }
    let deployed = findings(try fleet.run("check", "web"))
    let loaded = findings(try fleet.run("check", "web/deployment.yaml", "--policies", "asked"))
    #expect(deployed.count == 2, "\(deployed)")
    #expect(deployed == loaded)
    #expect(deployed.allSatisfy { $0.hasSuffix("[policy/does-not-compile]") })
  }

  @Test func `a policy that mutates changes what comes with it`() throws {
    let fleet = try Self.fleet(
      policies: """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: {name: fills}
        spec:
          matchConstraints:
            resourceRules: [{operations: [CREATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]
          reinvocationPolicy: Never
          mutations:
            - patchType: ApplyConfiguration
              applyConfiguration: {expression: "Object{spec: Object.spec{replicas: 3}}"}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: fills}
        spec: {policyName: fills}
        ---

        """ + Self.policy("object.spec.replicas > 2"))
    let result = try fleet.run("check", "web")
    #expect(result.status == 0, "\(result.outputText)")
    let explained = try fleet.run("explain", "policy/fills@Deployment/web/api")
    #expect(
      explained.outputText.contains("changes\n    replace /spec/replicas 3"),
      "\(explained.outputText)\(explained.errorText)")
    let described = try fleet.run("explain", "policy/fills")
    #expect(described.outputText.contains("What it changes\n  ApplyConfiguration\n"))
  }

  @Test func `what it finds is hidden where it says so`() throws {
    let policy = Self.policy("!has(object.data.word)", message: "a word")
      .replacing("apiGroups: [apps]", with: "apiGroups: ['']")
      .replacing("deployments", with: "configmaps")
      .replacing(
        "{name: asks}\nspec:\n  match",
        with: "{name: asks, annotations: {sluice.dev/hide-source: 'true'}}\nspec:\n  match")
    let fleet = try Self.fleet(
      policies: policy + """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: zoo, namespace: web}
        data: {word: zebra-and-okapi}

        """)
    for command in [["check", "web"], ["trace", "repository", "ConfigMap/zoo"]] {
      let result = try fleet.sluice.run(
        command, in: fleet.repository.path, environment: fleet.repository.environment)
      #expect(result.outputText.contains("zoo"), "\(result.errorText)")
      #expect(!result.outputText.contains("zebra-and-okapi"), "\(result.outputText)")
    }
  }

  @Test func `parameters are what the server makes of them`() throws {
    let paramKind = "  paramKind: {apiVersion: v1, kind: Secret}\n"
    let paramRef = "paramRef: {name: p, namespace: web, parameterNotFoundAction: Deny}"
    let policy = Self.policy("params.data.least == 'Mw=='", message: "not three")
      .replacing("spec:\n  match", with: "spec:\n\(paramKind)  match")
      .replacing("validationActions", with: "\(paramRef), validationActions")
    let fleet = try Self.fleet(
      policies: policy + """
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: p, namespace: web}
        stringData: {least: "3"}

        """)
    let result = try fleet.run("check", "web")
    #expect(!result.outputText.contains("error:"), "\(result.outputText)")
  }

  /// One policy of two directories, which an ApplicationSet applies to clusters.
  private func clusters(_ names: [String]) throws -> ChildProcess.Result {
    let application = { (name: String, cluster: String) in
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: \(name), namespace: argocd}
      spec:
        project: default
        destination: {name: \(cluster), namespace: web}
        source: {repoURL: https://git.example.com/fleet, path: rules/\(name)}
      ---

      """
    }
    let repository = try ForeignRepository([
      "pipeline.yaml": "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\npolicies: []\n",
      "argocd/apps.yaml": application("one-prod", names[0]) + application("two-prod", names[1]),
      "rules/one-prod/policy.yaml": Self.policy("true"),
      "rules/two-prod/policy.yaml": Self.policy("true", message: "nor so")
        .replacing("metadata: {name: asks}", with: "metadata: {name: asks, namespace: web}"),
    ])
    return try repository.run("check")
  }

  @Test func `policies of several clusters may have one name`() throws {
    let result = try clusters(["one", "two"])
    #expect(!result.outputText.contains("[policy/duplicate]"), "\(result.outputText)")
  }

  @Test func `policies of one target may not`() throws {
    let other = Self.policy("1 == 1")
      .replacing("metadata: {name: asks}", with: "metadata: {name: asks, namespace: web}")
    let fleet = try Self.fleet(policies: Self.policy("true") + "---\n" + other)
    let result = try fleet.run("check", "web")
    #expect(result.outputText.contains("[policy/duplicate]"), "\(result.outputText)")
  }
}
