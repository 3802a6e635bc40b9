import Git
import TestKit
import Testing

/// Variables of Flux that nobody defines.
struct UndefinedVariableTests {
  private static let cluster = """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: flux-system, namespace: flux-system}
    spec:
      interval: 1m
      prune: true
      path: ./clusters/live
      sourceRef: {kind: GitRepository, name: flux-system}

    """

  private static func apps(_ source: String) -> String {
    """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: apps, namespace: flux-system}
    spec:
      interval: 1m
      prune: true
      path: ./apps
      sourceRef: {kind: GitRepository, name: flux-system}
      postBuild:
        substitute: {size: small}
        substituteFrom: [\(source)]

    """
  }

  private static let settings = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings, namespace: flux-system}
    data: {zone: eu}

    """

  private static let web = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: web}
    spec:
      replicas: ${replicas}
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web, size: "${size}"}}
        spec: {containers: [{name: app, image: "registry.example/web:1"}]}

    """

  private func repository(_ source: String) throws -> ForeignRepository {
    let repository = try ForeignRepository([
      "pipeline.yaml": "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\npolicies: []\n",
      "clusters/live/flux-system/gotk-sync.yaml": Self.cluster,
      "clusters/live/apps.yaml": Self.apps(source), "clusters/live/settings.yaml": Self.settings,
      "apps/web.yaml": Self.web, "apps/service.yaml": ForeignRepository.faulty,
    ])
    try repository.fixture.commit()
    return repository
  }

  @Test func `one is a finding where it is used, and the rest is looked at`() throws {
    let result = try repository("{kind: ConfigMap, name: settings}").run("check")
    let text = result.outputText
    #expect(result.status == 1, "\(text)\(result.errorText)")
    #expect(
      text.contains("apps/web.yaml:5:13: error: the variable replicas is not defined"), "\(text)")
    #expect(
      text.contains(
        "clusters/live/apps.yaml:11:46: note: ConfigMap flux-system/settings does not have it"),
      "\(text)")
    // The rest of the target, and nothing that only comes from the expression being there.
    #expect(text.contains("apps/service.yaml:5:9: error: "))
    #expect(text.contains("2 errors"), "\(text)")
    #expect(
      text.contains(
        "(values of variables that are not defined): Deployment/web/web, spec.replicas"),
      "\(text)")
  }

  @Test func `one that the cluster may define is a warning that says where`() throws {
    let result = try repository("{kind: ConfigMap, name: more, optional: true}").run("check")
    let text = result.outputText
    #expect(
      text.contains(
        "apps/web.yaml:5:13: warning: the variable replicas is not defined in the repository"),
      "\(text)")
    #expect(
      text.contains("ConfigMap flux-system/more may give it, which is not in the repository"))
  }

  @Test func `render refuses what the controller refuses`() throws {
    let repository = try repository("{kind: ConfigMap, name: settings}")
    let result = try repository.run("render", "--environment", "live")
    #expect(result.status == 2)
    #expect(result.errorText.contains("the variable replicas is not defined"))
    #expect(result.outputText.isEmpty)
  }
}
