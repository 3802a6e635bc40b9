import Git
import TestKit
import Testing

/// `check --staged` reads what the commit will hold, whatever the working tree looks like.
struct StagedTests {
  private let fleet: SampleFleet
  private let file = "clusters/production/loan-api.yaml"
  private let sound = "spec:\n  template:\n"
  private let defect = "spec:\n  strategy: {rollingUpdate: {maxUnavailable: 30%}}\n  template:\n"

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
  }

  @Test func `a staged violation blocks though the working tree is fine`() throws {
    try fleet.replace(sound, with: defect, in: file)
    try fleet.repository.git(["add", "--all"])
    try fleet.replace(defect, with: sound, in: file)
    #expect(try fleet.run("check", "--staged").status == 1)
    #expect(try fleet.run("check").status == 0)
  }

  @Test func `a violation that is not staged does not block`() throws {
    try fleet.replace(sound, with: defect, in: file)
    #expect(try fleet.run("check", "--staged").status == 0)
    #expect(try fleet.run("check").status == 1)
    #expect(try fleet.run("check", "--rev", "HEAD").status == 0)
  }

  struct Commit: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var arguments: [String]
    var input = ""
    var blocks: Bool
  }

  @Test(arguments: [
    Commit(testDescription: "commit -a", arguments: ["-a", "-m", "x"], blocks: true),
    Commit(
      testDescription: "commit PATH", arguments: ["-m", "x", "clusters/production/loan-api.yaml"],
      blocks: true),
    Commit(
      testDescription: "commit OTHER-PATH", arguments: ["-m", "x", "clusters/README.md"],
      blocks: false),
    Commit(
      testDescription: "commit -p", arguments: ["-p", "-m", "x"], input: "n\ny\n", blocks: true),
  ])
  func `the hook reads the index that git hands it`(_ commit: Commit) throws {
    #expect(try fleet.run("install").status == 0)
    try fleet.shell("sh", ["-c", "echo more >> clusters/README.md"])
    try fleet.replace(sound, with: defect, in: file)
    let result = try fleet.repository.run(["commit"] + commit.arguments, input: commit.input)
    #expect((result.status != 0) == commit.blocks, "\(result.outputText)\(result.errorText)")
    // Git shows what a hook prints on standard error.
    #expect(result.errorText.contains("[policy/rollout-safety]") == commit.blocks)
  }

  @Test func `the hook of a linked worktree reads the index of that worktree`() throws {
    #expect(try fleet.run("install").status == 0)
    let linked = try fleet.repository.addWorkTree(branch: "side")
    try fleet.repository.write("more\n", to: "\(linked)/clusters/README.md")
    try fleet.replace(sound, with: defect, in: file)
    try fleet.repository.git(["add", "--all"])
    let inside = try fleet.repository.run(["commit", "-am", "x"], in: linked)
    #expect(inside.status == 0, "\(inside.outputText)\(inside.errorText)")
    #expect(try fleet.repository.run(["commit", "-m", "x"]).status != 0)
  }

  @Test func `a hook that was there before runs first`() throws {
    try fleet.repository.write(
      "#!/bin/sh\necho before >> hook.log\n", to: ".git/hooks/pre-commit", executable: true)
    let installed = try fleet.run("install")
    #expect(installed.outputText.hasSuffix("pre-commit.before-sluice first\n"))
    #expect(try fleet.run("install").outputText.contains("already"))
    _ = try fleet.repository.run(["commit", "--allow-empty", "-m", "x"])
    #expect(try fleet.read("hook.log") == "before\n")
    #expect(try fleet.run("install", "--remove").status == 0)
    #expect(try fleet.read(".git/hooks/pre-commit") == "#!/bin/sh\necho before >> hook.log\n")
  }
}
