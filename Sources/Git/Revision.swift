internal import CGit2

/// Two ends of a stretch of history.
package struct RevisionRange: Hashable, Sendable {
  /// The older end, which is not part of it.
  package let from: ObjectID
  /// The newer end.
  package let to: ObjectID
}

extension Repository {
  /// The commit that a revision names: a branch, a tag, `HEAD~3`, the beginning of an id …
  /// (gitrevisions(7)).
  package func resolve(_ revision: String) throws(GitError) -> ObjectID {
    guard !revision.isEmpty, !revision.utf8.contains(0) else { throw unknown(revision) }
    var made: OpaquePointer?
    let code = unsafe git_revparse_single(&made, handle.pointer, Self.spelledOut(revision))
    switch code {
    case GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue:
      git_error_clear()
      throw unknown(revision)
    case GIT_EAMBIGUOUS.rawValue:
      git_error_clear()
      throw GitError(
        .unknownRevision, "\(revision) names several objects", hint: "give more of its digits")
    default: try check("find \(revision)") { code }
    }
    let object = try unsafe Handle("find \(revision)", release: git_object_free) {
      unsafe $0 = made
      return 0
    }
    let commit = try? unsafe Handle("find the commit of \(revision)", release: git_object_free) {
      unsafe git_object_peel(&$0, object.pointer, GIT_OBJECT_COMMIT)
    }
    guard let commit, let id = unsafe git_object_id(commit.pointer) else {
      throw GitError(.unknownRevision, "\(revision) is not a commit")
    }
    return ObjectID(unsafe id.pointee)
  }

  /// The ends of `A..B`, or of `A...B` from the merge base; a side left out is `HEAD`.
  package func range(_ text: String) throws(GitError) -> RevisionRange {
    guard let (left, right, fromMergeBase) = Self.split(text) else {
      throw GitError(.unknownRevision, "\(text) is not a range", hint: "write it as A..B")
    }
    let from = try resolve(left.isEmpty ? "HEAD" : left)
    let to = try resolve(right.isEmpty ? "HEAD" : right)
    guard fromMergeBase else { return RevisionRange(from: from, to: to) }
    guard let base = try mergeBase(of: from, and: to) else {
      throw GitError(.unknownRevision, "\(left) and \(right) have no commit in common")
    }
    return RevisionRange(from: base, to: to)
  }

  private static func split(_ text: String) -> (String, String, fromMergeBase: Bool)? {
    let bytes = Array(text.utf8)
    let dot = UInt8(ascii: ".")
    guard
      let index = bytes.indices.dropLast().first(where: { bytes[$0] == dot && bytes[$0 + 1] == dot }
      )
    else { return nil }
    let isThree = index + 2 < bytes.count && bytes[index + 2] == dot
    let left = String(decoding: bytes[..<index], as: UTF8.self)
    let right = String(decoding: bytes[(index + (isThree ? 3 : 2))...], as: UTF8.self)
    return (left, right, isThree)
  }

  /// `@` by itself is another name for `HEAD`, which libgit2 does not know.
  private static func spelledOut(_ revision: String) -> String {
    guard revision.hasPrefix("@") else { return revision }
    let rest = revision.dropFirst()
    return rest.isEmpty || "^~:".contains(rest.prefix(1)) ? "HEAD" + rest : revision
  }

  private func unknown(_ revision: String) -> GitError {
    let hint =
      shallowBoundary.isEmpty
      ? nil
      : "this is a shallow clone: fetch more of it, with `git fetch --unshallow` or in CI a depth"
    return GitError(
      .unknownRevision, "'\(revision)' names no commit of \(location.gitDirectory)", hint: hint)
  }
}
