internal import CGit2

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

extension Repository {
  /// The object that a reference names, symbolic references followed; nil when it is not there.
  ///
  /// - Parameter name: The full name, as `refs/heads/main`.
  package func reference(_ name: String) throws(GitError) -> ObjectID? {
    try Self.validate(name)
    var raw = git_oid()
    let exists = try found("read \(name)") {
      unsafe git_reference_name_to_id(&raw, handle.pointer, name)
    }
    return exists ? ObjectID(raw) : nil
  }

  /// Changes a reference only if it still is what the caller last saw: creates it if `expected` is
  /// nil, deletes it if `new` is nil.
  ///
  /// The comparison is made while the reference is locked, so of several who create one, one
  /// succeeds. Killed at any point, the reference is as before or as after.
  ///
  /// - Parameter message: The line of the reflog.
  /// - Throws: ``GitError/Kind/lostRace(found:)`` when it is something else by now,
  ///   ``GitError/Kind/checkedOut`` for a branch that a work tree stands on.
  package func updateReference(
    _ name: String, from expected: ObjectID?, to new: ObjectID?, message: String
  ) throws(GitError) {
    try Self.validate(name)
    if let workTree = try workTrees().first(where: { $0.branches.contains(name) }) {
      throw GitError(
        .checkedOut, "\(name) is checked out in \(workTree.path ?? workTree.gitDirectory)",
        hint: "choose another branch, or switch that work tree to another one")
    }
    let transaction = try unsafe Handle("change \(name)", release: git_transaction_free) {
      unsafe git_transaction_new(&$0, handle.pointer)
    }
    try lock(name, in: transaction)
    let current = try reference(name)
    guard current == expected else { throw lostRace(name, expected: expected, found: current) }
    if expected == nil { try refuseCollision(of: name) }
    try set(name, to: new, message: message, in: transaction)
    try check("change \(name)") { unsafe git_transaction_commit(transaction.pointer) }
    if new == nil {
      _ = try found("delete the reflog of \(name)") {
        unsafe git_reflog_delete(handle.pointer, name)
      }
    }
  }

  private func set(
    _ name: String, to new: ObjectID?, message: String, in transaction: borrowing Handle
  ) throws(GitError) {
    guard let new else {
      return try check("delete \(name)") {
        unsafe git_transaction_remove(transaction.pointer, name)
      }
    }
    let writer = try? identity(of: .committer)
    var signature: UnsafeMutablePointer<git_signature>?
    defer { unsafe git_signature_free(signature) }
    if let writer {
      try check("write the reflog of \(name)") {
        unsafe git_signature_new(
          &signature, writer.name, writer.email, writer.time.seconds, Int32(writer.time.offset))
      }
    }
    var raw = new.raw
    try check("set \(name)") {
      unsafe git_transaction_set_target(transaction.pointer, name, &raw, signature, message)
    }
  }

  /// Waits for the lock as long as git does (core.filesRefLockTimeout, 100 ms), then gives up.
  private func lock(_ name: String, in transaction: borrowing Handle) throws(GitError) {
    for delay in [1, 2, 4, 8, 16, 32, 40] as [UInt32] {
      let code = unsafe git_transaction_lock_ref(transaction.pointer, name)
      guard code == GIT_ELOCKED.rawValue else { return try check("lock \(name)") { code } }
      usleep(delay * 1000)
    }
    do {
      try check("lock \(name)") { unsafe git_transaction_lock_ref(transaction.pointer, name) }
    } catch {
      guard error.kind == .locked else { throw error }
      let file = "\(location.commonDirectory)/\(name).lock"
      throw GitError(
        .locked, "\(name) is locked by another process",
        hint: "if no git command is running, delete \(file)")
    }
  }

  private func lostRace(_ name: String, expected: ObjectID?, found: ObjectID?) -> GitError {
    let expectation = expected.map { "is no longer \($0.short)" } ?? "exists by now"
    let state = found.map { ": it is \($0.short)" } ?? ": it is gone"
    return GitError(
      .lostRace(found: found), "\(name) \(expectation)\(state)",
      hint: "somebody else changed it; nothing was overwritten")
  }

  /// Git keeps references as files, so no name can lie beneath another one.
  private func refuseCollision(of name: String) throws(GitError) {
    let components = name.split(separator: "/")
    for count in 3..<max(3, components.count) {
      let above = components.prefix(count).joined(separator: "/")
      guard try reference(above) == nil else {
        throw GitError(
          .invalidReference, "\(name) cannot be created while \(above) exists",
          hint: "rename or delete that branch")
      }
    }
    guard let beneath = try firstReference(beneath: name) else { return }
    throw GitError(
      .invalidReference, "\(name) cannot be created while \(beneath) exists",
      hint: "rename or delete that branch")
  }

  private func firstReference(beneath name: String) throws(GitError) -> String? {
    let iterator = try unsafe Handle("list the references", release: git_reference_iterator_free) {
      unsafe git_reference_iterator_glob_new(&$0, handle.pointer, "\(name)/*")
    }
    var found: UnsafePointer<CChar>?
    guard unsafe git_reference_next_name(&found, iterator.pointer) == 0, let found = unsafe found
    else {
      git_error_clear()
      return nil
    }
    return unsafe String(cString: found)
  }

  private static func validate(_ name: String) throws(GitError) {
    var isValid: Int32 = 0
    try check("read \(name)") { unsafe git_reference_name_is_valid(&isValid, name) }
    guard isValid == 1, name.hasPrefix("refs/") || name == "HEAD", !name.utf8.contains(0) else {
      throw GitError(.invalidReference, "'\(name)' is not a name for a reference")
    }
  }
}
