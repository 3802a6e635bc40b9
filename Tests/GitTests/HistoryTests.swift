import Git
import TestKit
import Testing

struct RevisionTests {
  @Test func `a revision is what git says it is`() throws {
    let fixture = try GitFixture()
    try fixture.commit("one")
    try fixture.git(["checkout", "--quiet", "-b", "side"])
    try fixture.commit("side", adding: ["s": "1"])
    try fixture.git(["checkout", "--quiet", "main"])
    let second = try fixture.commit("two", adding: ["a": "1"])
    try fixture.git(
      ["merge", "--quiet", "--no-ff", "-m", "merge", "side"], environment: fixture.nextDate())
    try fixture.git(["tag", "light"])
    try fixture.git(["tag", "-a", "heavy", "-m", "x"])
    try fixture.git(["update-ref", "refs/remotes/origin/main", "HEAD~1"])
    let repository = try fixture.open()
    for revision in [
      "HEAD", "@", "@~1", "@^2", "HEAD~2", "HEAD^2", "HEAD^2~1", "main", "refs/heads/main",
      "heads/side", "light", "heavy", "heavy^{commit}", "heavy^{}", "origin/main", "main@{0}",
      second.hex, String(second.hex.prefix(8)),
    ] {
      #expect(
        try repository.resolve(revision) == (try fixture.object("\(revision)^{commit}")),
        "\(revision)")
    }
    #expect(try repository.resolve(":/two") == second)
    for revision in ["nowhere", "HEAD~99", "HEAD^3", "", "a b", "HEAD\0", "0123456789", "..", "-x"]
    {
      let error = #expect(throws: GitError.self) { try repository.resolve(revision) }
      #expect(error?.kind == .unknownRevision, "\(revision)")
    }
    let error = #expect(throws: GitError.self) { try repository.resolve("HEAD:a") }
    #expect(error?.message == "HEAD:a is not a commit")
    let range = try repository.range("side..")
    #expect(range.from == (try fixture.object("side")))
    #expect(range.to == (try fixture.object("HEAD")))
    let symmetric = try repository.range("HEAD~1...side")
    #expect(symmetric.from == (try fixture.object("HEAD~2")))
    #expect(throws: GitError.self) { try repository.range("main") }
  }

  @Test func `an unborn HEAD is an unknown revision`() throws {
    let repository = try GitFixture().open()
    let error = #expect(throws: GitError.self) { try repository.resolve("HEAD") }
    #expect(error?.kind == .unknownRevision)
  }

  @Test func `a commit is read whole`() throws {
    let fixture = try GitFixture()
    let first = try fixture.commit("one")
    let message = """
      Subject line

      Body: not a trailer, since text follows.
      More text.

      Sluice-From: staging
      Sluice-Source-Commit: \(first)
      Folded: a
        b
      """
    try fixture.write("x", to: "x")
    try fixture.git(["add", "x"])
    try fixture.git(
      ["commit", "--quiet", "-m", message],
      environment: [
        "GIT_AUTHOR_NAME": "Ä", "GIT_AUTHOR_EMAIL": "a@x", "GIT_AUTHOR_DATE": "1700000000 -0330",
        "GIT_COMMITTER_DATE": "1700000001 +0200",
      ])
    let repository = try fixture.open()
    let commit = try repository.commit(try fixture.object("HEAD"))
    #expect(commit.parents == [first])
    #expect(commit.tree == (try fixture.object("HEAD^{tree}")))
    #expect(commit.author.name == "Ä")
    #expect(commit.author.time == CommitTime(seconds: 1_700_000_000, offset: -210))
    #expect(commit.committer.time == CommitTime(seconds: 1_700_000_001, offset: 120))
    #expect(commit.subject == "Subject line")
    #expect(commit.trailer("sluice-from") == "staging")
    let expected = try fixture.git(
      ["show", "-s", "--format=%(trailers:only,unfold,key_value_separator=%x3D)", "HEAD"])
    let read = commit.trailers.map { trailer in
      let words = trailer.value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return "\(trailer.key)=\(words)"
    }
    #expect(read == expected.split(separator: "\n").map(String.init))
  }
}

