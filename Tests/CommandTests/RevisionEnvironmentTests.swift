import Git
import TestKit
import Testing

/// Environments that are branches of rendered manifests.
struct RevisionEnvironmentTests {
  private static let pipeline = """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    policies: []
    environments:
      - {name: development, path: development}
      - {name: staging, ref: env/staging}
      - {name: production, ref: env/production, paths: ["{app}"], from: staging}

    """

  private static func deployment(_ name: String, replicas: Int) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name), namespace: default}
    spec:
      replicas: \(replicas)
      selector: {matchLabels: {app: \(name)}}
      template:
        metadata: {labels: {app: \(name)}}
        spec: {containers: [{name: app, image: "registry.example/\(name):1"}]}

    """
  }

  /// A repository with the source on `main`, and two branches of rendered manifests.
  private func repository() throws -> ForeignRepository {
    let repository = try ForeignRepository([
      "pipeline.yaml": Self.pipeline,
      "development/web.yaml": Self.deployment("web", replicas: 1),
    ])
    let fixture = repository.fixture
    try fixture.commit()
    for (branch, replicas) in [("staging", 2), ("production", 3)] {
      try fixture.git(["checkout", "--quiet", "--orphan", "env/\(branch)"])
      try fixture.git(["rm", "-r", "--quiet", "--force", "."])
      try fixture.write(Self.deployment("web", replicas: replicas), to: "web/deployment.yaml")
      try fixture.commit()
    }
    try fixture.write(Self.deployment("web", replicas: 4), to: "web/deployment.yaml")
    try fixture.commit()
    try fixture.git(["checkout", "--quiet", "main"])
    return repository
  }

  @Test func `environments says which revision each is`() throws {
    let repository = try repository()
    let result = try repository.run("environments")
    let commit = try repository.fixture.git(["rev-parse", "env/production"]).prefix(10)
    #expect(
      result.outputText.contains(
        "production, from staging, as env/production holds it at \(commit)"),
      "\(result.outputText)\(result.errorText)")
    #expect(result.outputText.contains("  web: env/production:/web, as found"))
  }

  @Test func `check reads each from its branch, and points into it`() throws {
    let repository = try repository()
    let fixture = repository.fixture
    try fixture.git(["checkout", "--quiet", "env/staging"])
    try fixture.write(ForeignRepository.faulty, to: "web/service.yaml")
    try fixture.commit()
    try fixture.git(["checkout", "--quiet", "main"])
    let result = try repository.run("check")
    #expect(result.status == 1, "\(result.errorText)")
    #expect(result.outputText.contains("env/staging:/web/service.yaml:5:9: error: "))
    #expect(result.outputText.contains("4 objects in development, staging, production"))
  }

  @Test func `render and trace take an environment from its branch`() throws {
    let repository = try repository()
    let rendered = try repository.run("render", "--environment", "production")
    #expect(rendered.outputText.contains("replicas: 4"), "\(rendered.errorText)")
    let traced = try repository.run("trace", "production", "Deployment/web", "spec.replicas")
    #expect(
      traced.outputText.contains("env/production:/web/deployment.yaml:5:13"), "\(traced.errorText)")
    let fromBare = try repository.run("render", "--rev", "main", "--environment", "staging")
    #expect(fromBare.outputText.contains("replicas: 2"), "\(fromBare.errorText)")
  }

  @Test func `diff compares branches, and states of one`() throws {
    let repository = try repository()
    let branches = try repository.run("diff", "staging", "production")
    #expect(branches.status == 1)
    #expect(branches.outputText.contains("spec.replicas: 2 → 4"), "\(branches.outputText)")
    let states = try repository.run("diff", "production@env/production~1", "production")
    #expect(states.outputText.contains("spec.replicas: 3 → 4"), "\(states.errorText)")
    let foreign = try repository.run("diff", "production@HEAD", "production")
    #expect(foreign.status == 2)
    #expect(foreign.errorText.contains("HEAD is no commit of env/production"))
  }

  @Test func `the next commit has no say in another branch`() throws {
    let repository = try repository()
    let whole = try repository.run("check", "--staged")
    #expect(whole.status == 0, "\(whole.outputText)\(whole.errorText)")
    #expect(whole.outputText.contains("1 object in development; 2 targets unchanged"))
    for arguments in [
      ["check", "--staged", "-e", "production"], ["render", "--staged", "-e", "production"],
      ["trace", "--staged", "production", "Deployment/web"],
      ["diff", "--staged", "staging", "production"],
    ] {
      let result = try repository.run(arguments)
      #expect(result.status == 2)
      #expect(
        (result.outputText + result.errorText).contains(
          "holds, and the next commit goes elsewhere"),
        "\(arguments): \(result.outputText)\(result.errorText)")
    }
  }

  @Test func `on its branch, an environment is what is worked on`() throws {
    let repository = try repository()
    let fixture = repository.fixture
    try fixture.git(["checkout", "--quiet", "env/production"])
    try fixture.write(
      Self.pipeline.replacing(
        "{name: development, path: development}", with: "{name: other, path: web}"),
      to: "pipeline.yaml")
    try fixture.write(ForeignRepository.faulty, to: "web/service.yaml")
    try fixture.git(["add", "--all"])
    let result = try repository.run("check", "--staged", "-e", "production")
    #expect(result.status == 1)
    #expect(
      result.outputText.contains("\nweb/service.yaml:5:9: error: ")
        || result.outputText.hasPrefix("web/service.yaml:5:9: error: "), "\(result.outputText)")
  }

  @Test func `a change since a commit reaches other branches by policies alone`() throws {
    let repository = try repository()
    try repository.fixture.write(Self.deployment("web", replicas: 9), to: "development/web.yaml")
    try repository.fixture.commit()
    let result = try repository.run("check", "--rev", "HEAD", "--since", "HEAD~1")
    #expect(result.status == 0, "\(result.outputText)")
    #expect(
      result.outputText.contains("1 object in development; 2 targets unchanged"),
      "\(result.outputText)")
  }

  @Test func `a promotion to a branch is refused`() throws {
    let result = try repository().run("promote", "staging", "production")
    #expect(result.status == 2)
    #expect(
      result.errorText.contains(
        "staging is what env/staging holds, which no promotion reads or writes"))
  }

  @Test func `a branch that only the remote has is found there`() throws {
    let origin = try repository()
    let clone = try ForeignRepository([:])
    try clone.fixture.git(["remote", "add", "origin", origin.fixture.path])
    try clone.fixture.git(["fetch", "--quiet", "origin"])
    try clone.fixture.git(["checkout", "--quiet", "-B", "main", "origin/main"])
    let result = try clone.run("render", "--environment", "production")
    #expect(result.outputText.contains("replicas: 4"), "\(result.errorText)")
  }

  @Test func `a revision that is not there is an error with the nearest name`() throws {
    let repository = try repository()
    try repository.fixture.write(
      Self.pipeline.replacing("env/staging", with: "env/stagign"), to: "pipeline.yaml")
    let result = try repository.run("check")
    #expect(result.status == 2)
    #expect(
      result.outputText.contains(
        "pipeline.yaml:6:26: error: the repository has no revision \"env/stagign\""))
    #expect(result.outputText.contains("help: did you mean env/staging?"))
  }

  @Test func `a revision is not protected here`() throws {
    let repository = try repository()
    try repository.fixture.write(
      Self.pipeline.replacing("ref: env/staging", with: "ref: env/staging, protected: true"),
      to: "pipeline.yaml")
    let result = try repository.run("check")
    #expect(result.status == 2)
    #expect(
      result.outputText.contains("an environment that is a revision cannot be protected here"))
  }
}
