import Environments
package import Git

/// What a promotion is made upon: the branch that it is to be merged into, as it is known here.
package struct BaseBranch: Hashable, Sendable {
  /// As people call it: `origin/main`, `HEAD`, or as they named it.
  package let name: String
  /// What it points at.
  package let commit: ObjectID

  /// What the remote calls the branch: without the name of a remote before it; nil for a commit, and for
  /// a HEAD that is on no branch.
  package func branch(in repository: Repository) throws(GitError) -> String? {
    if name == "HEAD" {
      guard case .branch(let branch, _) = try repository.head() else { return nil }
      return String(branch.dropFirst("refs/heads/".count))
    }
    for remote in repository.remotes.map(\.name) where name.hasPrefix("\(remote)/") {
      return String(name.dropFirst(remote.count + 1))
    }
    guard Repository.isValid(reference: "refs/heads/\(name)") else { return nil }
    return try repository.reference("refs/heads/\(name)") == nil ? nil : name
  }

  /// The branch that was named, or else the one that others start from on a remote; `HEAD` where no
  /// remote says which that is.
  ///
  /// - Parameter remote: the remote that counts; nil for `origin`, or the only one.
  /// - Throws: ``GitError`` where it names no commit.
  package static func find(
    _ named: String?, remote: String?, in repository: Repository
  ) throws(GitError) -> BaseBranch {
    if let named { return BaseBranch(name: named, commit: try repository.resolve(named)) }
    let remotes = repository.remotes.map(\.name)
    let remote =
      remote ?? (remotes.contains("origin") ? "origin" : remotes.count == 1 ? remotes[0] : nil)
    if let remote, Repository.isValid(reference: "refs/remotes/\(remote)/HEAD"),
      let branch = try repository.symbolicTarget(of: "refs/remotes/\(remote)/HEAD"),
      let commit = try repository.reference(branch)
    {
      return BaseBranch(name: String(branch.dropFirst("refs/remotes/".count)), commit: commit)
    }
    guard try repository.head().commit != nil else {
      throw GitError.nothingCommitted
    }
    return BaseBranch(name: "HEAD", commit: try repository.resolve("HEAD"))
  }

  /// The same branch where a remote has gone on with it, its commits brought here; nil where it has not.
  ///
  /// - Parameter remote: the one that is pushed to; the branch's own remote, where its name has one, is
  ///   asked in its place.
  /// - Throws: where the remote's branch was rewritten, so that the promotion would not be made upon it.
  package func moved(
    on remote: String, in repository: Repository
  ) throws(GitError) -> BaseBranch? {
    let own = repository.remotes.map(\.name).first { name.hasPrefix("\($0)/") }
    let remote = own ?? remote
    guard let branch = try self.branch(in: repository),
      let tip = try repository.reference("refs/heads/\(branch)", on: remote), tip != commit
    else { return nil }
    if (try? repository.commit(tip)) == nil {
      try repository.fetchObjects(of: "refs/heads/\(branch)", on: remote)
    }
    // Where it is behind, what is here is yet to be pushed.
    if try repository.isAncestor(tip, of: commit) { return nil }
    guard try repository.isAncestor(commit, of: tip) else {
      guard own != nil else { return nil }
      throw .rewritten(branch, on: remote, as: tip, without: commit)
    }
    return BaseBranch(name: name, commit: tip)
  }

  /// What somebody who looks at the work tree may take for part of the promotion and is not, in
  /// sentences: another HEAD, commits that are missing here or there, files that are not committed.
  ///
  /// - Parameter paths: what the promotion reads.
  package func remarks(
    in repository: Repository, reading paths: [String]
  ) throws(GitError) -> [String] {
    var remarks: [String] = []
    let head = try repository.head()
    if let current = head.commit {
      if current != commit {
        remarks.append(
          "it is made upon \(name) (\(commit.short)), not upon HEAD (\(head.name)): HEAD "
            + (try distance(from: commit, to: current, in: repository, than: name)))
      } else if let upstream = try repository.upstream(of: head), upstream.commit != current {
        let distance = try distance(
          from: upstream.commit, to: current, in: repository, than: upstream.name)
        remarks.append("HEAD (\(head.name)) \(distance)")
      }
    }
    let changes = try repository.uncommittedChanges(below: paths)
    if let first = changes.first {
      let rest = changes.count > 1 ? " and \(changes.count - 1) more" : ""
      remarks.append("what is not committed is not part of it: \(first)\(rest)")
    }
    return remarks
  }

  private func distance(
    from base: ObjectID, to head: ObjectID, in repository: Repository, than name: String
  ) throws(GitError) -> String {
    let ahead = try repository.commits(after: base, upTo: head).count
    let behind = try repository.commits(after: head, upTo: base).count
    var parts: [String] = []
    if behind > 0 { parts.append("lacks \(Self.counted(behind)) of \(name)") }
    if ahead > 0 { parts.append("has \(Self.counted(ahead)) that \(name) has not") }
    return parts.joined(separator: " and ")
  }

  private static func counted(_ number: Int) -> String {
    number == 1 ? "1 commit" : "\(number) commits"
  }
}

extension Head {
  fileprivate var name: String {
    switch self {
    case .branch(let name, _), .unborn(let name):
      name.hasPrefix("refs/heads/") ? String(name.dropFirst("refs/heads/".count)) : name
    case .detached(let commit): commit.short
    }
  }
}