struct HistoryTests {
  /// A history in which each commit has random parents among those before it.
  private func makeHistory(
    in fixture: GitFixture, count: Int, seed: UInt64
  ) throws -> [ObjectID] {
    var generator = SplitMix(state: seed)
    let tree = try fixture.git(["mktree"])
    var commits: [ObjectID] = []
    for number in 0..<count {
      var arguments = ["commit-tree", tree, "-m", "\(number)"]
      var parents: Set<Int> = []
      for _ in 0..<Int.random(in: number == 0 ? 0...0 : 0...3, using: &generator) {
        parents.insert(Int.random(in: max(0, number - 6)..<number, using: &generator))
      }
      for parent in parents.sorted() { arguments += ["-p", commits[parent].hex] }
      // Some clocks are wrong.
      let seconds = 1_700_000_000 + number * 10 + Int.random(in: -15...15, using: &generator)
      let date = ["GIT_AUTHOR_DATE": "\(seconds) +0000", "GIT_COMMITTER_DATE": "\(seconds) +0000"]
      let text = try fixture.git(arguments, environment: date)
      commits.append(try #require(ObjectID(hex: text)))
    }
    return commits
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `merge bases are those of git`(_ seed: UInt64) throws {
    let fixture = try GitFixture()
    let commits = try makeHistory(in: fixture, count: 24, seed: seed)
    let repository = try fixture.open()
    var generator = SplitMix(state: seed)
    for _ in 0..<25 {
      guard let left = commits.randomElement(using: &generator),
        let right = commits.randomElement(using: &generator)
      else { return }
      let all = try fixture.run(["merge-base", "--all", left.hex, right.hex]).outputText
        .split(separator: "\n").compactMap { ObjectID(hex: $0) }
      let base = try repository.mergeBase(of: left, and: right)
      #expect(base.map { all.contains($0) } ?? all.isEmpty, "seed \(seed): \(left) \(right)")
      let isAncestor = try fixture.run(["merge-base", "--is-ancestor", left.hex, right.hex])
      #expect(try repository.isAncestor(left, of: right) == (isAncestor.status == 0))
    }
  }

  @Test func `first parents are followed, all or those that touch a path`() throws {
    let fixture = try GitFixture()
    try fixture.commit("1", adding: ["a/x": "1", "b": "1"])
    try fixture.commit("2", adding: ["b": "2"])
    try fixture.git(["checkout", "--quiet", "-b", "side"])
    try fixture.commit("3", adding: ["a/y": "1"])
    try fixture.git(["checkout", "--quiet", "main"])
    try fixture.commit("4", adding: ["c": "1"])
    try fixture.git(
      ["merge", "--quiet", "--no-ff", "-m", "5", "side"], environment: fixture.nextDate())
    try fixture.commit("6", adding: ["a/x": "2"])
    let repository = try fixture.open()
    for paths in [[], ["a"], ["a/x"], ["b", "c"], ["nowhere"]] {
      var walk = repository.firstParents(from: try fixture.object("HEAD"), touching: paths)
      var found: [String] = []
      while let commit = try walk.nextCommit() { found.append(commit.id.hex) }
      let expected = try fixture.git(
        ["log", "--first-parent", "--format=%H", "HEAD", "--"] + paths)
      #expect(found == expected.split(separator: "\n").map(String.init), "\(paths)")
    }
  }

  @Test func `a shallow clone ends where it was cut`() throws {
    let fixture = try GitFixture()
    for number in 1...5 { try fixture.commit(adding: ["a": "\(number)"]) }
    let clone = try fixture.clone("--depth=2", to: "shallow")
    let repository = try fixture.open(in: clone)
    let head = try repository.resolve("HEAD")
    let edge = try repository.resolve("HEAD~1")
    var walk = repository.firstParents(from: head)
    var found: [ObjectID] = []
    while let commit = try walk.nextCommit() { found.append(commit.id) }
    #expect(found == [head, edge])
    #expect(try repository.mergeBase(of: head, and: edge) == edge)
    let error = #expect(throws: GitError.self) { try repository.resolve("HEAD~2") }
    #expect(error?.hint?.contains("shallow") == true)
  }

  @Test func `an object that a partial clone left out is explained`() throws {
    let fixture = try GitFixture()
    try fixture.git(["config", "uploadpack.allowFilter", "true"])
    try fixture.commit(adding: ["a": "1"])
    let clone = try fixture.clone("--bare", "--filter=blob:none", to: "partial.git")
    let snapshot = try fixture.open(in: clone).snapshot(of: "HEAD")
    let error = #expect(throws: GitError.self) { try snapshot.read("a", limit: 9) }
    #expect(error?.kind == .missingObject)
    #expect(error?.hint?.contains("partial clone") == true)
    let fetching = try Repository.discover(
      from: clone, environment: fixture.environment, fetching: true)
    #expect(try fetching.snapshot(of: "HEAD").read("a", limit: 9) == Array("1".utf8))
    let reopened = try Repository(reopening: fetching.location)
    #expect(try reopened.snapshot(of: "HEAD").read("a", limit: 9) == Array("1".utf8))
  }
}

/// SplitMix64: the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
