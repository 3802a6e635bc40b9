import Diagnostics
import Environments
import Kustomize
import Pipeline
import Testing

/// What findings know how to mend, to the byte: the finding is gone then, and no other comes.
struct FixTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var old: String
    var new: String
    var isSafe = true
    /// What stands beside what is mended.
    var rest = ""
    var isRefusedAfter = false
    var testDescription: String { name }
  }

  @Test(arguments: cases)
  func `a finding is mended, and no other comes`(_ test: Case) async throws {
    let before = try await Self.check(test.old + test.rest)
    let plan = FixPlan(of: before, allowingUnsafe: !test.isSafe, in: [])
    let change = try #require(plan.changes.first, "\(before.diagnostics.map(\.message))")
    #expect(String(decoding: change.bytes, as: UTF8.self) == test.new + test.rest)
    if !test.isSafe { #expect(FixPlan(of: before, allowingUnsafe: false, in: []).withheld > 0) }
    let left = try await Self.check(String(decoding: change.bytes, as: UTF8.self)).diagnostics
    let known = Set(before.diagnostics.map(\.message))
    #expect(left.filter { !known.contains($0.message) }.map(\.message) == [])
    #expect(left.count < before.diagnostics.count)
  }

  @Test(arguments: [(4, true), (3000, false)])
  func `of thousands of mistakes in one object none is mended by itself`(
    _ count: Int, _ isMended: Bool
  ) async throws {
    let ports = String(repeating: "    - {port: 80}\n", count: count)
    let result = try await Self.check(
      "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n" + ports)
    let repeated = result.diagnostics.filter { $0.aspect == "FieldValueDuplicate" }
    #expect(repeated.count >= count - 1)
    #expect(repeated.allSatisfy { ($0.fix != nil) == isMended })
  }

  @Test func `an entry that repeats another is taken out of a kustomization`() async throws {
    let files = [
      "a/kustomization.yaml":
        "namespace: web\nresources:\n  - web.yaml\n  # again\n  - ./web.yaml\n",
      "a/web.yaml": Self.configMap,
    ]
    let plan = FixPlan(of: try await Self.check(files), allowingUnsafe: false, in: [])
    #expect(
      plan.changes.map { String(decoding: $0.bytes, as: UTF8.self) }
        == ["namespace: web\nresources:\n  - web.yaml\n"])
  }

  @Test func `deprecated fields that stand side by side are mended at once`() async throws {
    let files = [
      "a/kustomization.yaml":
        "bases: [../b]\ncommonLabels: {app: web}\npatchesStrategicMerge: [more.yaml]\n",
      "b/kustomization.yaml": "namespace: web\nresources: [web.yaml]\n",
      "b/web.yaml": Self.configMap,
      "a/more.yaml": Self.configMap.replacing("data: {}", with: "data: {a: b}"),
    ]
    let before = try await Self.check(files)
    let plan = FixPlan(of: before, allowingUnsafe: false, in: [])
    #expect(plan.settled == 3)
    #expect(
      plan.changes.map { String(decoding: $0.bytes, as: UTF8.self) } == [
        "resources: [../b]\nlabels:\n- includeSelectors: true\n  pairs: {app: web}\n"
          + "patches: [{path: more.yaml}]\n"
      ])
  }

  @Test func `an overlay without a namespace gets the one of its environment`() async throws {
    func files(_ production: String) -> [String: String] {
      [
        "pipeline.yaml": """
        apiVersion: sluice.dev/v1alpha1
        kind: Pipeline
        policies: []
        environments:
          - {name: staging, path: staging}
          - {name: production, path: production}

        """,
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": Self.configMap.replacing(", namespace: web", with: ""),
        "staging/kustomization.yaml": "namespace: web-staging\nresources: [../base]\n",
        "production/kustomization.yaml": production,
      ]
    }
    let head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
    let mended = "\(head)namespace: web-production\nresources: [../base]\n"
    for production in [
      "\(head)resources: [../base]\n", "\(head)namespace: web-staging\nresources: [../base]\n",
    ] {
      let plan = FixPlan(
        of: try await Self.check(files(production)), allowingUnsafe: true, in: [])
      #expect(plan.changes.map { String(decoding: $0.bytes, as: UTF8.self) } == [mended])
    }
    let rules = try await Self.check(files(mended)).diagnostics.map(\.rule.text)
    #expect(!rules.contains { $0.hasSuffix("-namespace") }, "\(rules)")
  }

  private static let configMap =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: web}\ndata: {}\n"

  private static func check(_ text: String) async throws -> CheckResult {
    try await check([
      "a/web.yaml": text,
      "pipeline.yaml": """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      policies: []
      environments:
        - {name: web, path: a}

      """,
    ])
  }

  private static func check(_ files: [String: String]) async throws -> CheckResult {
    let workspace = Workspace(tree: MemoryTree(files), name: "a tree")
    var configuration = try Discovery(workspace).configuration()
    if files["pipeline.yaml"] == nil { configuration = try Discovery(workspace).configuration() }
    return try await GitOpsPipeline(configuration, in: workspace, width: 2).check()
  }
}

// MARK: - Cases

extension FixTests {
  private static func deployment(
    _ container: String = "env: []", version: String = "apps/v1",
    selector: String = "  selector: {matchLabels: {app: web}}\n", labels: String = "app: web",
    spec: String = ""
  ) -> String {
    """
    apiVersion: \(version)
    kind: Deployment
    metadata: {name: web, namespace: web}
    spec:
    \(selector)  template:
        metadata: {labels: {\(labels)}}
        spec:
    \(spec)      containers:
            - name: web
              image: example.org/web:1
              ports: [{name: http, containerPort: 8080}]
              \(container)

    """
  }

