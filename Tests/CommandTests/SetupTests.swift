import Git
import TestKit
import Testing

/// Setting up a repository, and committing to it afterwards.
struct SetupTests {
  private func repository() throws -> ForeignRepository {
    let repository = try ForeignRepository([
      "staging/web.yaml": ForeignRepository.faulty,
      "production/web.yaml": ForeignRepository.configMap("web"),
      "README.md": "# Hello\n",
    ])
    try repository.fixture.git(["remote", "add", "origin", "git@github.com:someone/deploy.git"])
    try repository.fixture.commit()
    return repository
  }

  @Test func `init shows what it found, and check says the same as before`() throws {
    let repository = try repository()
    let before = try repository.run("check")
    let result = try repository.run("init")
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputText.contains("ENVIRONMENT  APP  TARGET\nstaging           staging\n"))
    for path in ["pipeline.yaml", ".github/workflows/sluice.yml"] {
      #expect(result.outputText.contains("wrote \(path)\n"))
    }
    let workflow = try repository.read(".github/workflows/sluice.yml")
    let version = try repository.run("--version").outputText.split(separator: " ")[1]
    #expect(workflow.contains("--only-binary=:all: \"sluice-gitops==\(version)\"\n"))
    #expect(result.outputText.contains("installed "))
    let after = try repository.run("check")
    #expect(after.outputText == before.outputText)
    #expect(after.status == before.status)
  }

  @Test func `the pipeline that init writes for GitLab installs the wheel by one command`() throws {
    let repository = try repository()
    try repository.fixture.git(["remote", "set-url", "origin", "git@gitlab.com:someone/deploy.git"])
    _ = try repository.run("init", "--no-hook")
    let pipeline = try repository.read(".gitlab-ci.yml")
    // A colon before a space would make a mapping of the command.
    #expect(
      pipeline.contains("    - >-\n      pip install --quiet --only-binary=:all: \"sluice-gitops==")
    )
  }

  @Test func `init lists environments by patterns where these say the same`() throws {
    var files: [String: String] = [:]
    for app in ["api", "web"] {
      files["apps/\(app)/base/kustomization.yaml"] = "resources: [app.yaml]\n"
      files["apps/\(app)/base/app.yaml"] = ForeignRepository.configMap(app)
      for name in ["staging", "production"] {
        files["apps/\(app)/overlays/\(name)/kustomization.yaml"] = "resources: [../../base]\n"
      }
    }
    let repository = try ForeignRepository(files)
    try repository.fixture.commit()
    let before = try repository.run("check")
    _ = try repository.run("init")
    let written = try repository.read("pipeline.yaml")
    #expect(
      written.hasSuffix(
        """
        environments:
          - {name: staging, path: "apps/{app}/overlays/staging"}
          - {name: production, path: "apps/{app}/overlays/production", from: staging}

        """), "\(written)")
    let after = try repository.run("check")
    #expect(after.outputText == before.outputText)
    #expect(after.status == before.status)
  }

  @Test func `init leaves environments to be found where a list would hide what is left out`()
    throws
  {
    let repository = try ForeignRepository([
      "staging/kustomization.yaml": "resources: [web.yaml]\n",
      "staging/web.yaml": ForeignRepository.configMap("web"),
      "charts/web/Chart.yaml": "name: web\n",
    ])
    try repository.fixture.commit()
    let before = try repository.run("check")
    _ = try repository.run("init")
    let written = try repository.read("pipeline.yaml")
    #expect(
      written.hasSuffix("# environments:\n#   - {name: staging, path: staging}\n"), "\(written)")
    #expect(try repository.run("check").outputText == before.outputText)
  }

  @Test func `init writes over nothing unless it is forced to`() throws {
    let repository = try repository()
    let own = "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\n"
    try repository.fixture.write(own, to: "pipeline.yaml")
    let result = try repository.run("init", "--no-hook")
    #expect(result.outputText.contains("pipeline.yaml is there already and stays"))
    #expect(try repository.read("pipeline.yaml") == own)
    _ = try repository.run("init", "--no-hook", "--force")
    #expect(try repository.read("pipeline.yaml") != own)
  }

  @Test func `a dry run writes nothing`() throws {
    let repository = try repository()
    let result = try repository.run("init", "--dry-run")
    #expect(result.outputText.contains("would write pipeline.yaml:\n"))
    #expect(try repository.fixture.git(["status", "--porcelain"]) == "")
  }

  /// Commits under the hook, as whoever works on the repository does.
  private func commit(_ repository: ForeignRepository) throws -> ChildProcess.Result {
    try repository.fixture.git(["add", "--all"])
    return try repository.fixture.run(["commit", "--message", "Change"])
  }

  @Test func `old faults stop no commit, new ones do`() throws {
    let repository = try repository()
    _ = try repository.run("install")
    try repository.fixture.write("# Bye\n", to: "README.md")
    let harmless = try commit(repository)
    #expect(harmless.status == 0, "\(harmless.errorText)\(harmless.outputText)")
    try repository.fixture.write(ForeignRepository.configMap("beside"), to: "staging/beside.yaml")
    let beside = try commit(repository)
    #expect(beside.status == 0, "\(beside.errorText)\(beside.outputText)")
    let changed = ForeignRepository.faulty + "  selector: {app: web}\n"
    try repository.fixture.write(changed, to: "staging/web.yaml")
    let still = try commit(repository)
    #expect(still.status == 0, "\(still.errorText)\(still.outputText)")
    let said = still.errorText + still.outputText
    #expect(said.contains("1 finding from before left out"))
    #expect(said.contains("`sluice check` shows them; only what is new counts here"))
    try repository.fixture.write(ForeignRepository.faulty, to: "production/service.yaml")
    let faulty = try commit(repository)
    #expect(faulty.status != 0)
    #expect((faulty.errorText + faulty.outputText).contains("production/service.yaml:5:9: error: "))
  }

  @Test func `a target that did not render before stops no commit either`() throws {
    let repository = try repository()
    try repository.fixture.write("resources: [nowhere.yaml]\n", to: "staging/kustomization.yaml")
    try repository.fixture.write("resources: [web.yaml]\n", to: "production/kustomization.yaml")
    try repository.fixture.commit()
    _ = try repository.run("install")
    try repository.fixture.write("# Bye\n", to: "README.md")
    #expect(try commit(repository).status == 0)
    try repository.fixture.write("resources: [gone.yaml]\n", to: "production/kustomization.yaml")
    #expect(try commit(repository).status != 0)
  }

  @Test func `the first commit of all is checked whole`() throws {
    let repository = try ForeignRepository(["web.yaml": ForeignRepository.faulty])
    _ = try repository.run("install")
    #expect(try commit(repository).status != 0)
    try repository.fixture.write(ForeignRepository.configMap("web"), to: "web.yaml")
    #expect(try commit(repository).status == 0)
  }

  @Test func `a repository with nothing to check can be committed to`() throws {
    let repository = try ForeignRepository(["README.md": "# Hello\n"])
    try repository.fixture.commit()
    _ = try repository.run("install")
    try repository.fixture.write("# Bye\n", to: "README.md")
    #expect(try commit(repository).status == 0)
  }
}
