import Git
import TestKit
import Testing

/// Well-known custom kinds that nothing in the tree defines.
struct CataloguedKindTests {
  private static let release = """
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: podinfo, namespace: apps}
    spec:
      interval: 5m
      chart:
        spec:
          chart: podinfo
          sourceRef: {kind: HelmRepository, name: podinfo}

    """

  /// A repository whose one environment has an object of a project's own kinds in each file.
  private static func fleet(_ files: [String: String]) throws -> SampleFleet {
    let fleet = try SampleFleet()
    // It has definitions, which would come first.
    try fleet.shell("rm", ["-r", "clusters"])
    for (name, text) in files { try fleet.repository.write(text, to: "apps/\(name)") }
    let list = files.keys.sorted().map { "- \($0)\n" }.joined()
    try fleet.repository.write("resources:\n\(list)", to: "apps/kustomization.yaml")
    return fleet
  }

  @Test func `a fault in each of four projects' objects is found at its line`() throws {
    let fleet = try Self.fleet([
      "release.yaml": Self.release.replacing("interval: 5m", with: "interval: 5"),
      "application.yaml": """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: podinfo, namespace: argocd}
      spec:
        destination: {namespace: apps, server: https://kubernetes.default.svc}
        source: {repoURL: https://git.example.com/apps, path: podinfo}

      """,
      "monitor.yaml": """
      apiVersion: monitoring.coreos.com/v1
      kind: ServiceMonitor
      metadata: {name: podinfo, namespace: apps}
      spec:
        selector: {matchLabels: {app: podinfo}}
        endpoints:
          - port: http
            scheme: ftp

      """,
      "certificate.yaml": """
      apiVersion: cert-manager.io/v1
      kind: Certificate
      metadata: {name: podinfo, namespace: apps}
      spec:
        secretName: podinfo
        dnsName: [podinfo.example.com]
        issuerRef: {name: letsencrypt}

      """,
    ])
    let result = try fleet.run("check", "apps")
    #expect(result.status == 1)
    #expect(
      result.findings == [
        "apps/application.yaml:4:1: error: spec.project: Required value [api/invalid]",
        "apps/certificate.yaml:6:3: warning: unknown field \"spec.dnsName\" [api/decoding]",
        "apps/monitor.yaml:8:15: warning: Unsupported value: \"ftp\": supported values: "
          + "\"http\", \"https\", \"HTTP\", \"HTTPS\" [api/invalid]",
        "apps/release.yaml:5:13: error: Invalid value: \"integer\": spec.interval in body must be "
          + "of type string: \"integer\" [api/invalid]",
      ], "\(result.outputText)")
    #expect(
      result.outputText.contains("judged as fluxcd/helm-controller v1.6.3 defines HelmRelease"))
    #expect(result.outputText.contains("did you mean dnsNames?"))
  }

  @Test func `the coverage says which kinds were judged so, and that expressions were not`() throws
  {
    let fleet = try Self.fleet(["release.yaml": Self.release])
    let result = try fleet.run("check", "apps")
    #expect(result.status == 0)
    #expect(result.findings.isEmpty, "\(result.outputText)")
    #expect(result.outputText.contains("1 kind by catalogued fields"))
    #expect(
      result.outputText.contains(
        "expressions not evaluated: HelmRelease as in fluxcd/helm-controller v1.6.3 (1 object)"))
    let json = try fleet.run("check", "apps", "--format", "json").outputText
    #expect(
      json.contains(
        #"{"kind": "HelmRelease.v2.helm.toolkit.fluxcd.io", "#
          + #""source": "fluxcd/helm-controller v1.6.3", "objects": 1}"#))
  }

  @Test func `a version that is not catalogued is unchecked, with those that are`() throws {
    let fleet = try Self.fleet([
      "release.yaml": Self.release.replacing("io/v2", with: "io/v2beta1")
    ])
    let result = try fleet.run("check", "apps")
    #expect(result.status == 0)
    #expect(
      result.outputText.contains(
        "HelmRelease.v2beta1.helm.toolkit.fluxcd.io (1 object; known in v2)"))
  }

  @Test func `a definition in the tree counts, whatever is catalogued`() throws {
    let fleet = try Self.fleet(["release.yaml": Self.release])
    try fleet.repository.write(
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: helmreleases.helm.toolkit.fluxcd.io}
      spec:
        group: helm.toolkit.fluxcd.io
        scope: Namespaced
        names: {kind: HelmRelease, plural: helmreleases}
        versions:
          - name: v2
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, properties: {chart: {type: string}}}

      """, to: "flux/definitions.yaml")
    let result = try fleet.run("check", "apps")
    #expect(result.status == 1)
    #expect(
      result.findings.first?.contains("error: unknown field \"spec.interval\"") == true,
      "\(result.outputText)")
    #expect(!result.outputText.contains("catalogued"))
  }

  @Test func `a field that may have another name in another release is no error`() throws {
    let fleet = try Self.fleet([
      "release.yaml": Self.release.replacing("interval: 5m", with: "every: 5m")
    ])
    let result = try fleet.run("check", "apps")
    #expect(result.status == 0)
    #expect(
      result.findings == [
        "apps/release.yaml:4:1: warning: spec.interval: Required value [api/invalid]",
        "apps/release.yaml:5:3: warning: unknown field \"spec.every\" [api/decoding]",
      ], "\(result.outputText)")
  }

  @Test func `a policy sees defaults of a catalogued kind, and fields that it does not know`()
    throws
  {
    let fleet = try Self.fleet([
      "release.yaml": Self.release.replacing("interval: 5m", with: "interval: 5m\n  pace: slow")
    ])
    try fleet.repository.write(
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: releases}
      spec:
        matchConstraints:
          resourceRules:
            - apiGroups: [helm.toolkit.fluxcd.io]
              apiVersions: ["*"]
              operations: [CREATE, UPDATE]
              resources: [helmreleases]
        validations:
          - expression: >-
              object.spec.pace != 'slow'
              || object.spec.chart.spec.reconcileStrategy != 'ChartVersion'
            message: too slow
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: releases}
      spec: {policyName: releases, validationActions: [Deny]}

      """, to: "release-policies/policy.yaml")
    let result = try fleet.run("check", "apps", "--policies", "release-policies")
    #expect(result.status == 1)
    #expect(result.outputText.contains("too slow [policy/releases]"), "\(result.outputText)")
  }

  @Test func `validate judges catalogued kinds of several files, definitions first`() throws {
    let fleet = try Self.fleet([
      "release.yaml": Self.release.replacing("chart: podinfo\n", with: "chart: [podinfo]\n"),
      "issuer.yaml": """
      apiVersion: cert-manager.io/v1
      kind: Issuer
      metadata: {name: letsencrypt, namespace: apps}
      spec: {acme: {server: 3, privateKeySecretRef: {name: account}}}

      """,
    ])
    let result = try fleet.run("validate", "apps/release.yaml", "apps/issuer.yaml")
    #expect(result.status == 1)
    #expect(
      result.findings.map { $0.prefix { $0 != " " } } == [
        "apps/issuer.yaml:4:23:", "apps/release.yaml:8:14:",
      ], "\(result.outputText)")
  }

  /// Two HelmReleases on a line each: one with a field of another release, one without a chart's source.
  private static let requests = """
    {"object":{"apiVersion":"helm.toolkit.fluxcd.io/v2","kind":"HelmRelease","metadata":{"name":"a",\
    "namespace":"apps"},"spec":{"interval":"5m","future":true,"chartRef":{"kind":"HelmChart","name":"a"}}}}
    {"object":{"apiVersion":"helm.toolkit.fluxcd.io/v2","kind":"HelmRelease","metadata":{"name":"a",\
    "namespace":"apps"},"spec":{"interval":5}}}

    """

  @Test func `requests for a catalogued kind are answered, with its release`() throws {
    let result = try SampleFleet().run("validate", "--jsonl", input: Self.requests)
    #expect(
      result.outputText == """
        {"accepted":true,"causes":[],"warnings":["unknown field \\"spec.future\\" (as \
        fluxcd/helm-controller v1.6.3 has it)"]}
        {"accepted":false,"causes":[{"reason":"FieldValueTypeInvalid","field":"spec.interval",\
        "message":"Invalid value: \\"integer\\": spec.interval in body must be of type string: \
        \\"integer\\""}]}

        """)
    let note =
      "HelmRelease.v2.helm.toolkit.fluxcd.io is judged as fluxcd/helm-controller v1.6.3 defines it"
    #expect(result.errorText.contains(note))
    #expect(result.errorText.ranges(of: note).count == 1)
  }

  @Test func `a definition that is given judges requests, whatever is catalogued`() throws {
    let fleet = try SampleFleet()
    try fleet.repository.write(
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: helmreleases.helm.toolkit.fluxcd.io}
      spec:
        group: helm.toolkit.fluxcd.io
        scope: Namespaced
        names: {kind: HelmRelease, plural: helmreleases}
        versions:
          - name: v2
            served: true
            storage: true
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}

      """, to: "crds.yaml")
    let result = try fleet.run(
      "validate", "--jsonl", "--crds", "crds.yaml", input: Self.requests)
    #expect(
      result.outputText == """
        {"accepted":true,"causes":[]}
        {"accepted":true,"causes":[]}

        """)
    #expect(result.errorText.isEmpty)
  }

  @Test func `policies see the defaults of a catalogued kind, and what another release has`() throws
  {
    let fleet = try SampleFleet()
    try fleet.repository.write(
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: deleted}
      spec:
        matchConstraints:
          resourceRules:
            - apiGroups: [external-secrets.io]
              apiVersions: [v1]
              operations: [CREATE]
              resources: [externalsecrets]
        validations: [{expression: "object.spec.target.deletionPolicy == 'Retain'"}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: deleted}
      spec: {policyName: deleted, validationActions: [Deny]}

      """, to: "rules/policy.yaml")
    let result = try fleet.run(
      "admit", "--policies", "rules", "--jsonl",
      input: """
        {"request":{"operation":"CREATE","object":{"apiVersion":"external-secrets.io/v1","kind":\
        "ExternalSecret","metadata":{"name":"a","namespace":"apps"},"spec":{}}}}

        """)
    #expect(result.outputText.contains(#""allowed":true"#), "\(result.outputText)")
    #expect(result.errorText.contains("external-secrets/external-secrets v2.9.0 defines it"))
  }
}
