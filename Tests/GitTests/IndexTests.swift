import Git
import TestKit
import Testing

struct IndexTests {
  @Test func `what is staged counts, not what lies in the work tree`() throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["a": "committed"])
    try fixture.write("staged", to: "a")
    try fixture.git(["add", "a"])
    try fixture.write("edited", to: "a")
    let index = try fixture.open().indexSnapshot()
    #expect(try index.read("a", limit: 99) == Array("staged".utf8))
  }

  @Test func `a repository without an index has nothing staged`() throws {
    let fixture = try GitFixture()
    #expect(try fixture.open().indexSnapshot().files(under: "").isEmpty)
    #expect(try fixture.open().indexSnapshot().list("").isEmpty)
  }

  @Test func `a bare repository has no index`() throws {
    let fixture = try GitFixture()
    let bare = try fixture.clone("--bare", to: "bare.git")
    let repository = try fixture.open(in: bare)
    let error = #expect(throws: GitError.self) { try repository.indexSnapshot() }
    #expect(error?.message == "\(bare) is a bare repository: nothing is staged in it")
  }

  @Test func `unresolved conflicts are named`() throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["a": "0", "b": "0"])
    try fixture.git(["checkout", "--quiet", "-b", "other"])
    try fixture.commit(adding: ["a": "1", "b": "1"])
    try fixture.git(["checkout", "--quiet", "main"])
    try fixture.commit(adding: ["a": "2", "b": "2"])
    #expect(try fixture.run(["merge", "other"]).status == 1)
    let repository = try fixture.open()
    let error = #expect(throws: GitError.self) { try repository.indexSnapshot() }
    #expect(error?.kind == .unmergedIndex)
    #expect(error?.message == "a and 1 more have conflicts that are not resolved")
  }

  @Test func `the index and a commit have the name of the tree that git would write`() throws {
    let fixture = try GitFixture()
    #expect(
      try fixture.open().indexSnapshot().source.treeName().hex
        == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    try fixture.commitVariety()
    for name in ["q-b", "q.b", "q/b", "q0", "qb/c/d", "qé/ö"] { try fixture.write(name, to: name) }
    try fixture.write("more", to: "announced")
    try fixture.git(["add", "--all"])
    try fixture.git(["rm", "--quiet", "--cached", "announced"])
    try fixture.git(["add", "--intent-to-add", "announced"])
    let written = try fixture.git(["write-tree"]).prefix(40)
    #expect(try fixture.open().indexSnapshot().source.treeName().hex[...] == written)
    try fixture.git(["commit", "--quiet", "-m", "x"])
    #expect(try fixture.open().snapshot(of: "HEAD").source.treeName().hex[...] == written)
  }

  @Test func `bytes have the name that git gives a file of them`() throws {
    let fixture = try GitFixture()
    try fixture.write("some bytes", to: "a")
    let name = try fixture.git(["hash-object", "a"]).prefix(40)
    #expect(try ObjectID(ofFile: Array("some bytes".utf8)).hex[...] == name)
  }

  @Test func `a path that is only announced is not in the commit`() throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["a": "1"])
    try fixture.write("2", to: "b")
    try fixture.git(["add", "--intent-to-add", "b"])
    #expect(try fixture.open().indexSnapshot().files(under: "").map(\.path) == ["a"])
  }

  @Test(arguments: [["update-index", "--index-version=4"], ["update-index", "--untracked-cache"]])
  func `other forms of the index are read`(_ arguments: [String]) throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    try fixture.git(arguments)
    let files = try fixture.open().indexSnapshot().files(under: "")
    #expect(listing(files) == (try fixture.indexListing()))
  }

  @Test func `a split index is refused with the way out`() throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["a": "1"])
    try fixture.git(["update-index", "--split-index"])
    let repository = try fixture.open()
    let error = #expect(throws: GitError.self) { try repository.indexSnapshot() }
    #expect(error?.kind == .unreadableIndex)
    #expect(error?.hint == "it is split: run `git update-index --no-split-index`")
    try fixture.git(["update-index", "--no-split-index"])
    #expect(try repository.indexSnapshot().files(under: "").map(\.path) == ["a"])
  }

  @Test func `a sparse index is refused with the way out`() throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["a/1": "1", "b/c/2": "2"])
    try fixture.git(["sparse-checkout", "set", "--cone", "--sparse-index", "a"])
    let repository = try fixture.open()
    let error = #expect(throws: GitError.self) { try repository.indexSnapshot() }
    #expect(error?.hint == "it is sparse: run `git sparse-checkout reapply --no-sparse-index`")
    try fixture.git(["sparse-checkout", "reapply", "--no-sparse-index"])
    #expect(try repository.indexSnapshot().files(under: "").map(\.path) == ["a/1", "b/c/2"])
  }

  @Test func `a damaged index is named`() throws {
    let fixture = try GitFixture()
    try fixture.write("not an index, whatever its name says", to: ".git/index")
    let repository = try fixture.open()
    let error = #expect(throws: GitError.self) { try repository.indexSnapshot() }
    #expect(error?.kind == .unreadableIndex)
    #expect(error?.message.contains("\(fixture.path)/.git/index") == true)
  }
}

/// A way to commit, after which the hook has seen an index.
struct CommitStyle: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var arguments: [String]
  var input = ""
  var directory = ""
  var environment: [String: String] = [:]
  var isLinked = false
}

