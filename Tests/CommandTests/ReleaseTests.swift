import Git
import TestKit
import Testing

/// What a release of Kubernetes changes in what each command says.
struct ReleaseTests {
  private let repository: GitFixture
  private let sluice: BuiltCommand

  /// What was deployed once, with APIs of which some are gone and some are on their way out.
  private static let old = """
    apiVersion: networking.k8s.io/v1beta1
    kind: Ingress
    metadata: {name: web, namespace: shop}
    spec: {rules: [{host: example.com}]}
    ---
    apiVersion: batch/v1beta1
    kind: CronJob
    metadata: {name: nightly, namespace: shop}
    spec:
      schedule: "0 3 * * *"
      jobTemplate:
        spec:
          template:
            spec: {restartPolicy: Never, containers: [{name: c, image: "example.com/job:v1"}]}
    ---
    apiVersion: autoscaling/v2beta2
    kind: HorizontalPodAutoscaler
    metadata: {name: web, namespace: shop}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 3
    ---
    apiVersion: v1
    kind: Endpoints
    metadata: {name: web, namespace: shop}
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db, namespace: shop}
    spec:
      replicas: 6
      serviceName: db
      selector: {matchLabels: {app: db}}
      updateStrategy: {rollingUpdate: {maxUnavailable: 3}}
      template:
        metadata: {labels: {app: db}}
        spec: {containers: [{name: db, image: "example.com/db:v1"}]}

    """

  private static let policy = """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: responders}
    spec:
      matchConstraints:
        resourceRules:
        - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
      validations: [{expression: "!has(object.spec.evictionResponders)"}]

    """

  init() throws {
    repository = try GitFixture()
    sluice = try BuiltCommand()
    try repository.commit(
      "Begin",
      adding: [
        "production/all.yaml": Self.old, "production/kustomization.yaml": "resources: [all.yaml]\n",
        "policies/policy.yaml": Self.policy,
        "pipeline.yaml": """
        apiVersion: sluice.dev/v1alpha1
        kind: Pipeline
        policies: [policies]
        environments: [{name: production, path: production}]

        """,
      ])
  }

  private func run(_ arguments: String..., input: String = "") throws -> ChildProcess.Result {
    try sluice.run(
      arguments, in: repository.path, environment: repository.environment,
      input: Array(input.utf8))
  }

  /// Each finding of a rule that says so much, with the releases that it is for.
  private func releases(of sentence: String, in text: String) -> [String] {
    let lines = text.split(separator: "\n")
    return lines.indices.filter { lines[$0].contains(sentence) }.map { index in
      let own = lines[(index + 1)...].prefix {
        !$0.contains(": error: ") && !$0.contains(": warning: ")
      }
      return own.first { $0.contains("kubernetes: ") }.map {
        String($0.split(separator: ": ", maxSplits: 1)[1])
      } ?? "all"
    }
  }

  // The guide to deprecated APIs of the Kubernetes documentation; KEP-4974 for Endpoints.
  @Test func `a matrix says of each deprecated API where it goes and where it is warned of`() throws
  {
    let result = try run("check", "--kubernetes-version", "1.21,1.22,1.25,1.26,1.33,1.36,1.37")
    #expect(result.status == 1)
    let text = result.outputText
    for (sentence, expected) in [
      ("v1beta1 Ingress is deprecated in v1.19+, unavailable in v1.22+", "1.21"),
      ("removed in v1.22; use networking.k8s.io/v1 Ingress", "1.22, 1.25, 1.26, 1.33, 1.36, 1.37"),
      ("v1beta1 CronJob is deprecated in v1.21+, unavailable in v1.25+", "1.21, 1.22"),
      ("removed in v1.25; use batch/v1 CronJob", "1.25, 1.26, 1.33, 1.36, 1.37"),
      ("v2beta2 HorizontalPodAutoscaler is deprecated in v1.23+", "1.25"),
      ("removed in v1.26; use autoscaling/v2 HorizontalPodAutoscaler", "1.26, 1.33, 1.36, 1.37"),
      ("v1 Endpoints is deprecated in v1.33+", "1.33, 1.36, 1.37"),
    ] {
      #expect(releases(of: sentence, in: text) == [expected], "\(sentence)\n\(text)")
    }
  }

  // KEP-4974: the server warns since 1.33.
  @Test(arguments: [("1.32", false), ("1.33", true), ("1.37", true)])
  func `Endpoints are warned of by servers that do`(_ release: String, _ isWarned: Bool) throws {
    let text = try run("check", "--kubernetes-version", release).outputText
    #expect(text.contains("v1 Endpoints is deprecated") == isWarned, "\(text)")
  }

  @Test func `a policy is checked against the fields of each release`() throws {
    let text = try run("check", "--kubernetes-version", "1.36,1.37").outputText
    #expect(releases(of: "undefined field 'evictionResponders'", in: text) == ["1.36"], "\(text)")
    let newest = try run("check", "--kubernetes-version", "1.37").outputText
    #expect(!newest.contains("policy/type-check"), "\(newest)")
    let file = try run("validate", "--kubernetes-version", "1.36,1.37", "policies/policy.yaml")
    #expect(releases(of: "undefined field 'evictionResponders'", in: file.outputText) == ["1.36"])
  }

  @Test func `a request is answered as the server of a release would`() throws {
    let review = #"""
      {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"operation":"CREATE","object":{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"a","namespace":"b"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"a"},"minReplicas":0,"maxReplicas":2,"metrics":[{"type":"External","external":{"metric":{"name":"q"},"target":{"type":"Value","value":"1"}}}]}}}}
      """#
    for (release, status) in [("1.36", Int32(1)), ("1.37", 0)] {
      let result = try run(
        "admit", "--policies", "policies", "--objects", "--kubernetes-version", release,
        input: review)
      #expect(result.status == status, "\(release): \(result.outputText)\(result.errorText)")
    }
    #expect(
      try run("admit", "--policies", "policies", "--kubernetes-version", "1.99").status == 2)
  }

  // KEP-961: maxUnavailable of a StatefulSet counts in 1.37.
  @Test func `a rollout goes as the controllers of a release would have it`() throws {
    try repository.write(Self.old.replacing("db:v1", with: "db:v2"), to: "production/all.yaml")
    func least(_ arguments: [String]) throws -> Substring? {
      let result = try sluice.run(
        ["forecast", "production", "--startup", "5s"] + arguments, in: repository.path,
        environment: repository.environment)
      return result.outputText.split(separator: "\n").first { $0.contains("least ready") }?
        .prefix { $0 != "," }
    }
    #expect(try least([]) == "  least ready 5 of 6")
    #expect(try least(["--kubernetes-version", "1.37"]) == "  least ready 3 of 6")
    try repository.write(
      """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      kubernetesVersion: "1.37"
      policies: [policies]
      environments: [{name: production, path: production}]

      """, to: "pipeline.yaml")
    #expect(try least([]) == "  least ready 3 of 6")
  }
}
