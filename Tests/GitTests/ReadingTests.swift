import Git
import TestKit
import Testing

/// One line of `git ls-tree` or `git ls-files --stage`, as far as both say it.
func listing(_ entries: [TreeEntry]) -> [String] {
  entries.map {
    let mode = String($0.mode.rawValue, radix: 8)
    return "\(mode.count < 6 ? "0" : "")\(mode) \($0.id?.hex ?? "-") \($0.path)"
  }
}

extension GitFixture {
  /// Not with `--format`, which quotes names even when told not to.
  func treeListing(
    _ arguments: String..., of revision: String = "HEAD", in directory: String? = nil
  ) throws -> [String] {
    try git(["ls-tree", "-z", "--full-tree"] + arguments + [revision], in: directory)
      .split(separator: "\0").map { line in
        let parts = line.split(separator: "\t", maxSplits: 1)
        let facts = parts[0].split(separator: " ")
        return "\(facts[0]) \(facts[2]) \(parts[1])"
      }
  }

  func indexListing(
    in directory: String? = nil, environment: [String: String] = [:]
  ) throws -> [String] {
    try git(
      ["ls-files", "-z", "--full-name", "--format=%(objectmode) %(objectname) %(path)"],
      in: directory, environment: environment
    ).split(separator: "\0").map(String.init)
  }

  /// What `git fsck` finds wrong.
  func problems() throws -> String {
    let result = try run(["fsck", "--strict", "--no-dangling"])
    let lines = (result.outputText + result.errorText).split(separator: "\n")
      .filter { !$0.hasPrefix("notice: ") }
    return lines.joined(separator: "\n") + (result.status == 0 ? "" : "!")
  }

  /// Names that sort differently as bytes, as text and as git sorts them.
  func commitVariety() throws {
    for name in ["a", "a.b/x", "a-b/x", "b/c/d/e", "b.yaml", "b-c", "é/ñ", "e\u{301}x", "Z", "0"] {
      try write("\(name)\n", to: name)
    }
    try write("#!/bin/sh\n", to: "run", executable: true)
    try write("", to: "empty")
    try link("link", to: "b/c")
    try link("b/up", to: "../a")
    try link("loop", to: "loop")
    try link("away", to: "../../etc/passwd")
    try link("absolute", to: "/etc/passwd")
    try commit()
  }
}

