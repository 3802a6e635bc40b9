import Git
import TestKit
import Testing

/// Where the branch moves on before the push, a promotion goes upon it if it is the same change.
struct MovedBranchTests {
  private let fleet: SampleFleet
  private let remote: String
  private let colleague: String

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    remote = try fleet.repository.clone("--bare", to: "remote")
    colleague = try fleet.repository.clone(to: "colleague")
    try fleet.repository.git(["remote", "set-url", "origin", remote], in: colleague)
    try fleet.repository.git(["remote", "add", "origin", remote])
    try fleet.repository.git(["fetch", "--quiet", "origin"])
    try fleet.repository.git(["remote", "set-head", "origin", "main"])
  }

  /// Somebody else changes a file on the remote's main branch.
  private func move(_ text: String, in file: String) throws -> String {
    try fleet.repository.write(text, to: "\(colleague)/\(file)")
    try fleet.repository.git(["add", "-A"], in: colleague)
    try fleet.repository.git(
      ["commit", "--quiet", "-m", "Elsewhere"], in: colleague,
      environment: fleet.repository.nextDate())
    try fleet.repository.git(["push", "--quiet", "origin", "main"], in: colleague)
    return try fleet.repository.git(["rev-parse", "HEAD"], in: colleague)
  }

  private func branches() throws -> [String] {
    try fleet.repository.git(
      ["for-each-ref", "--format=%(refname)", "refs/heads/promote"], in: remote
    ).split(separator: "\n").map(String.init)
  }

  @Test func `the same change is made upon where the branch is`() throws {
    let tip = try move("x\n", in: "README.md")
    let result = try fleet.run("promote", "staging", "production", "--push", "origin")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(result.errorText.contains("origin/main has moved on from"), "\(result.errorText)")
    let branch = try #require(branches().first)
    #expect(try fleet.repository.git(["rev-parse", "\(branch)^"], in: remote) == tip)
    // Here, too, there is this one alone.
    #expect(
      try fleet.repository.git(["for-each-ref", "--format=%(refname)", "refs/heads/promote"])
        == branch)
  }

  @Test func `another change is refused with what is otherwise`() throws {
    let file = "clusters/production/kustomization.yaml"
    let text = try fleet.read(file)
    _ = try move(text.replacing("newTag: 2.19.0", with: "newTag: 2.19.1"), in: file)
    let result = try fleet.run("promote", "staging", "production", "--push", "origin")
    #expect(result.status == 1, "\(result.outputText)\(result.errorText)")
    #expect(
      result.errorText.contains("since the plan was made, images[registry.example.com/ml/mlflow]"),
      "\(result.errorText)")
    #expect(try branches() == [])
  }

  @Test func `a branch that was rewritten is told`() throws {
    _ = try move("x\n", in: "README.md")
    try fleet.repository.git(["fetch", "--quiet", "origin"])
    try fleet.repository.git(["reset", "--quiet", "--hard", "HEAD~1"], in: colleague)
    try moveRewritten()
    let result = try fleet.run("promote", "staging", "production", "--push", "origin")
    #expect(result.status == 2, "\(result.outputText)\(result.errorText)")
    #expect(result.errorText.contains("main of origin was rewritten"), "\(result.errorText)")
    #expect(try branches() == [])
  }

  private func moveRewritten() throws {
    try fleet.repository.git(
      ["commit", "--quiet", "--allow-empty", "-m", "Other"], in: colleague,
      environment: fleet.repository.nextDate())
    try fleet.repository.git(["push", "--quiet", "--force", "origin", "main"], in: colleague)
  }
}
