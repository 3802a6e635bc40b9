import Git
import TestKit
import Testing

struct RemoteTests {
  @Test func `addresses are rewritten as git rewrites them`() throws {
    let fixture = try GitFixture()
    for (key, value) in [
      ("remote.origin.url", "gh:org/repo"), ("remote.mirror.url", "https://host/x"),
      ("remote.mirror.pushurl", "gh:org/push"), ("remote.plain.url", "/srv/repo"),
      ("url.https://github.com/.insteadOf", "gh:"),
      ("url.https://special/.insteadOf", "gh:org/"),
      ("url.ssh://git@host/.pushInsteadOf", "https://host/"),
    ] { try fixture.git(["config", "--add", key, value]) }
    let remotes = try fixture.open().remotes
    #expect(remotes.map(\.name) == ["mirror", "origin", "plain"])
    for remote in remotes {
      let fetched = try fixture.git(["remote", "get-url", "--all", remote.name])
      #expect(remote.urls == fetched.split(separator: "\n").map(String.init))
      let pushed = try fixture.git(["remote", "get-url", "--push", "--all", remote.name])
      #expect(remote.pushURLs == pushed.split(separator: "\n").map(String.init))
    }
  }

  /// A repository with a bare one as its remote `origin`.
  private func makePair() throws -> (fixture: GitFixture, bare: String, commit: ObjectID) {
    let fixture = try GitFixture()
    let commit = try fixture.commit("1")
    let bare = try fixture.clone("--bare", to: "bare.git")
    try fixture.git(["remote", "add", "origin", bare])
    return (fixture, bare, commit)
  }

  @Test func `a push is accepted once and then refused without harm`() throws {
    let (fixture, bare, first) = try makePair()
    let name = "refs/heads/promote/x"
    let repository = try fixture.open()
    let result = try repository.push(first, to: name, on: "origin", expecting: nil)
    #expect(result.isAccepted)
    #expect(try fixture.object(name, in: bare) == first)
    let second = try fixture.commit("2")
    let refused = try repository.push(second, to: name, on: "origin", expecting: nil)
    #expect(!refused.isAccepted)
    #expect(refused.found == first)
    #expect(try fixture.object(name, in: bare) == first)
    #expect(try repository.push(second, to: name, on: "origin", expecting: first).isAccepted)
    // It is there already, whatever was expected: an answer that got lost is no failure.
    #expect(try repository.push(second, to: name, on: "origin", expecting: first).isAccepted)
    #expect(try repository.reference(name, on: "origin") == second)
    #expect(try repository.reference("refs/heads/none", on: "origin") == nil)
  }

  @Test func `a push that the server's hook refuses is not accepted`() throws {
    let (fixture, bare, commit) = try makePair()
    try fixture.write(
      "#!/bin/sh\necho everything up-to-date\nexit 1\n", to: "\(bare)/hooks/pre-receive",
      executable: true)
    let result = try fixture.open().push(
      commit, to: "refs/heads/x", on: "origin", expecting: nil)
    #expect(!result.isAccepted)
    #expect(result.found == nil)
    #expect(result.transcript.contains("everything up-to-date"))
  }

  @Test func `a push goes to where the configuration sends pushes`() throws {
    let (fixture, bare, commit) = try makePair()
    try fixture.git(["config", "remote.origin.url", "/nonexistent"])
    try fixture.git(["config", "remote.origin.pushurl", bare])
    let result = try fixture.open().push(
      commit, to: "refs/heads/x", on: "origin", expecting: nil)
    #expect(result.isAccepted)
  }

  @Test func `a remote that cannot be read leaves nothing known`() throws {
    let fixture = try GitFixture()
    let commit = try fixture.commit()
    try fixture.git(["remote", "add", "origin", "\(fixture.root)/none.git"])
    let repository = try fixture.open()
    let error = #expect(throws: GitError.self) {
      try repository.push(commit, to: "refs/heads/x", on: "origin", expecting: nil)
    }
    #expect(error?.kind == .remote)
    #expect(error?.message.contains("what became of the push is not known") == true)
  }

  @Test func `a program gives its status and both its streams`() throws {
    let fixture = try GitFixture()
    let result = try ChildProcess(
      "sh", ["-c", "cat; echo bad >&2; pwd; printf %s \"$X\"; exit 3"],
      environment: ["PATH": "/usr/bin:/bin", "X": "y z"], in: fixture.root
    ).run(input: Array("in\n".utf8))
    #expect(result.status == 3)
    #expect(result.outputText == "in\n\(fixture.root)\ny z")
    #expect(result.errorText == "bad\n")
  }

  @Test(arguments: [
    (
      "fatal: couldn't find remote ref v9\n", "couldn't find remote ref v9"
    ),
    (
      """
      warning: something else
      ssh: Could not resolve hostname nowhere: Name or service not known
      fatal: Could not read from remote repository.

      Please make sure you have the correct access rights
      and the repository exists.

      """,
      "ssh: Could not resolve hostname nowhere: Name or service not known: "
        + "Could not read from remote repository."
    ),
    ("first\nlast\n", "last"),
    ("", "sh ended with status 128"),
  ])
  func `a run of git that failed is told in git's own words`(
    errors: String, message: String
  ) throws {
    let process = ChildProcess(
      "sh", ["-c", "cat >&2; exit 128"], environment: ["PATH": "/usr/bin:/bin"], in: "/")
    let result = try process.run(input: Array(errors.utf8))
    #expect(process.failure(result).message == message)
  }

  @Test func `a program that takes too long is killed with all that it has started`() throws {
    let fixture = try GitFixture()
    var process = ChildProcess(
      "sh", ["-c", "sleep 60 & wait"], environment: fixture.environment, in: "/")
    process.timeLimit = .milliseconds(50)
    let error = #expect(throws: GitError.self) { try process.run() }
    #expect(error?.message == "sh took longer than 0.05 seconds")
    process = ChildProcess("sh", ["-c", "exit 4"], environment: fixture.environment, in: "/")
    process.timeLimit = .seconds(60)
    #expect(try process.run().status == 4)
  }

  @Test func `a program with a group of its own dies alone`() throws {
    let fixture = try GitFixture()
    var process = ChildProcess(
      "sh", ["-c", "kill -9 0"], environment: fixture.environment, in: "/")
    process.hasOwnGroup = true
    #expect(try process.run().status == 137)
  }
}
