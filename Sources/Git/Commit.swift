internal import CGit2

/// Who did something, and when.
package struct Identity: Hashable, Sendable {
  /// The name, as `Ada Lovelace`.
  package var name: String
  /// The address, without its brackets.
  package var email: String
  /// When.
  package var time: CommitTime

  /// A person at a moment.
  package init(name: String, email: String, time: CommitTime) {
    self.name = name
    self.email = email
    self.time = time
  }
}

/// A commit as it is stored.
package struct Commit: Hashable, Sendable {
  /// Its own name.
  package let id: ObjectID
  /// The files it holds.
  package let tree: ObjectID
  /// What it follows: none for the first commit, several for a merge.
  package let parents: [ObjectID]
  /// Who made the change.
  package let author: Identity
  /// Who made the commit.
  package let committer: Identity
  /// The whole message, subject line first.
  package let message: String

  /// The first line of the message.
  package var subject: String {
    message.split(separator: "\n", omittingEmptySubsequences: true).first.map(String.init) ?? ""
  }

  /// One `Key: value` line at the end of the message.
  package struct Trailer: Hashable, Sendable {
    /// What stands before the colon.
    package let key: String
    /// What stands after it.
    package let value: String

    /// A line `key: value`.
    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The trailers, as git-interpret-trailers reads them.
  package var trailers: [Trailer] {
    var array = unsafe git_message_trailer_array()
    guard unsafe git_message_trailers(&array, message) == 0 else { return [] }
    defer { unsafe git_message_trailer_array_free(&array) }
    return unsafe UnsafeBufferPointer(start: array.trailers, count: array.count).map {
      unsafe Trailer(String(cString: $0.key), String(cString: $0.value))
    }
  }

  /// The value of the last trailer with this key.
  package func trailer(_ key: String) -> String? {
    trailers.last { $0.key.lowercased() == key.lowercased() }?.value
  }
}

extension Repository {
  /// The commit with this name.
  package func commit(_ id: ObjectID) throws(GitError) -> Commit {
    var raw = replacement(of: id).raw
    let found = try unsafe Handle.find("read the commit \(id.short)", release: git_commit_free) {
      unsafe git_commit_lookup(&$0, handle.pointer, &raw)
    }
    guard let found else { throw missing(id, of: "the history") }
    let commit = unsafe found.pointer
    var parents: [ObjectID] = []
    // git reads the commits at the edge of a shallow clone as if they had no parents.
    if !shallowBoundary.contains(id) {
      for index in 0..<(unsafe git_commit_parentcount(commit)) {
        if let parent = unsafe git_commit_parent_id(commit, index) {
          parents.append(ObjectID(unsafe parent.pointee))
        }
      }
    }
    guard let tree = unsafe git_commit_tree_id(commit) else { throw missing(id, of: "the history") }
    return Commit(
      id: id, tree: ObjectID(unsafe tree.pointee), parents: parents,
      author: unsafe Identity(git_commit_author(commit)),
      committer: unsafe Identity(git_commit_committer(commit)),
      message: unsafe git_commit_message(commit).map { unsafe String(cString: $0) } ?? "")
  }
}

extension Identity {
  @unsafe fileprivate init(_ signature: UnsafePointer<git_signature>?) {
    guard let signature = unsafe signature?.pointee else {
      self.init(name: "", email: "", time: CommitTime(seconds: 0, offset: 0))
      return
    }
    self.init(
      name: unsafe String(cString: signature.name), email: unsafe String(cString: signature.email),
      time: unsafe CommitTime(seconds: signature.when.time, offset: Int(signature.when.offset)))
  }
}
