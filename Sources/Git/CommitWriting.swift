internal import CGit2

/// A commit that is to be written.
package struct NewCommit: Sendable {
  /// Whether a commit is signed.
  package enum Signing: Sendable {
    /// As `commit.gpgSign` says.
    case asConfigured
    case always
    case never
  }

  /// The files it will hold.
  package var tree: ObjectID
  /// What it follows.
  package var parents: [ObjectID]
  /// The whole message; a line feed is put at its end if there is none.
  package var message: String
  /// Who made the change.
  package var author: Identity
  /// Who makes the commit.
  package var committer: Identity
  /// Whether it is signed.
  package var signing: Signing

  /// A commit with every fact given; ``Repository/newCommit(tree:parents:message:)`` finds out who.
  package init(
    tree: ObjectID, parents: [ObjectID], message: String, author: Identity, committer: Identity,
    signing: Signing = .asConfigured
  ) {
    self.tree = tree
    self.parents = parents
    self.message = message
    self.author = author
    self.committer = committer
    self.signing = signing
  }

  /// The object's contents (gitformat-commit), which are also what is signed.
  fileprivate var contents: String {
    var lines = ["tree \(tree)"]
    lines += parents.map { "parent \($0)" }
    lines.append("author \(author.line)")
    lines.append("committer \(committer.line)")
    let ending = message.hasSuffix("\n") ? "" : "\n"
    return lines.joined(separator: "\n") + "\n\n" + message + ending
  }
}

extension Identity {
  fileprivate var line: String { "\(name) <\(email)> \(time.text)" }
}

extension Repository {
  /// A commit by who the environment and the configuration say.
  package func newCommit(
    tree: ObjectID, parents: [ObjectID], message: String
  ) throws(GitError) -> NewCommit {
    NewCommit(
      tree: tree, parents: parents, message: message, author: try identity(of: .author),
      committer: try identity(of: .committer))
  }

  /// Writes a commit, signed if it is to be, and gives its name; no reference changes.
  package func write(_ commit: NewCommit) throws(GitError) -> ObjectID {
    guard !commit.message.utf8.contains(0) else {
      throw GitError(.invalidReference, "a commit message must not hold a NUL character")
    }
    let contents = commit.contents
    var signature: String?
    if try signs(commit.signing) {
      signature = try CommitSigner(self, committer: commit.committer).sign(Array(contents.utf8))
    }
    var written = git_oid()
    // It also verifies that the tree and the parents are here.
    try check("write the commit") {
      unsafe git_commit_create_with_signature(
        &written, handle.pointer, contents, signature, "gpgsig")
    }
    return ObjectID(written)
  }

  private func signs(_ signing: NewCommit.Signing) throws(GitError) -> Bool {
    switch signing {
    case .asConfigured: try configuration.boolean("commit.gpgsign", default: false)
    case .always: true
    case .never: false
    }
  }
}
