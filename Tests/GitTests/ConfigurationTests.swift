import Git
import TestKit
import Testing

struct ConfigurationTests {
  /// Everything git lists, compared with what the module reads.
  private func expectSame(
    _ fixture: GitFixture, in directory: String? = nil, environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let listed = try fixture.git(
      ["config", "--list", "-z"], in: directory, environment: environment)
    var expected: [String: [String]] = [:]
    for item in listed.split(separator: "\0") {
      let parts = item.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      expected[String(parts[0]), default: []].append(parts.count == 2 ? String(parts[1]) : "")
    }
    let read = try fixture.open(in: directory, environment: environment).configuration
    for (key, values) in expected {
      #expect(read.strings(key) == values, "\(key)", sourceLocation: sourceLocation)
    }
  }

  @Test func `all files that git reads are read, weakest first`() throws {
    let fixture = try GitFixture()
    try fixture.write(
      "[core]\n  hooksPath = from-xdg\n", to: "\(fixture.root)/home/.config/git/config")
    try fixture.git(["config", "--global", "Remote.Origin.URL", "one"])
    try fixture.git(["config", "--global", "include.path", "more"])
    try fixture.write("[a]\n  flag\n  text = \"b # c\"\n", to: "\(fixture.root)/home/more")
    try fixture.git(["config", "remote.Origin.url", "two"])
    try fixture.git(["config", "includeIf.gitdir:\(fixture.path)/.path", "extra"])
    try fixture.write("[user]\n  name = Conditional\n", to: ".git/extra")
    try expectSame(fixture)
    let configuration = try fixture.open().configuration
    #expect(configuration.strings("remote.Origin.url") == ["one", "two"])
    #expect(configuration.string("user.name") == "Conditional")
    #expect(try configuration.boolean("a.flag", default: false))
    #expect(configuration.path("core.hookspath") == "from-xdg")
  }

  @Test func `git -c reaches a hook and counts last`() throws {
    let fixture = try GitFixture()
    try fixture.write(
      "#!/bin/sh\nprintf %s \"$GIT_CONFIG_PARAMETERS\" > ../parameters\n",
      to: ".git/hooks/pre-commit", executable: true)
    try fixture.git(
      [
        "-c", "user.name=O'Neil! x", "-c", "core.flag", "-c", "A.Sub.B=c=d", "commit", "--quiet",
        "--allow-empty", "-m", "x",
      ])
    let parameters = try fixture.git(["hash-object", "-w", "../parameters"])
    let text = try fixture.git(["cat-file", "-p", parameters])
    let environment = ["GIT_CONFIG_PARAMETERS": text]
    try expectSame(fixture, environment: environment)
    let configuration = try fixture.open(environment: environment).configuration
    #expect(configuration.string("user.name") == "O'Neil! x")
    #expect(try configuration.boolean("core.flag", default: false))
    #expect(configuration.string("a.Sub.b") == "c=d")
  }

  @Test func `numbered variables count, and the old quoting of git -c`() throws {
    let fixture = try GitFixture()
    let environment = [
      "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_VALUE_0": "1",
      "GIT_CONFIG_KEY_1": "A.C", "GIT_CONFIG_VALUE_1": "", "GIT_CONFIG_PARAMETERS": "'a.b=2' 'd.e'",
    ]
    try expectSame(fixture, environment: environment)
    #expect(try fixture.open(environment: environment).configuration.strings("a.b") == ["1", "2"])
  }

  @Test func `a linked work tree can have values of its own`() throws {
    let fixture = try GitFixture()
    try fixture.commit()
    let tree = try fixture.addWorkTree(branch: "other")
    try fixture.git(["config", "extensions.worktreeConfig", "true"])
    try fixture.git(["config", "--worktree", "a.b", "main"])
    try fixture.git(["config", "--worktree", "a.b", "other"], in: tree)
    try expectSame(fixture)
    try expectSame(fixture, in: tree)
    #expect(try fixture.open(in: tree).configuration.string("a.b") == "other")
  }

  @Test func `the user's files can be replaced`() throws {
    let fixture = try GitFixture()
    try fixture.write("[user]\n  name = Replaced\n", to: "\(fixture.root)/global")
    try fixture.write("[a]\n  b = system\n", to: "\(fixture.root)/system")
    try expectSame(
      fixture,
      environment: [
        "GIT_CONFIG_GLOBAL": "\(fixture.root)/global", "GIT_CONFIG_NOSYSTEM": "0",
        "GIT_CONFIG_SYSTEM": "\(fixture.root)/system",
      ])
    try expectSame(fixture, environment: ["GIT_CONFIG_GLOBAL": "/dev/null"])
  }

  @Test func `a broken file is named`() throws {
    let fixture = try GitFixture()
    try fixture.write("[core\n", to: ".git/config")
    let error = #expect(throws: GitError.self) { try fixture.open() }
    #expect(error?.message.contains("\(fixture.path)/.git/config") == true)
  }

  @Test(arguments: [
    ["AUTHOR_NAME": "N", "AUTHOR_EMAIL": "e@x"], ["AUTHOR_DATE": "1700000000 -0330"],
    ["AUTHOR_DATE": "@17 +0000"], ["AUTHOR_DATE": "2005-04-07T22:13:13"],
    ["AUTHOR_DATE": "2005-04-07 22:13:13 +0200"], ["AUTHOR_DATE": "2005.04.07T22:13:13Z"],
    ["AUTHOR_DATE": "2024-02-29T23:59:59-11:30"],
    ["AUTHOR_DATE": "Thu, 07 Apr 2005 22:13:13 +0200"],
    ["AUTHOR_DATE": "7 Apr 2005 22:13:13 +0530"],
    ["AUTHOR_DATE": "2005-04-07T22:13:13.019+02:00"], ["AUTHOR_NAME": " .A <b>, C;\n "],
  ])
  func `the author is whom git takes`(_ variables: [String: String]) throws {
    let fixture = try GitFixture()
    var environment = ["GIT_AUTHOR_DATE": "1700000000 +0100"]
    for (name, value) in variables { environment["GIT_\(name)"] = value }
    let expected = try fixture.git(["var", "GIT_AUTHOR_IDENT"], environment: environment)
    let author = try fixture.open(environment: environment).identity(of: .author)
    #expect("\(author.name) <\(author.email)> \(author.time.text)" == expected)
  }

  @Test func `author and committer may differ by configuration`() throws {
    let fixture = try GitFixture()
    try fixture.git(["config", "author.name", "Writer"])
    try fixture.git(["config", "committer.email", "robot@example.com"])
    let repository = try fixture.open()
    #expect(try repository.identity(of: .author).name == "Writer")
    #expect(try repository.identity(of: .committer).name == "Ada Example")
    #expect(try repository.identity(of: .committer).email == "robot@example.com")
  }

  @Test func `an unknown author is an error that says what to set`() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open(environment: ["GIT_CONFIG_GLOBAL": "/dev/null"])
    let error = #expect(throws: GitError.self) { try repository.identity(of: .author) }
    #expect(error?.message == "it is not known who commits: user.name is not set")
  }

  @Test func `a date that is none is refused`() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open(environment: ["GIT_AUTHOR_DATE": "yesterday-ish"])
    let error = #expect(throws: GitError.self) { try repository.identity(of: .author) }
    #expect(error?.message == "GIT_AUTHOR_DATE is 'yesterday-ish', which is not a date")
  }
}
