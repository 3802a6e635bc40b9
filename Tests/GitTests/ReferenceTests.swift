import Git
import TestKit
import Testing

struct ReferenceTests {
  static let name = "refs/heads/promote/staging-to-production/abc"

  @Test(arguments: [false, true])
  func `a reference is created, moved and deleted only from what was seen`(
    _ isPacked: Bool
  ) throws {
    let fixture = try GitFixture()
    let first = try fixture.commit("1")
    let second = try fixture.commit("2")
    let repository = try fixture.open()
    #expect(try repository.reference(Self.name) == nil)
    try repository.updateReference(Self.name, from: nil, to: first, message: "promote: one")
    if isPacked { try fixture.git(["pack-refs", "--all"]) }
    #expect(try fixture.object(Self.name) == first)
    for (expected, new) in [(nil, second), (second, first), (second, nil)]
      as [(ObjectID?, ObjectID?)]
    {
      let error = #expect(throws: GitError.self) {
        try repository.updateReference(Self.name, from: expected, to: new, message: "x")
      }
      #expect(error?.kind == .lostRace(found: first))
      #expect(try fixture.object(Self.name) == first)
    }
    try repository.updateReference(Self.name, from: first, to: second, message: "promote: two")
    #expect(try fixture.object(Self.name) == second)
    let reflog = try fixture.git(["reflog", "show", "--format=%gs %gn", Self.name])
    #expect(reflog == "promote: two Ada Example\npromote: one Ada Example")
    try repository.updateReference(Self.name, from: second, to: nil, message: "x")
    #expect(try fixture.run(["rev-parse", "--verify", "--quiet", Self.name]).status == 1)
    let error = #expect(throws: GitError.self) {
      try repository.updateReference(Self.name, from: second, to: first, message: "x")
    }
    #expect(error?.kind == .lostRace(found: nil))
    #expect(try fixture.problems() == "")
  }

  @Test func `of eight who create a reference at once one succeeds`() async throws {
    let fixture = try GitFixture()
    try fixture.commit()
    let location = try fixture.open().location
    let outcomes = await withTaskGroup(of: Result<ObjectID, GitError>.self) { group in
      for number in 0..<8 {
        group.addTask {
          Result { () throws(GitError) in
            let repository = try Repository(reopening: location)
            let head = try repository.resolve("HEAD")
            let tree = try repository.writeTree(
              from: repository.commit(head).tree, changes: ["file": .write([UInt8(number)])])
            let commit = try repository.write(
              repository.newCommit(tree: tree, parents: [head], message: "by \(number)"))
            try repository.updateReference(Self.name, from: nil, to: commit, message: "race")
            return commit
          }
        }
      }
      var all: [Result<ObjectID, GitError>] = []
      for await outcome in group { all.append(outcome) }
      return all
    }
    let winner = try fixture.object(Self.name)
    #expect(outcomes.filter { (try? $0.get()) == winner }.count == 1)
    for case .failure(let error) in outcomes {
      #expect(error.kind == .lostRace(found: winner), "\(error)")
    }
    #expect(outcomes.filter { (try? $0.get()) == nil }.count == 7)
    #expect(try fixture.problems() == "")
    #expect(try fixture.git(["status", "--porcelain"]) == "")
  }

  @Test func `a branch that is checked out does not move`() throws {
    let fixture = try GitFixture()
    let first = try fixture.commit("1")
    let second = try fixture.commit("2")
    let linked = try fixture.addWorkTree(branch: "other")
    for directory in [fixture.path, linked] {
      let repository = try fixture.open(in: directory)
      for (branch, place) in [("main", fixture.path), ("other", linked)] {
        let error = #expect(throws: GitError.self) {
          try repository.updateReference(
            "refs/heads/\(branch)", from: second, to: first, message: "x")
        }
        #expect(error?.kind == .checkedOut)
        #expect(error?.message == "refs/heads/\(branch) is checked out in \(place)")
      }
    }
    #expect(try fixture.git(["status", "--porcelain"]) == "")
  }

  @Test func `the branch of an unborn HEAD counts as checked out`() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let tree = try repository.writeTree(from: nil, changes: [:])
    let commit = try repository.write(
      try repository.newCommit(tree: tree, parents: [], message: "x"))
    let error = #expect(throws: GitError.self) {
      try repository.updateReference("refs/heads/main", from: nil, to: commit, message: "x")
    }
    #expect(error?.kind == .checkedOut)
  }

  @Test func `any branch of a bare repository may move`() throws {
    let fixture = try GitFixture()
    let first = try fixture.commit("1")
    let second = try fixture.commit("2")
    let repository = try fixture.open(in: try fixture.clone("--bare", to: "bare.git"))
    try repository.updateReference("refs/heads/main", from: second, to: first, message: "x")
    #expect(try repository.head() == .branch("refs/heads/main", first))
  }

  @Test func `the work trees are those that git lists`() throws {
    let fixture = try GitFixture()
    try fixture.commit()
    let linked = try fixture.addWorkTree(branch: "other")
    try fixture.git(["checkout", "--quiet", "--detach"], in: linked)
    try fixture.write("refs/heads/rebased\n", to: ".git/worktrees/other/rebase-merge/head-name")
    let listed = try fixture.git(["worktree", "list", "--porcelain"]).split(separator: "\n")
      .filter { $0.hasPrefix("worktree ") }.map { String($0.dropFirst(9)) }
    for directory in [fixture.path, linked] {
      let trees = try fixture.open(in: directory).workTrees()
      #expect(trees.map(\.path) == listed)
      #expect(trees.map(\.branches) == [["refs/heads/main"], ["refs/heads/rebased"]])
    }
  }

  @Test func `a name above or beneath another is refused`() throws {
    let fixture = try GitFixture()
    let commit = try fixture.commit()
    try fixture.git(["branch", "promote"])
    try fixture.git(["branch", "a/b"])
    try fixture.git(["pack-refs", "--all"])
    let repository = try fixture.open()
    for name in [Self.name, "refs/heads/a"] {
      let error = #expect(throws: GitError.self) {
        try repository.updateReference(name, from: nil, to: commit, message: "x")
      }
      #expect(error?.kind == .invalidReference)
      #expect(error?.message.contains("cannot be created while") == true)
    }
    #expect(throws: GitError.self) {
      try repository.updateReference("refs/heads/a..b", from: nil, to: commit, message: "x")
    }
  }

  @Test func `a lock that stays is named`() throws {
    let fixture = try GitFixture()
    let commit = try fixture.commit()
    try fixture.write("", to: ".git/refs/heads/topic.lock")
    let repository = try fixture.open()
    let error = #expect(throws: GitError.self) {
      try repository.updateReference("refs/heads/topic", from: nil, to: commit, message: "x")
    }
    #expect(error?.kind == .locked)
    #expect(error?.hint?.hasSuffix("\(fixture.path)/.git/refs/heads/topic.lock") == true)
    #expect(try repository.reference("refs/heads/topic") == nil)
  }

  @Test(arguments: [nil, "githooks", "~/hooks", "/absolute/hooks"] as [String?])
  func `hooks are looked for where git looks`(_ configured: String?) throws {
    let fixture = try GitFixture()
    try fixture.commit()
    if let configured { try fixture.git(["config", "core.hooksPath", configured]) }
    for directory in [fixture.path, try fixture.addWorkTree(branch: "other")] {
      let expected = try fixture.git(
        ["rev-parse", "--path-format=absolute", "--git-path", "hooks"], in: directory)
      #expect(try fixture.open(in: directory).hooksDirectory == expected)
    }
  }
}
