import Git
import TestKit
import Testing

/// The kinds of repository that a tree can come from.
struct RepositoryTests {
  private let fleet: SampleFleet

  init() throws { fleet = try SampleFleet() }

  @Test func `the index of a repository without a commit is checked`() throws {
    try fleet.repository.git(["add", "--all"])
    let result = try fleet.run("check", "--staged")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(try fleet.run("check", "--rev", "HEAD").status == 2)
  }

  @Test func `a bare repository is read at a revision`() throws {
    try fleet.repository.commit("Begin")
    let bare = try fleet.repository.clone("--bare", to: "bare.git")
    let environment = fleet.repository.environment
    let checked = try fleet.sluice.run(
      ["check", "--rev", "HEAD"], in: bare, environment: environment)
    #expect(checked.status == 0, "\(checked.outputText)\(checked.errorText)")
    let rendered = try fleet.sluice.run(
      ["render", "clusters/production", "--rev", "HEAD"], in: bare, environment: environment)
    #expect(rendered.outputText == (try fleet.run("render", "clusters/production").outputText))
  }

  @Test func `a detached HEAD is a revision like any other`() throws {
    let commit = try fleet.repository.commit("Begin")
    try fleet.repository.git(["checkout", "--quiet", "--detach"])
    #expect(try fleet.run("check", "--rev", "HEAD").status == 0)
    #expect(try fleet.run("check", "--rev", commit.hex).status == 0)
    #expect(try fleet.run("check", "--rev", "nowhere").status == 2)
  }

  @Test func `a pointer of Git LFS is named for what it is`() throws {
    try fleet.repository.write(
      """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345

      """, to: "clusters/base/sentiment/deployment.yaml")
    try fleet.repository.git(["add", "--all"])
    let result = try fleet.run("check", "--staged")
    #expect(result.status == 2)
    #expect(result.outputText.contains("Git LFS"), "\(result.outputText)")
  }

  @Test func `a symbolic link inside the repository is followed, one out of it is not`() throws {
    let file = "clusters/base/sentiment/service.yaml"
    try fleet.shell("mv", [file, "\(file).real"])
    try fleet.repository.link(file, to: "service.yaml.real")
    try fleet.repository.git(["add", "--all"])
    #expect(try fleet.run("check", "--staged").status == 0)
    try fleet.shell("ln", ["-sfn", "/etc/hostname", file])
    try fleet.repository.git(["add", "--all"])
    #expect(try fleet.run("check", "--staged").status == 2)
    #expect(try fleet.run("check").status == 2)
  }

  @Test func `a plain directory is checked where it is`() throws {
    try fleet.shell("rm", ["-rf", ".git"])
    let result = try fleet.sluice.run(
      ["check", fleet.repository.path], in: "/", environment: fleet.repository.environment)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(result.outputText.contains("3 environments"))
  }

  @Test func `a stream is checked with the policies at hand`() throws {
    let manifest = """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop, labels: {environment: production}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop, namespace: shop}
      spec:
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec: {containers: [{name: shop, image: shop:1}]}
      """
    let result = try fleet.run("check", "-", input: manifest)
    #expect(result.status == 1)
    #expect(result.outputText.contains("<stdin>:12:"), "\(result.outputText)")
    #expect(try fleet.run("check", "-", input: "").status == 2)
    #expect(try fleet.run("check", "-", input: "a: [").status == 2)
  }

  @Test func `output is the same whatever the width`() throws {
    try fleet.replace(
      "              cpu: \"2\"\n              memory: 384Mi\n", with: "              cpu: \"2\"\n",
      in: "clusters/base/sentiment/deployment.yaml")
    let narrow = try fleet.run("check", "--jobs", "1", "--format", "json")
    let wide = try fleet.run("check", "--jobs", "8", "--format", "json")
    #expect(narrow.status == 1)
    #expect(narrow.output == wide.output)
  }
}
