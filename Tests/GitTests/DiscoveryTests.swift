import Git
import TestKit
import Testing

/// A place to start from, as people and hooks start from it.
struct Place: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let prepare: @Sendable (GitFixture) throws -> (directory: String, environment: [String: String])

  init(
    _ description: String,
    _ prepare: @escaping @Sendable (GitFixture) throws -> (String, [String: String])
  ) {
    testDescription = description
    self.prepare = prepare
  }
}

private let places = [
  Place("the root") { ($0.path, [:]) },
  Place("a subdirectory") { fixture in
    try fixture.write("x", to: "deep/down/file")
    return ("\(fixture.path)/deep/down", [:])
  },
  Place("a linked work tree") { (try $0.addWorkTree(branch: "other"), [:]) },
  Place("a bare clone") { (try $0.clone("--bare", to: "bare.git"), [:]) },
  Place("a work tree of a bare clone") { fixture in
    let bare = try fixture.clone("--bare", to: "bare.git")
    try fixture.git(["worktree", "add", "--quiet", "\(fixture.root)/tree", "main"], in: bare)
    return ("\(fixture.root)/tree", [:])
  },
  Place("inside the git directory") { ("\($0.path)/.git", [:]) },
  Place("a submodule") { fixture in
    let module = try fixture.clone(to: "module")
    try fixture.git(["submodule", "--quiet", "add", module, "vendor"])
    return ("\(fixture.path)/vendor", [:])
  },
  Place("a separate git directory") { fixture in
    try fixture.git(["init", "--quiet", "--separate-git-dir=../elsewhere.git"])
    return (fixture.path, [:])
  },
  Place("core.worktree") { fixture in
    try fixture.write("x", to: "\(fixture.root)/tree/file")
    try fixture.git(["config", "core.worktree", "../../tree"])
    return (fixture.path, [:])
  },
  Place("GIT_DIR alone") { (("\($0.root)"), ["GIT_DIR": "repository/.git"]) },
  Place("GIT_DIR and GIT_WORK_TREE") { fixture in
    let variables = ["GIT_DIR": "\(fixture.path)/.git", "GIT_WORK_TREE": "../repository"]
    return ("\(fixture.root)/home", variables)
  },
  Place("GIT_WORK_TREE alone") { ($0.path, ["GIT_WORK_TREE": ".."]) },
  Place("GIT_DIR of a bare clone") { fixture in
    (try fixture.clone("--bare", to: "bare.git"), ["GIT_DIR": "."])
  },
  Place("GIT_DIR that is a file") { fixture in
    let tree = try fixture.addWorkTree(branch: "other")
    return (tree, ["GIT_DIR": "\(tree)/.git"])
  },
  Place("a directory under a link") { fixture in
    try fixture.link("../here", to: fixture.path)
    return ("\(fixture.root)/here", [:])
  },
]

