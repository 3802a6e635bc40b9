import Git
import TestKit
import Testing

struct TreeWritingTests {
  @Test func `only the paths that change change`() throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    let repository = try fixture.open()
    let base = try repository.snapshot(of: "HEAD")
    let changes: [String: PathChange] = [
      "b.yaml": .write(Array("new\n".utf8)), "run": .write([]), "b/c/d/e": .remove,
      "n/e/w": .write([0, 255]), "Z": .remove,
    ]
    let written = try repository.writeTree(from: base.tree, changes: changes)
    let expected = try indexTree(fixture) { index in
      for (path, change) in changes {
        guard case .write(let bytes) = change else {
          try fixture.git(["update-index", "--force-remove", path], environment: index)
          continue
        }
        let mode = path == "run" ? "100755" : "100644"
        let id = try hash(bytes, fixture)
        try fixture.git(
          ["update-index", "--add", "--cacheinfo", "\(mode),\(id),\(path)"], environment: index)
      }
    }
    #expect(written.hex == expected)
    #expect(
      try base.changes(to: repository.snapshot(ofTree: written)).map(\.path).sorted()
        == changes.keys.sorted())
    #expect(try fixture.git(["status", "--porcelain"]) == "")
    #expect(try fixture.problems() == "")
  }

  private func indexTree(
    _ fixture: GitFixture, _ change: ([String: String]) throws -> Void
  ) throws -> String {
    let index = ["GIT_INDEX_FILE": "\(fixture.root)/index"]
    try fixture.git(["read-tree", "HEAD"], environment: index)
    try change(index)
    return try fixture.git(["write-tree"], environment: index)
  }

  private func hash(_ bytes: [UInt8], _ fixture: GitFixture) throws -> String {
    let result = try ChildProcess(
      "git", ["hash-object", "-w", "--stdin"], environment: fixture.environment, in: fixture.path
    ).run(input: bytes)
    return String(result.outputText.dropLast())
  }

  @Test func `a tree can start from nothing and end empty`() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let tree = try repository.writeTree(from: nil, changes: ["a/b": .write([1])])
    #expect(try repository.snapshot(ofTree: tree).files(under: "").map(\.path) == ["a/b"])
    let empty = try repository.writeTree(from: tree, changes: ["a/b": .remove])
    #expect(empty.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    #expect(try repository.writeTree(from: tree, changes: [:]) == tree)
  }

  @Test(arguments: [
    ("link", PathChange.write([]), "link is a symbolic link, not a file"),
    ("b", .write([]), "b is a directory, not a file"),
    ("b", .remove, "b is a directory, not a file"),
    ("nowhere", .remove, "there is no nowhere"),
  ])
  func `a change that would replace something else is refused`(
    _ path: String, _ change: PathChange, _ message: String
  ) throws {
    let fixture = try GitFixture()
    try fixture.commitVariety()
    let repository = try fixture.open()
    let base = try repository.snapshot(of: "HEAD").tree
    let error = #expect(throws: GitError.self) {
      try repository.writeTree(from: base, changes: [path: change])
    }
    #expect(error?.message == message)
  }

  @Test func `a mode of old times is left as it is`() throws {
    let fixture = try GitFixture()
    let blob = try fixture.git(["hash-object", "-w", "--stdin"], input: "x")
    let tree = try fixture.git(["mktree"], input: "100664 blob \(blob)\told\n")
    let repository = try fixture.open()
    let base = try #require(ObjectID(hex: tree))
    let written = try repository.writeTree(from: base, changes: ["new": .write([])])
    // git itself shows it as 100644; the bytes tell.
    let raw = try fixture.run(["cat-file", "tree", written.hex]).output
    #expect(String(decoding: raw, as: UTF8.self).contains("100664 old\0"))
    #expect(try repository.snapshot(ofTree: written).entry(at: "old")?.mode == .file)
  }
}

struct CommitWritingTests {
  static let dates = [
    "GIT_AUTHOR_DATE": "1700000000 +0100", "GIT_COMMITTER_DATE": "1700000060 -0800",
  ]

  @Test func `a commit is byte for byte what git would write`() throws {
    let fixture = try GitFixture()
    let parent = try fixture.commit(adding: ["a": "1"])
    let repository = try fixture.open(environment: Self.dates)
    let tree = try repository.commit(parent).tree
    let commit = try repository.newCommit(
      tree: tree, parents: [parent], message: "Sübject\n\nBody\n\nKey: value\n")
    let written = try repository.write(commit)
    let expected = try fixture.git(
      ["commit-tree", tree.hex, "-p", parent.hex], environment: Self.dates,
      input: "Sübject\n\nBody\n\nKey: value\n")
    #expect(written.hex == expected)
    #expect(try repository.write(commit) == written)
    #expect(try repository.head().commit == parent)
  }

