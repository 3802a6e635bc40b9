import Git
import TestKit
import Testing

/// A secret is shown by no command in any format, wherever it is kept.
///
/// Every secret has the word zebra in it; what Secrets hold in Base64 is looked for in that form too.
struct SecretTests {
  private let fleet: PlantedFleet

  init() throws {
    var files = [
      "clusters/pipeline.yaml": PlantedFleet.pipeline,
      "policies/leaky-secrets.yaml": PlantedFleet.policy(
        "leaky-secrets", on: "v1/secrets", expression: "\"!('password' in object.data)\"",
        message: "messageExpression: \"'it is ' + object.data.password\""),
      "policies/leaky-env.yaml": PlantedFleet.policy(
        "leaky-env", on: "apps/v1/deployments",
        expression: "object.spec.template.spec.containers.all(c, c.env.all(e, e.value == 'x'))",
        message:
          "messageExpression: \"'it is ' + object.spec.template.spec.containers[0].env[0].value\""
      ),
      "policies/hiding.yaml": PlantedFleet.policy(
        "hiding", on: "v1/configmaps",
        expression:
          "\"!has(object.data) || object.data.all(k, !object.data[k].contains('ze' + 'bra'))\"",
        message: "message: a word of the zoo", annotations: "{sluice.dev/hide-source: \"true\"}"),
      "policies/tests/leaky.yaml": """
      apiVersion: sluice.dev/v1alpha1
      kind: PolicyTest
      policy: leaky-secrets
      base:
        secret:
          apiVersion: v1
          kind: Secret
          metadata: {name: s, namespace: n}
          data: {password: \(Self.encoded)}
      cases:
        - {name: fails, base: secret, expect: allow}

      """,
      "clusters/base/kustomization.yaml": """
      resources: [deployment.yaml, secret.yaml, plain.yaml]
      configMapGenerator:
        - name: settings
          literals: ["DB_PASSWORD=zebra-literal", "url=https://app:zebra-url@db/x", "LEVEL=info"]
          files: [application.properties]
      secretGenerator:
        - name: generated
          literals: ["key=zebra-generated"]

      """,
      "clusters/base/application.properties": "mode=fast\nspring.datasource.password=zebra-file\n",
      "clusters/base/deployment.yaml": """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: api
        annotations: {example.com/api-token: zebra-annotation}
      spec:
        replicas: -1
        selector: {matchLabels: {app: api}}
        template:
          metadata: {labels: {app: api}}
          spec:
            containers:
              - name: api
                image: api:1
                args: [--password, zebra-argument, --token=zebra-flag]
                env:
                  - name: API_PASSWORD
                    value: zebra-environment

      """,
      "clusters/base/secret.yaml": """
      apiVersion: v1
      kind: Secret
      metadata: {name: creds}
      type: kubernetes.io/tls
      data: {password: \(Self.encoded)}
      stringData: {other: zebra-string}

      """,
      "clusters/base/plain.yaml": """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: plain}
      data: {word: my zebra word, other: more}

      """,
    ]
    for name in ["staging", "production"] {
      files["clusters/\(name)/kustomization.yaml"] = """
        namespace: \(name)
        resources: [../base]
        images: [{name: api, newTag: "\(name.utf8.count)"}]
        configMapGenerator:
          - name: settings
            behavior: merge
            literals: ["DB_PASSWORD=zebra-literal-\(name.utf8.count)", "TOKEN=zebra-token-\(name.utf8.count)"]
        patches:
          - patch: |-
              apiVersion: v1
              kind: ConfigMap
              metadata: {name: plain}
              data: {word: my zebra word \(name.utf8.count)}
          - patch: |-
              apiVersion: v1
              kind: Secret
              metadata: {name: creds}
              stringData: {other: zebra-string-\(name.utf8.count)}
          - patch: |-
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: api, annotations: {example.com/api-token: zebra-note-\(name.utf8.count)}}
              spec:
                template:
                  spec:
                    containers:
                      - name: api
                        env: [{name: API_PASSWORD, value: zebra-patched-\(name.utf8.count)}]

        """
    }
    fleet = try PlantedFleet(files)
  }

  /// The word `zebra-data` in Base64.
  private static let encoded = "emVicmEtZGF0YQ=="

