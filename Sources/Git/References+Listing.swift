internal import CGit2

extension Repository {
  /// Whether git allows a reference of this name.
  ///
  /// Beyond git's own rules, each part of it must be a name for a file, with room for the `.lock`
  /// that git writes beside it.
  package static func isValid(reference name: String) -> Bool {
    var isValid: Int32 = 0
    guard unsafe git_reference_name_is_valid(&isValid, name) == 0 else {
      git_error_clear()
      return false
    }
    return isValid == 1 && !name.utf8.contains(0)
      && name.split(separator: "/").allSatisfy { $0.utf8.count <= 255 - ".lock".utf8.count }
  }

  /// The full names of the references below a prefix, as `refs/heads/promote`, ascending.
  package func references(below prefix: String) throws(GitError) -> [String] {
    let iterator = try unsafe Handle("list the references", release: git_reference_iterator_free) {
      unsafe git_reference_iterator_glob_new(&$0, handle.pointer, "\(prefix)/*")
    }
    var names: [String] = []
    var found: UnsafePointer<CChar>?
    while unsafe git_reference_next_name(&found, iterator.pointer) == 0, let name = unsafe found {
      unsafe names.append(String(cString: name))
    }
    git_error_clear()
    return names.sorted()
  }

  /// The reference that a symbolic one leads to, as `refs/remotes/origin/HEAD` to the branch of that
  /// remote which others start from; nil where there is none, or it is no symbolic one.
  package func symbolicTarget(of name: String) throws(GitError) -> String? {
    let reference = try unsafe Handle.find("read \(name)", release: git_reference_free) {
      unsafe git_reference_lookup(&$0, handle.pointer, name)
    }
    guard let reference, let target = unsafe git_reference_symbolic_target(reference.pointer) else {
      return nil
    }
    return unsafe String(cString: target)
  }
}