  @Test func `a commit of a tree that is not here is refused`() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let absent = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    let commit = try repository.newCommit(tree: absent, parents: [], message: "x")
    #expect(throws: GitError.self) { try repository.write(commit) }
  }

  @Test func `a commit is signed with an SSH key when the configuration says so`() throws {
    let fixture = try GitFixture()
    let key = "\(fixture.root)/home/key"
    guard
      let made = try? ChildProcess(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key],
        environment: fixture.environment, in: fixture.root
      ).run(), made.status == 0
    else {
      Issue.record("ssh-keygen is not installed: SSH signatures are not tested", severity: .warning)
      return
    }
    let publicKey = try fixture.git(["hash-object", "-w", "\(key).pub"])
    let text = try fixture.git(["cat-file", "-p", publicKey])
    try fixture.write("ada@example.com \(text)\n", to: "\(fixture.root)/signers")
    for (name, value) in [
      ("commit.gpgsign", "true"), ("gpg.format", "ssh"), ("user.signingkey", "~/key"),
      ("gpg.ssh.allowedSignersFile", "\(fixture.root)/signers"),
    ] { try fixture.git(["config", name, value]) }
    let repository = try fixture.open(environment: Self.dates)
    let tree = try repository.writeTree(from: nil, changes: ["a": .write([1])])
    let written = try repository.write(
      try repository.newCommit(tree: tree, parents: [], message: "Signed\n"))
    let verified = try fixture.run(["verify-commit", written.hex])
    #expect(verified.status == 0, "\(verified.errorText)")
    #expect(try fixture.problems() == "")
    // A signature by the same key is the same, so that the commit keeps its name.
    let git = try fixture.git(
      ["commit-tree", "-S", tree.hex], environment: Self.dates, input: "Signed\n")
    #expect(written.hex == git)
    var unsigned = try repository.newCommit(tree: tree, parents: [], message: "Unsigned\n")
    unsigned.signing = .never
    let plain = try repository.write(unsigned)
    #expect(try fixture.run(["verify-commit", plain.hex]).status != 0)
  }

  /// Stands in for gpg: says what it was called with.
  static let signer = """
    #!/bin/sh
    printf '%s\\n' "$@" > "$HOME/arguments"
    cat > "$HOME/signed"
    printf -- '-----BEGIN PGP SIGNATURE-----\\r\\n\\r\\nabc\\r\\n-----END PGP SIGNATURE-----\\r\\n'
    echo >&2
    echo '[GNUPG:] SIG_CREATED D' >&2

    """

  @Test(arguments: [nil, "0xABCD"] as [String?])
  func `gpg is called as git calls it`(_ key: String?) throws {
    let fixture = try GitFixture()
    try fixture.write(Self.signer, to: "\(fixture.root)/home/signer", executable: true)
    try fixture.git(["config", "gpg.program", "\(fixture.root)/home/signer"])
    if let key { try fixture.git(["config", "user.signingkey", key]) }
    let repository = try fixture.open(environment: Self.dates)
    let tree = try repository.writeTree(from: nil, changes: ["a": .write([1])])
    var commit = try repository.newCommit(tree: tree, parents: [], message: "Signed\n")
    commit.signing = .always
    let written = try repository.write(commit)
    let arguments = try fixture.git(["hash-object", "../home/arguments"])
    let signed = try fixture.git(["hash-object", "../home/signed"])
    let git = try fixture.git(
      ["commit-tree", "-S", tree.hex], environment: Self.dates, input: "Signed\n")
    #expect(written.hex == git)
    #expect(try fixture.git(["hash-object", "../home/arguments"]) == arguments)
    #expect(try fixture.git(["hash-object", "../home/signed"]) == signed)
  }

  @Test(arguments: [
    ("exit 2", "did not sign the commit"),
    ("printf 'no such key\\r\\n' >&2; exit 2", "did not sign the commit: no such key"),
    ("echo 'gpg: no secret key' >&2; exit 2", "did not sign the commit: gpg: no secret key"),
    ("cat; exit 0", "did not sign the commit"),
  ])
  func `a signature that fails writes nothing`(_ script: String, _ message: String) throws {
    let fixture = try GitFixture()
    let program = "\(fixture.root)/home/signer"
    try fixture.write("#!/bin/sh\n\(script)\n", to: program, executable: true)
    try fixture.git(["config", "gpg.program", program])
    try fixture.git(["config", "commit.gpgsign", "true"])
    let repository = try fixture.open(environment: Self.dates)
    let tree = try repository.writeTree(from: nil, changes: ["a": .write([1])])
    let before = try fixture.git(["count-objects", "-v"])
    let error = #expect(throws: GitError.self) {
      try repository.write(try repository.newCommit(tree: tree, parents: [], message: "x"))
    }
    #expect(error?.kind == .signing)
    #expect(error?.message == "\(program) \(message)")
    #expect(try fixture.git(["count-objects", "-v"]) == before)
  }

  @Test func `a signing program that is missing is named`() throws {
    let fixture = try GitFixture()
    try fixture.git(["config", "gpg.program", "no-such-program"])
    try fixture.git(["config", "commit.gpgsign", "true"])
    let repository = try fixture.open()
    let tree = try repository.writeTree(from: nil, changes: [:])
    let error = #expect(throws: GitError.self) {
      try repository.write(try repository.newCommit(tree: tree, parents: [], message: "x"))
    }
    #expect(error?.message == "cannot find no-such-program")
  }

  @Test func `signing with SSH without a key says what to set`() throws {
    let fixture = try GitFixture()
    try fixture.git(["config", "gpg.format", "ssh"])
    try fixture.git(["config", "commit.gpgsign", "true"])
    let repository = try fixture.open()
    let tree = try repository.writeTree(from: nil, changes: [:])
    let error = #expect(throws: GitError.self) {
      try repository.write(try repository.newCommit(tree: tree, parents: [], message: "x"))
    }
    #expect(error?.message == "the commit is to be signed, but no key is configured")
  }
}
