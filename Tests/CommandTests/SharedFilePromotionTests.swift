import Git
import TestKit
import Testing

/// One file holds values of several environments, and only the bytes of the target's change.
struct SharedFilePromotionTests {
  private let repository: ForeignRepository

  init() throws {
    var files: [String: String] = [
      "values.yaml": Self.values(staging: "v1", production: "v1"),
      "apps.yaml": Self.applications(staging: "v1", production: "v1"),
    ]
    for name in ["staging", "production"] {
      files["\(name)/kustomization.yaml"] = "namespace: \(name)\nresources: [app.yaml]\n"
      files["\(name)/app.yaml"] = ForeignRepository.configMap("web")
    }
    repository = try ForeignRepository(files)
    try repository.fixture.commit("Begin")
  }

  private static func values(staging: String, production: String) -> String {
    """
    # What runs where
    values:
      staging: {image: {tag: \(staging)}, replicas: 1}
      production:   # for customers
        image:
          tag: "\(production)"  # the release
        replicas: 5

    """
  }

  private static func applications(staging: String, production: String) -> String {
    """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: web, namespace: argocd}
    spec:
      generators:
      - list:
          elements:
          - {env: staging, revision: \(staging)}
          - env: production
            revision: \(production)   # as of today
      template:
        metadata: {name: 'web-{{env}}'}
        spec:
          project: default
          source: {repoURL: https://example.com/charts, targetRevision: '{{revision}}', path: web}
          destination: {namespace: '{{env}}', server: https://kubernetes.default.svc}

    """
  }

  private func declare(_ fields: String) throws {
    try repository.fixture.commit(
      "Declare",
      adding: [
        "pipeline.yaml": """
        apiVersion: sluice.dev/v1alpha1
        kind: Pipeline
        policies: []
        environments:
          - {name: staging, path: staging}
          - {name: production, path: production, from: staging}
        promotion:
          fields: \(fields)

        """
      ])
  }

  /// Promotes, and gives a file as the branch has it.
  private func promoted(_ file: String, _ options: String...) throws -> String {
    let result = try repository.run(["promote", "staging", "production"] + options)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    let branch = try repository.fixture.git([
      "for-each-ref", "--format=%(refname)", "refs/heads/promote",
    ])
    #expect(try repository.fixture.git(["diff", "--name-only", "HEAD", branch]) == file)
    return try repository.fixture.git(["show", "\(branch):\(file)"]) + "\n"
  }

  @Test func `a value under the environment's name moves to the other's place`() throws {
    try declare("[{files: values.yaml, field: 'values.{environment}.image.tag'}]")
    try repository.fixture.commit(
      "Change", adding: ["values.yaml": Self.values(staging: "v2", production: "v1")])
    let text = try promoted("values.yaml", "--only", "values.production.image.tag")
    #expect(text == Self.values(staging: "v2", production: "v2"))
    let message = try repository.fixture.git(["log", "-1", "--format=%B", "--branches=promote"])
    #expect(message.contains("values.production.image.tag: v1 → v2"), "\(message)")
  }

  @Test func `all of an environment's part is merged where no more is named`() throws {
    try declare("[{files: values.yaml, field: 'values.{environment}'}]")
    try repository.fixture.commit(
      "Change", adding: ["values.yaml": Self.values(staging: "v2", production: "v1")])
    let dry = try repository.run("promote", "staging", "production", "--dry-run")
    #expect(
      dry.outputText.contains("keep     values.production.replicas: 5 → 1"), "\(dry.outputText)")
  }

  @Test func `an element that holds the environment's name moves`() throws {
    try declare(
      "[{files: apps.yaml, field: 'spec.generators[*].list.elements[{environment}].revision', suffix: -ok}]"
    )
    try repository.fixture.commit(
      "Change", adding: ["apps.yaml": Self.applications(staging: "v2", production: "v1-ok")])
    #expect(try promoted("apps.yaml") == Self.applications(staging: "v2", production: "v2-ok"))
  }

  @Test func `what production changed in its part is its hotfix`() throws {
    try declare("[{files: values.yaml, field: 'values.{environment}.image.tag'}]")
    try repository.fixture.commit(
      "Repair", adding: ["values.yaml": Self.values(staging: "v1", production: "v1-fix")])
    let result = try repository.run("promote", "staging", "production")
    #expect(result.status == 3, "\(result.outputText)\(result.errorText)")
    #expect(result.outputText.contains("a hotfix"), "\(result.outputText)")
  }

  @Test func `a part that there is not is told with the place that names it`() throws {
    try declare("[{files: values.yaml, field: 'vaules.{environment}.image.tag'}]")
    let result = try repository.run("promote", "staging", "production")
    #expect(result.status == 2)
    #expect(
      result.errorText.contains("there is no vaules.production in values.yaml"),
      "\(result.errorText)")
    #expect(result.errorText.contains("pipeline.yaml:8:"), "\(result.errorText)")
    try declare("[{field: 'values.{environment}.image.tag'}]")
    let other = try repository.run("promote", "staging", "production")
    #expect(other.errorText.contains("needs files"), "\(other.errorText)")
  }

  @Test func `an element that makes an Application of the target moves by itself`() throws {
    var files = [
      "argocd/web.yaml": Self.applications(staging: "v1", production: "v1")
        .replacing("example.com/charts", with: "github.com/acme/fleet")
        .replacing("path: web", with: "path: 'apps/{{env}}'"),
      "apps/base/app.yaml": ForeignRepository.configMap("web"),
      "apps/base/kustomization.yaml": "resources: [app.yaml]\n",
    ]
    for name in ["staging", "production"] {
      files["apps/\(name)/kustomization.yaml"] = "resources: [../base]\n"
    }
    let other = try ForeignRepository(files)
    try other.fixture.git(["remote", "add", "origin", "https://github.com/acme/fleet"])
    try other.fixture.commit("Begin")
    let text = try #require(files["argocd/web.yaml"])
    let changed = text.replacing("revision: v1}", with: "revision: v2}")
    try other.fixture.commit("Change", adding: ["argocd/web.yaml": changed])
    let result = try other.run("promote", "staging", "production")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    let branch = try other.fixture.git([
      "for-each-ref", "--format=%(refname)", "refs/heads/promote",
    ])
    #expect(
      try other.fixture.git(["show", "\(branch):argocd/web.yaml"]) + "\n"
        == changed.replacing("revision: v1 ", with: "revision: v2 "))
    try other.fixture.git(["merge", "--quiet", "--no-ff", "-m", "Merge", branch])
    let history = try other.run("history", "production").outputText
    #expect(
      history.contains("spec.generators[*].list.elements[production].revision: v1 → v2"),
      "\(history)")
    let back = try other.run("rollback", "production")
    #expect(back.status == 0, "\(back.outputText)\(back.errorText)")
    #expect(
      try other.fixture.git(["show", "--branches=rollback", "--format=", "--stat"]).contains(
        "1 file"))
    let rollback = try other.fixture.git([
      "for-each-ref", "--format=%(refname)", "refs/heads/rollback",
    ])
    #expect(try other.fixture.git(["show", "\(rollback):argocd/web.yaml"]) + "\n" == changed)
  }
}
