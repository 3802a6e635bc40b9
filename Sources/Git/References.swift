internal import CGit2

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

  /// The names of all branches, those of remotes with the remote's name before them.
  package func branchNames() throws(GitError) -> [String] {
    var names: [String] = []
    for above in ["refs/heads/", "refs/remotes/"] {
      let iterator = try unsafe Handle("list the branches", release: git_reference_iterator_free) {
        unsafe git_reference_iterator_glob_new(&$0, handle.pointer, "\(above)*")
      }
      var found: UnsafePointer<CChar>?
      while unsafe git_reference_next_name(&found, iterator.pointer) == 0, let name = unsafe found {
        names.append(String(unsafe String(cString: name).dropFirst(above.count)))
      }
    }
    git_error_clear()
    return names.sorted()
  }

  /// Changes a reference only if it still is what the caller last saw: creates it if `expected` is
  /// nil, deletes it if `new` is nil.
  ///
  /// The comparison is made while the reference is locked, so of several who create one, one
  /// succeeds. git itself does it, in a process that outlives this one: killed at any point, the
  /// reference is as before or as after, and no lock stays behind to stop the next run.
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
    let absent = String(repeating: "0", count: 40)
    let result = try git(
      [
        "update-ref", "--no-deref", "-m", message, name, new?.hex ?? absent,
        expected?.hex ?? absent,
      ],
      outlivingThisProcess: true)
    // The reference decides what happened, never the wording of an error.
    guard result.status != 0 else { return }
    let found = try reference(name)
    guard found == expected else { throw lostRace(name, expected: expected, found: found) }
    let lock = "\(location.commonDirectory)/\(name).lock"
    guard FileSystem.status(of: lock) == nil else {
      throw GitError(
        .locked, "\(name) is locked by another process",
        hint: "if no git command is running, delete \(lock)")
    }
    try refuseCollision(of: name)
    let reason = result.errorText.split(separator: "\n").first.map { ": \($0)" } ?? ""
    throw GitError(.invalidReference, "\(name) could not be changed\(reason)")
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