  private static let service = """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: web}
    spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}

    """

  private static func ingress(_ version: String, _ spec: String, annotations: String = "") -> String
  {
    """
    apiVersion: \(version)
    kind: Ingress
    metadata:
      name: web
      namespace: web
    \(annotations)spec:
    \(spec)
    """
  }

  private static func budget(_ version: String, selector: String = "matchLabels: {app: web}")
    -> String
  {
    """
    apiVersion: \(version) # old
    kind: PodDisruptionBudget
    metadata: {name: web, namespace: web}
    spec: {maxUnavailable: 1, selector: {\(selector)}}

    """
  }

  static let cases: [Case] = [
    Case(
      name: "a plain word", old: deployment("env: [{name: A, value: NO}] # no"),
      new: deployment("env: [{name: A, value: \"NO\"}] # no")),
    Case(
      name: "a kind in small letters",
      old: deployment().replacing("kind: Deployment", with: "kind: deployment"), new: deployment()),
    Case(
      name: "a version with the same fields", old: budget("policy/v1beta1"),
      new: budget("policy/v1"), rest: "---\n" + deployment()),
    Case(
      name: "a version that reads an empty selector otherwise",
      old: budget("policy/v1beta1", selector: ""), new: budget("policy/v1", selector: ""),
      isSafe: false, rest: "---\n" + deployment()),
    Case(
      name: "a workload of an old version",
      old: deployment(version: "extensions/v1beta1", selector: ""),
      new: deployment(version: "apps/v1", selector: "").replacing(
        "          env: []\n",
        with: "          env: []\n  selector:\n    matchLabels:\n      app: web\n"),
      isSafe: false),
    Case(
      name: "a workload that names its selector", old: deployment(version: "apps/v1beta2"),
      new: deployment()),
    Case(
      name: "an Ingress of an old version",
      old: ingress(
        "extensions/v1beta1",
        """
          backend: {serviceName: web, servicePort: 80}
          rules:
          - host: web.example.org
            http:
              paths:
              - path: / # all
                backend:
                  serviceName: web
                  servicePort: http

        """),
      new: ingress(
        "networking.k8s.io/v1",
        """
          rules:
          - host: web.example.org
            http:
              paths:
              - path: / # all
                backend:
                  service:
                    name: web
                    port:
                      name: http
                pathType: ImplementationSpecific
          defaultBackend:
            service:
              name: web
              port:
                number: 80

        """), isSafe: false, rest: service + "---\n" + deployment()),
    Case(
      name: "a host with a slash behind it",
      old: ingress(
        "networking.k8s.io/v1",
        """
          rules:
          - host: https://web.example.org/
            http:
              paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]

        """),
      new: ingress(
        "networking.k8s.io/v1",
        """
          rules:
          - host: web.example.org
            http:
              paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]

        """), rest: service + "---\n" + deployment()),
    Case(
      name: "the class of an Ingress in an annotation",
      old: ingress(
        "networking.k8s.io/v1",
        "  defaultBackend: {service: {name: web, port: {number: 80}}}\n",
        annotations: "  annotations: {kubernetes.io/ingress.class: nginx}\n"),
      new: ingress(
        "networking.k8s.io/v1",
        "  defaultBackend: {service: {name: web, port: {number: 80}}}\n  ingressClassName: nginx\n"),
      isSafe: false,
      rest: service + "---\n" + deployment()
        + "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\n"
        + "spec: {controller: example.org/nginx}\n"),
    Case(
      name: "a port that is nearly called so",
      old: deployment("readinessProbe: {tcpSocket: {port: htp}}"),
      new: deployment("readinessProbe: {tcpSocket: {port: http}}"), isSafe: false),
    Case(
      name: "a targetPort that is nearly called so",
      old: service.replacing("targetPort: http", with: "targetPort: htpp"), new: service,
      isSafe: false, rest: "---\n" + deployment()),
    Case(
      name: "a variable twice",
      old: deployment(
        "env:\n          - {name: A, value: b}\n          # again\n          - {name: A, value: b}"),
      new: deployment("env:\n          - {name: A, value: b}")),
    Case(
      name: "a variable that another hides",
      old: deployment("env:\n          - {name: A, value: b}\n          - {name: A, value: c}"),
      new: deployment("env:\n          - {name: A, value: c}"), isSafe: false),
    Case(
      name: "a port of a Service twice",
      old: service.replacing(
        "ports: [{name: http, port: 80, targetPort: http}]",
        with:
          "ports: [{name: http, port: 80, targetPort: http}, {name: http, port: 80, targetPort: http}]"
      ),
      new: service, rest: "---\n" + deployment()),
    Case(
      name: "labels that the selector asks for",
      old: deployment(selector: "  selector: {matchLabels: {app: web, tier: web}}\n"),
      new: deployment(
        selector: "  selector: {matchLabels: {app: web, tier: web}}\n",
        labels: "app: web, tier: web"), isSafe: false),
    Case(
      name: "a label that the selector asks for otherwise",
      old: deployment(selector: "  selector: {matchLabels: {app: wep}}\n"), new: deployment(),
      isSafe: false),
    Case(
      name: "an older name of a label of nodes",
      old: deployment(spec: "      nodeSelector: {beta.kubernetes.io/os: linux}\n"),
      new: deployment(spec: "      nodeSelector: {kubernetes.io/os: linux}\n")),
  ]
}