private let styles = [
  CommitStyle(testDescription: "commit", arguments: []),
  CommitStyle(testDescription: "commit -a", arguments: ["-a"]),
  CommitStyle(testDescription: "commit PATH", arguments: ["two"]),
  CommitStyle(testDescription: "commit --include PATH", arguments: ["--include", "two"]),
  CommitStyle(testDescription: "commit -p", arguments: ["-p"], input: "y\nn\n"),
  CommitStyle(testDescription: "in a subdirectory", arguments: ["-a"], directory: "/sub"),
  CommitStyle(testDescription: "path in a subdirectory", arguments: ["x"], directory: "/sub"),
  CommitStyle(testDescription: "in a linked work tree", arguments: [], isLinked: true),
  CommitStyle(
    testDescription: "commit -a in a linked work tree", arguments: ["-a"], isLinked: true),
  CommitStyle(
    testDescription: "commit PATH in a linked work tree", arguments: ["two"], isLinked: true),
  CommitStyle(
    testDescription: "an index of one's own", arguments: [],
    environment: ["GIT_INDEX_FILE": ".git/index"]),
]

struct HookTests {
  /// Remembers the index that git handed it, and what git itself reads there.
  static let hook = """
    #!/bin/sh
    out=$(dirname "$(git rev-parse --path-format=absolute --git-common-dir)")/../seen
    mkdir -p "$out"
    env -0 > "$out/environment"
    pwd -P > "$out/directory"
    index=$(git rev-parse --path-format=absolute --git-path index)
    echo "$index" > "$out/path"
    cp "$index" "$out/index"
    git ls-files -z --format='%(objectmode) %(objectname) %(path)' > "$out/entries"

    """

  @Test(arguments: styles)
  func `a hook sees the index that git commits`(_ style: CommitStyle) throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["one": "1\n", "two": "2\n", "sub/x": "3\n"])
    let root = style.isLinked ? try fixture.addWorkTree(branch: "other") : fixture.path
    try fixture.write(Self.hook, to: ".git/hooks/pre-commit", executable: true)
    for file in ["one", "two", "sub/x"] {
      try fixture.write("changed \(file)\n", to: "\(root)/\(file)")
    }
    try fixture.git(["add", "one"], in: root)
    try fixture.git(
      ["commit", "--quiet", "-m", "x"] + style.arguments, in: root + style.directory,
      environment: style.environment, input: style.input)

    let seen = Seen(fixture)
    // git has removed its temporary index by now: it is put back where the hook found it.
    try fixture.git(["hash-object", "../seen/index"])
    let index = try seen.text("path")
    _ = try ChildProcess(
      "cp", ["\(fixture.root)/seen/index", index], environment: fixture.environment, in: "/"
    ).run()
    let repository = try Repository.discover(
      from: try seen.text("directory"), environment: try seen.environment())
    #expect(repository.location.indexFile == index)
    #expect(repository.location.workTree == root)
    #expect(repository.location.isLinkedWorkTree == style.isLinked)
    let files = try repository.indexSnapshot().files(under: "")
    #expect(listing(files) == (try seen.items("entries")))
    #expect(
      listing(files)
        == (try fixture.treeListing("-r", in: root)))
  }

  private struct Seen {
    let fixture: GitFixture
    init(_ fixture: GitFixture) { self.fixture = fixture }

    func items(_ name: String) throws -> [String] {
      try raw(name).split(separator: "\0").map(String.init)
    }

    func text(_ name: String) throws -> String { String(try raw(name).dropLast()) }

    func environment() throws -> [String: String] {
      var result: [String: String] = [:]
      for item in try items("environment") {
        let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        result[String(parts[0])] = String(parts[1])
      }
      return result
    }

    private func raw(_ name: String) throws -> String {
      try ChildProcess(
        "cat", ["\(fixture.root)/seen/\(name)"], environment: fixture.environment, in: "/"
      ).run().outputText
    }
  }

  /// Directories are made from the paths of files, whose order is not that of the names in a directory.
  @Test func `the index lists what the tree of its commit lists`() throws {
    let files = [
      "a.yaml", "a-b/x", "a/b/c/d", "a/b/c.yaml", "a/b.yaml", "a/b0", "a0/b", "é/nfc",
      "e\u{301}/nfd",
      "e\u{301}/z/y", "é.yaml", "many/00", "many/01", "many/02", "many/03", "many/04", "many/05",
      "many/06", "many/07", "many/08", "many/09/x",
    ]
    let fixture = try GitFixture()
    for file in files { try fixture.write("\(file)\n", to: file) }
    try fixture.commit("Begin")
    let repository = try fixture.open()
    let (index, tree) = (try repository.indexSnapshot(), try repository.snapshot(of: "HEAD"))
    var waiting = [""]
    var seen = 0
    while let directory = waiting.popLast() {
      let listed = try index.list(directory)
      let expected = try tree.list(directory)
      #expect(listed.map(\.path) == expected.map(\.path), "\(directory)")
      #expect(listed.map(\.mode) == expected.map(\.mode), "\(directory)")
      for entry in expected {
        seen += 1
        #expect(try index.entry(at: entry.path)?.mode == entry.mode, "\(entry.path)")
        if entry.mode == .directory {
          waiting.append(entry.path)
        } else {
          #expect(try index.entry(at: entry.path) == tree.entry(at: entry.path), "\(entry.path)")
        }
      }
    }
    #expect(seen > files.count)
    for missing in ["b", "a/b/", "a/b/c/x", "many/99", "many/0", "a/b/c/d/e"] {
      #expect(try index.entry(at: missing)?.mode == tree.entry(at: missing)?.mode, "\(missing)")
    }
  }
}
