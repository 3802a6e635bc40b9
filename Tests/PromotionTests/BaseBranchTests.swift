import Git
import Promotion
import TestKit
import Testing

/// What a promotion is made upon, and what is said where that is not what somebody looks at.
struct BaseBranchTests {
  private let fixture: GitFixture
  private let clone: String

  init() throws {
    fixture = try GitFixture()
    try fixture.commit("Begin", adding: ["apps/a": "1\n", "b": "1\n"])
    clone = try fixture.clone(to: "clone")
  }

  @Test func `it is the remote's own branch, HEAD where no remote says, or what was named`() throws
  {
    let begin = try fixture.object("HEAD")
    try fixture.commit("More", adding: ["b": "2\n"])
    #expect(
      try BaseBranch.find(nil, remote: nil, in: fixture.open())
        == BaseBranch.find("HEAD", remote: nil, in: fixture.open()))
    let found = try BaseBranch.find(nil, remote: nil, in: fixture.open(in: clone))
    #expect(found.name == "origin/main")
    #expect(found.commit == begin)
    #expect(throws: GitError.self) {
      _ = try BaseBranch.find("nowhere", remote: nil, in: fixture.open())
    }
  }

  @Test func `without a commit it says to commit first`() throws {
    let empty = try GitFixture()
    #expect(throws: GitError.nothingCommitted) {
      _ = try BaseBranch.find(nil, remote: nil, in: empty.open())
    }
  }

  @Test func `another HEAD, one that is behind, and what is not committed are said`() throws {
    let repository = try fixture.open(in: clone)
    let base = try BaseBranch.find(nil, remote: nil, in: repository)
    #expect(try base.remarks(in: repository, reading: ["apps"]) == [])
    try fixture.write("2\n", to: "\(clone)/apps/a")
    try fixture.write("2\n", to: "\(clone)/b")
    #expect(
      try base.remarks(in: repository, reading: ["apps"])
        == ["what is not committed is not part of it: apps/a"])
    try fixture.git(["switch", "--quiet", "-c", "feature"], in: clone)
    try fixture.commit("Mine", in: clone)
    #expect(
      try base.remarks(in: fixture.open(in: clone), reading: ["apps"]) == [
        "it is made upon origin/main (\(base.commit.short)), not upon HEAD (feature): "
          + "HEAD has 1 commit that origin/main has not"
      ])
    try fixture.git(["switch", "--quiet", "main"], in: clone)
    try fixture.commit("Theirs", adding: ["b": "3\n"])
    try fixture.git(["fetch", "--quiet"], in: clone)
    let later = try fixture.open(in: clone)
    #expect(
      try BaseBranch.find("HEAD", remote: nil, in: later).remarks(in: later, reading: ["apps"])
        == ["HEAD (main) lacks 1 commit of origin/main"])
    let index = try fixture.git(["hash-object", ".git/index"], in: clone)
    _ = try BaseBranch.find(nil, remote: nil, in: later).remarks(in: later, reading: ["apps"])
    #expect(try fixture.git(["hash-object", ".git/index"], in: clone) == index)
  }
}