struct ReadingTests {
  @Test(arguments: [false, true])
  func `a commit lists as git lists it, loose and packed`(_ isPacked: Bool) throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    if isPacked { try fixture.git(["gc", "--quiet"]) }
    let snapshot = try fixture.open().snapshot(of: "HEAD")
    #expect(listing(try snapshot.files(under: "")) == (try fixture.treeListing("-r")))
    #expect(listing(try snapshot.list("")) == (try fixture.treeListing()))
    #expect(
      listing(try snapshot.list("b"))
        == (try fixture.treeListing(of: "HEAD:b").map {
          $0.prefix(48) + "b/" + $0.dropFirst(48)
        }))
    #expect(try snapshot.files(under: "b").map(\.path) == ["b/c/d/e", "b/up"])
  }

  @Test func `the index lists what the commit lists`() throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    let repository = try fixture.open()
    let commit = try repository.snapshot(of: "HEAD")
    let index = try repository.indexSnapshot()
    #expect(listing(try index.files(under: "")) == (try fixture.indexListing()))
    #expect(try index.files(under: "") == (try commit.files(under: "")))
    for directory in ["", "b", "b/c", "a.b", "é"] {
      #expect(try index.list(directory).map(\.path) == (try commit.list(directory).map(\.path)))
    }
    #expect(try index.changes(to: commit).isEmpty)
  }

  @Test func `a path is found or not, exactly`() throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    let repository = try fixture.open()
    for snapshot in [try repository.snapshot(of: "HEAD"), try repository.indexSnapshot()] {
      #expect(try snapshot.entry(at: "b/c")?.mode == .directory)
      #expect(try snapshot.entry(at: "./b//c/")?.path == "b/c")
      #expect(try snapshot.entry(at: "")?.mode == .directory)
      #expect(try snapshot.entry(at: "run")?.mode == .executable)
      #expect(try snapshot.entry(at: "link")?.mode == .symbolicLink)
      for absent in ["c", "b/c/d/e/f", "b/", "B", "a/x", "a.", "link/d"] where absent != "b/" {
        #expect(try snapshot.entry(at: absent) == nil, "\(absent)")
      }
      #expect(try snapshot.read("é/ñ", limit: 100) == Array("é/ñ\n".utf8))
      #expect(try snapshot.read("empty", limit: 0).isEmpty)
    }
  }

  @Test func `symbolic links are followed inside the tree and no further`() throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    let snapshot = try fixture.open().snapshot(of: "HEAD")
    #expect(try snapshot.resolve("link/d/e")?.path == "b/c/d/e")
    #expect(try snapshot.resolve("b/up")?.path == "a")
    #expect(try snapshot.read("link/../up", limit: 9) == Array("a\n".utf8))
    #expect(try snapshot.list("link").map(\.path) == ["b/c/d"])
    #expect(try snapshot.resolve("nowhere") == nil)
    for (path, message) in [
      ("away", "away leads out of the repository"),
      ("absolute", "absolute leads out of the repository"),
      ("../x", "../x leads out of the repository"),
      ("loop", "loop is a symbolic link that leads back to itself"),
      ("b", "b is a directory, not a file"), ("nowhere", "there is no nowhere"),
    ] {
      let error = #expect(throws: GitError.self) { try snapshot.read(path, limit: 100) }
      #expect(error?.message == message)
    }
    let error = #expect(throws: GitError.self) { try snapshot.list("a") }
    #expect(error?.message == "a is a file, not a directory")
  }

  @Test(arguments: [false, true])
  func `a large blob is refused by its size`(_ isPacked: Bool) throws {
    let fixture = try GitFixture()
    try fixture.commit(adding: ["big": String(repeating: "x", count: 5000)])
    if isPacked { try fixture.git(["gc", "--quiet"]) }
    let snapshot = try fixture.open().snapshot(of: "HEAD")
    let error = #expect(throws: GitError.self) { try snapshot.read("big", limit: 4999) }
    #expect(error?.kind == .tooLarge)
    #expect(error?.message == "big has 5000 bytes; the limit is 4999")
    #expect(try snapshot.read("big", limit: 5000).count == 5000)
  }

  @Test func `a submodule is told from a directory`() throws {
    let fixture = try GitFixture()
    try fixture.commit()
    let module = try fixture.clone(to: "module")
    try fixture.git(["submodule", "--quiet", "add", module, "vendor/lib"])
    try fixture.commit()
    let repository = try fixture.open()
    for snapshot in [try repository.snapshot(of: "HEAD"), try repository.indexSnapshot()] {
      #expect(try snapshot.entry(at: "vendor/lib")?.mode == .submodule)
      #expect(try snapshot.files(under: "").map(\.path) == [".gitmodules", "vendor/lib"])
      #expect(try snapshot.entry(at: "vendor/lib/file") == nil)
      let error = #expect(throws: GitError.self) { try snapshot.list("vendor/lib") }
      #expect(
        error?.message == "vendor/lib is a submodule: its files are in another repository")
    }
  }

  @Test func `an LFS pointer is known by its form`() {
    let text = """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345

      """
    let pointer = LFSPointer(Array(text.utf8))
    #expect(pointer?.size == 12345)
    #expect(pointer?.digest.hasPrefix("4d7a2146") == true)
    #expect(LFSPointer(Array("version https://git-lfs.github.com/spec/v1\n".utf8)) == nil)
    #expect(LFSPointer(Array("a: 1\n".utf8)) == nil)
    #expect(LFSPointer([]) == nil)
  }

  @Test func `objects are read from alternates`() throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    try fixture.git(["clone", "--quiet", "--shared", fixture.path, "../shared"])
    let files = try fixture.open(in: "\(fixture.root)/shared").snapshot(of: "HEAD").files(under: "")
    #expect(listing(files) == (try fixture.treeListing("-r")))
  }

  @Test func `objects in quarantine are read, as a server's hook must`() throws {
    let fixture = try GitFixture()
    try fixture.commit()
    let quarantine = [
      "GIT_OBJECT_DIRECTORY": "quarantine",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES": "\(fixture.path)/.git/objects",
    ]
    try fixture.write("", to: "quarantine/info/packs")
    try fixture.write("new\n", to: "new")
    try fixture.git(["add", "new"], environment: quarantine)
    let tree = try #require(
      ObjectID(hex: try fixture.git(["write-tree"], environment: quarantine)))
    let repository = try fixture.open(environment: quarantine)
    #expect(try repository.snapshot(ofTree: tree).read("new", limit: 9) == Array("new\n".utf8))
    #expect(try repository.resolve("HEAD") == (try fixture.object("HEAD")))
    let plain = try fixture.open()
    let error = #expect(throws: GitError.self) {
      try plain.snapshot(ofTree: tree).read("new", limit: 9)
    }
    #expect(error?.kind == .missingObject)
    // What is written goes there too.
    let written = try repository.writeTree(from: nil, changes: ["x": .write([1])])
    #expect(throws: GitError.self) { try plain.snapshot(ofTree: written).list("") }
  }

  @Test func `another task reads the same through a handle of its own`() async throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    let snapshot = try fixture.open().indexSnapshot()
    let (source, location) = (snapshot.source, snapshot.repository.location)
    let listings = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let own = TreeSnapshot(source, in: try Repository(reopening: location))
          return try own.files(under: "").map { entry in
            entry.mode.isFile ? String(decoding: try own.read(entry, limit: 99), as: UTF8.self) : ""
          }
        }
      }
      var all: [[String]] = []
      for try await listing in group { all.append(listing) }
      return all
    }
    #expect(Set(listings).count == 1)
    #expect(listings[0].contains("b/c/d/e\n"))
  }

  @Test func `the changes between two trees are those of git diff-tree`() throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    try fixture.git(["rm", "--quiet", "-r", "a.b", "b/c", "Z"])
    try fixture.write("now a directory", to: "Z/file")
    try fixture.write("now a file", to: "a.b")
    try fixture.write("changed", to: "b.yaml")
    try fixture.git(["update-index", "--chmod=+x", "empty"])
    try fixture.git(["add", "--all"])
    let index = try fixture.open().indexSnapshot()
    try fixture.git(["commit", "--quiet", "-m", "x"])
    let repository = try fixture.open()
    let before = try repository.snapshot(of: "HEAD~1")
    let after = try repository.snapshot(of: "HEAD")
    let expected = try fixture.git(
      ["diff-tree", "-r", "-z", "--no-renames", "--name-only", "HEAD~1", "HEAD"]
    ).split(separator: "\0").map(String.init)
    #expect(try before.changes(to: after).map(\.path).sorted() == expected.sorted())
    #expect(try before.changes(to: index).map(\.path) == before.changes(to: after).map(\.path))
    let change = try #require(try before.changes(to: after).first { $0.path == "Z" })
    #expect(change.before?.mode == .file)
    #expect(change.after == nil)
  }

  @Test func `an index and a commit differ as git says, also in names that look alike`() throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    for name in ["twin/\u{e9}", "twin/e\u{301}", "deep/a/b/c", "deep-er", "gone/x"] {
      try fixture.write(name, to: name)
    }
    try fixture.commit()
    try fixture.write("other", to: "twin/e\u{301}")
    try fixture.write("other", to: "deep/a/b/c")
    try fixture.git(["rm", "-rq", "gone"])
    try fixture.write("a file now", to: "gone")
    try fixture.write("new", to: "deep/new/x")
    try fixture.git(["add", "--all"])
    let repository = try fixture.open()
    let (head, index) = (try repository.snapshot(of: "HEAD"), try repository.indexSnapshot())
    let expected = try fixture.git([
      "-c", "core.quotePath=false", "diff", "--cached", "--name-only", "--no-renames",
    ])
    .split(separator: "\n").map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(try head.changes(to: index).map { Array($0.path.utf8) } == expected)
    #expect(try index.changes(to: head).map { Array($0.path.utf8) } == expected)
    #expect(try index.changes(to: index).isEmpty)
  }
}