  private func expectHidden(
    _ result: ChildProcess.Result, _ arguments: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = result.outputText + result.errorText
    for secret in ["zebra", Self.encoded] {
      let lines = text.split(separator: "\n").filter { $0.contains(secret) }
      #expect(
        lines.isEmpty, "\(arguments.joined(separator: " ")): \(lines)",
        sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: reportFormats)
  func `check and validate`(_ format: String) throws {
    let manifests = try fleet.run(["render", "clusters/production"]).outputText
    #expect(manifests.contains("zebra"))
    for arguments in [
      ["check", "--format", format], ["check", "--staged", "--format", format],
      ["check", "--rev", "HEAD", "--format", format],
      ["check", "clusters/production", "--policies", "policies", "--format", format],
      ["check", "-", "--policies", "policies", "--format", format],
      ["validate", "-", "--format", format],
    ] {
      let result = try fleet.run(arguments, input: manifests)
      #expect(result.status == 1, "\(arguments): \(result.outputText)\(result.errorText)")
      #expect(result.outputText.contains("api/invalid"))
      expectHidden(result, arguments)
    }
  }

  @Test(arguments: ["text", "json"])
  func `diff and trace`(_ format: String) throws {
    let diff = try fleet.run(["diff", "staging", "production", "--format", format])
    #expect(diff.status == 1 && diff.outputText.contains("data.word"), "\(diff.outputText)")
    expectHidden(diff, ["diff"])
    for object in [
      "Deployment/api", "Secret/creds", "ConfigMap/plain", "ConfigMap/settings", "Secret/generated",
    ] {
      let arguments = ["trace", "production", object, "--format", format]
      let result = try fleet.run(arguments)
      #expect(result.status == 0, "\(result.errorText)")
      expectHidden(result, arguments)
    }
    let field = ["trace", "production", "ConfigMap/plain", "data.word", "--format", format]
    let traced = try fleet.run(field)
    #expect(traced.outputText.contains("<hidden:"))
    expectHidden(traced, field)
    expectHidden(
      try fleet.run(["trace", "production", "Secret/creds", "stringData.oter"]), ["trace"])
  }

  @Test(arguments: [
    "leaky-secrets@Secret/production/creds", "leaky-env@Deployment/production/api",
    "hiding@ConfigMap/production/plain", "hiding", "leaky-secrets",
  ])
  func explain(_ finding: String) throws {
    let result = try fleet.run(["explain", "policy/\(finding)"])
    #expect(result.status == 0, "\(result.errorText)")
    if finding.contains("@") { #expect(result.outputText.contains("decided by object.")) }
    expectHidden(result, ["explain", finding])
  }

  @Test func `promote, and its commit`() throws {
    for options in [["--dry-run"], [], ["--take", "source"], ["--only", "configMapGenerator"]] {
      let arguments = ["promote", "staging", "production"] + options
      expectHidden(try fleet.run(arguments), arguments)
    }
    // Without what the checks refuse, there is a commit.
    try fleet.repository.write(
      PlantedFleet.pipeline + "promotion: {follow: [configMapGenerator]}\n",
      to: "clusters/pipeline.yaml")
    for name in ["leaky-secrets", "leaky-env", "hiding"] {
      try fleet.repository.write(
        PlantedFleet.policy(
          name, on: "v1/configmaps", expression: "'true'", message: "message: never"),
        to: "policies/\(name).yaml")
    }
    let deployment = try fleet.shell("cat clusters/base/deployment.yaml").outputText
    try fleet.repository.write(
      deployment.replacing("replicas: -1", with: "replicas: 1"), to: "clusters/base/deployment.yaml"
    )
    let secret = try fleet.shell("cat clusters/base/secret.yaml").outputText
    try fleet.repository.write(
      secret.replacing("type: kubernetes.io/tls\n", with: ""), to: "clusters/base/secret.yaml")
    try fleet.repository.commit("Mend")
    // No policy hides the word any more, and so the patches that hold it must stay.
    let result = try fleet.run([
      "promote", "staging", "production", "--take", "source", "--only", "configMapGenerator",
    ])
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    expectHidden(result, ["promote"])
    let log = try fleet.repository.git(["log", "--all", "--format=%B"])
    #expect(log.contains("configMapGenerator[settings].literals[DB_PASSWORD]: <hidden> → <hidden>"))
    #expect(!log.contains("zebra"), "\(log)")
  }

  @Test(arguments: ["text", "json", "junit"])
  func `policy tests`(_ format: String) throws {
    let arguments = ["test", "--mutate", "--format", format]
    let result = try fleet.run(arguments)
    #expect(result.status == 1, "\(result.errorText)")
    expectHidden(result, arguments)
  }

  @Test func `admission answers, and expressions`() throws {
    let secret =
      #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","namespace":"b"},"data":{"password":"\#(Self.encoded)"}}"#
    let review = #"{"request":{"operation":"CREATE","object":\#(secret)}}"#
    for arguments in [
      ["admit", "--policies", "policies"], ["admit", "--policies", "policies", "--jsonl"],
    ] {
      let result = try fleet.run(arguments, input: review)
      #expect(result.outputText.contains("leaky-secrets"), "\(result.errorText)")
      expectHidden(result, arguments)
    }
    expectHidden(
      try fleet.run(["validate", "--jsonl"], input: #"{"object":\#(secret)}"#), ["validate"])
    for expression in [
      "object.data", "object", "object.data.password + 'x'", "[object.data.password]",
      "bytes(object.data.password)", "int(object.data.password)",
    ] {
      for options in [[], ["--explain"]] {
        let arguments = ["cel", expression, "--object", "-"] + options
        let result = try fleet.run(arguments, input: secret)
        #expect(result.status != 2, "\(result.errorText)")
        expectHidden(result, arguments)
      }
    }
  }
}