struct DiscoveryTests {
  @Test(arguments: places)
  func `a repository is found where git finds it`(_ place: Place) throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["a": "1"])
    let (directory, variables) = try place.prepare(fixture)
    let location = try fixture.open(in: directory, environment: variables).location
    func git(_ question: String...) throws -> String? {
      let result = try fixture.run(
        ["rev-parse", "--path-format=absolute"] + question, in: directory, environment: variables)
      return result.status == 0 ? String(result.outputText.dropLast()) : nil
    }
    #expect(location.gitDirectory == (try git("--absolute-git-dir")))
    #expect(location.commonDirectory == (try git("--git-common-dir")))
    if place.testDescription == "inside the git directory" {
      // git knows no work tree from there either, though the repository is not bare.
      #expect(location.workTree == nil)
    } else {
      #expect(location.workTree == (try git("--show-toplevel")))
    }
    #expect(location.indexFile == (try git("--git-path", "index")))
  }

  @Test func `a directory outside any repository is named`() throws {
    let fixture = try GitFixture()
    let error = #expect(throws: GitError.self) { try fixture.open(in: "\(fixture.root)/home") }
    #expect(error?.kind == .notARepository)
    #expect(error?.message == "\(fixture.root)/home is not in a git repository")
  }

  @Test func `a missing directory is named`() throws {
    let error = #expect(throws: GitError.self) {
      try Repository.discover(from: "/nonexistent", environment: [:])
    }
    #expect(error?.message == "/nonexistent is not a directory that can be read")
  }

  @Test func `a ceiling keeps the search below it`() throws {
    let fixture = try GitFixture()
    try fixture.write("x", to: "sub/deep/file")
    let ceiling = ["GIT_CEILING_DIRECTORIES": fixture.path]
    #expect(throws: GitError.self) {
      try fixture.open(in: "\(fixture.path)/sub/deep", environment: ceiling)
    }
    #expect(
      try fixture.run(
        ["rev-parse"], in: "\(fixture.path)/sub/deep", environment: ceiling
      ).status == 128)
    // The directory to start from is looked at all the same.
    #expect(try fixture.open(environment: ceiling).location.workTree == fixture.path)
  }

  @Test func `a link to a repository that is gone says how to mend it`() throws {
    let fixture = try GitFixture()
    try fixture.commit()
    let tree = try fixture.addWorkTree(branch: "other")
    try fixture.write("gitdir: /nonexistent/worktrees/other\n", to: "\(tree)/.git")
    let error = #expect(throws: GitError.self) { try fixture.open(in: tree) }
    #expect(error?.message == "\(tree)/.git points to a repository that is not there")
  }

  @Test func `GIT_DIR that names no repository is an error, even inside one`() throws {
    let fixture = try GitFixture()
    let error = #expect(throws: GitError.self) {
      try fixture.open(environment: ["GIT_DIR": "nowhere"])
    }
    #expect(error?.message == "GIT_DIR names nowhere, which is not a git repository")
  }

  @Test func `HEAD is unborn, then on a branch, then detached`() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    #expect(try repository.head() == .unborn("refs/heads/main"))
    let commit = try fixture.commit()
    #expect(try repository.head() == .branch("refs/heads/main", commit))
    try fixture.git(["checkout", "--quiet", "--detach"])
    #expect(try repository.head() == .detached(commit))
    #expect(try repository.head().commit == commit)
  }

  @Test(arguments: [
    ["init", "--quiet", "--object-format=sha256"],
    ["-c", "core.repositoryformatversion=1", "init", "--quiet"],
  ])
  func `a format that cannot be read is refused by name`(_ arguments: [String]) throws {
    let fixture = try GitFixture()
    try fixture.git(arguments + ["../other"])
    if !arguments.contains("--object-format=sha256") {
      try fixture.git(["config", "core.repositoryformatversion", "1"], in: "\(fixture.root)/other")
      try fixture.git(["config", "extensions.refstorage", "reftable"], in: "\(fixture.root)/other")
    }
    let error = #expect(throws: GitError.self) { try fixture.open(in: "\(fixture.root)/other") }
    #expect(error?.kind == .unsupportedFormat)
    #expect(error?.message.contains("extension") == true)
  }

  @Test func `a sparse checkout is read`() throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["a/1": "1", "b/2": "2"])
    try fixture.git(["sparse-checkout", "set", "a"])
    let repository = try fixture.open()
    #expect(try repository.indexSnapshot().files(under: "").map(\.path) == ["a/1", "b/2"])
  }
}

struct OwnershipTests {
  static let other = ["GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"]

  @Test func `the repository of another user is refused in one sentence`() throws {
    let fixture = try GitFixture()
    let error = #expect(throws: GitError.self) { try fixture.open(environment: Self.other) }
    #expect(error?.kind == .untrustedOwner)
    let message = error?.message ?? ""
    #expect(
      message.hasPrefix("the repository at \(fixture.path) is not trusted: another user owns"))
    #expect(error?.hint?.contains("safe.directory \(fixture.path)") == true)
  }

  @Test func `it is read when the user says so`() throws {
    let fixture = try GitFixture()
    #expect(
      try fixture.open(environment: Self.other, trust: true).location.workTree == fixture.path)
  }

  @Test(arguments: [
    ["*"], ["PATH"], ["*", ""], ["", "PATH"], ["/elsewhere"], ["PATH/sub"], ["~/../repository"],
  ])
  func `safe.directory counts as it does in git`(_ values: [String]) throws {
    let fixture = try GitFixture()
    for value in values {
      let value = value.hasPrefix("PATH") ? fixture.path + value.dropFirst(4) : value
      try fixture.git(["config", "--global", "--add", "safe.directory", value])
    }
    let gitAccepts = try fixture.run(["rev-parse"], environment: Self.other).status == 0
    let opened = try? fixture.open(environment: Self.other)
    // git compares the text alone; a path that leads there by `..` is the same directory.
    #expect((opened != nil) == (gitAccepts || values == ["~/../repository"]))
  }

  @Test func `the repository cannot vouch for itself`() throws {
    let fixture = try GitFixture()
    try fixture.git(["config", "safe.directory", "*"])
    #expect(throws: GitError.self) { try fixture.open(environment: Self.other) }
  }

  @Test func `GIT_DIR is trust enough, as in git`() throws {
    let fixture = try GitFixture()
    let variables = Self.other.merging(["GIT_DIR": "\(fixture.path)/.git"]) { $1 }
    #expect(try fixture.run(["rev-parse"], environment: variables).status == 0)
    #expect(try fixture.open(environment: variables).location.workTree == fixture.path)
  }

  @Test func `a bare repository can be forbidden`() throws {
    let fixture = try GitFixture()
    let bare = try fixture.clone("--bare", to: "bare.git")
    try fixture.git(["config", "--global", "safe.bareRepository", "explicit"])
    let error = #expect(throws: GitError.self) { try fixture.open(in: bare) }
    #expect(error?.kind == .untrustedOwner)
    #expect(try fixture.open(in: bare, environment: ["GIT_DIR": "."]).location.isBare)
  }
}
