/// One work tree of a repository: the main one or one that `git worktree add` made.
package struct WorkTree: Hashable, Sendable {
  /// Its root; nil when it is not known where that is now.
  package let path: String?
  /// Its own git directory, which holds its HEAD and its index.
  package let gitDirectory: String
  /// The branches, by full name, that must not move under it: the one that is checked out, one that
  /// is being rebased, one that a bisection will go back to.
  package let branches: Set<String>
}

extension Repository {
  /// All work trees, whether or not their directories still exist.
  package func workTrees() throws(GitError) -> [WorkTree] {
    let common = location.commonDirectory
    var result: [WorkTree] = []
    if try !configuration.boolean(
      "core.bare", at: [.repository, .workTree], default: location.isBare)
    {
      let isThis = location.gitDirectory == common
      let above = FileSystem.name(of: common) == ".git" ? FileSystem.parent(of: common) : nil
      result.append(Self.workTree(at: isThis ? location.workTree : above, common))
    }
    for name in FileSystem.names(in: "\(common)/worktrees") {
      let directory = "\(common)/worktrees/\(name)"
      let link = FileSystem.line(of: "\(directory)/gitdir")
        .map { FileSystem.absolute($0, from: directory) }
      result.append(Self.workTree(at: link.map(FileSystem.parent), directory))
    }
    return result
  }

  private static func workTree(at path: String?, _ directory: String) -> WorkTree {
    var branches: Set<String> = []
    if let head = FileSystem.line(of: "\(directory)/HEAD"), head.hasPrefix("ref:") {
      branches.insert(String(head.dropFirst(4).drop { $0 == " " }))
    }
    // A rebase keeps the full name, a bisection the short one.
    for file in ["rebase-merge/head-name", "rebase-apply/head-name"] {
      if let name = FileSystem.line(of: "\(directory)/\(file)") { branches.insert(name) }
    }
    if let name = FileSystem.line(of: "\(directory)/BISECT_START") {
      branches.insert("refs/heads/\(name)")
    }
    return WorkTree(path: path, gitDirectory: directory, branches: branches)
  }

  /// Where git looks for hooks.
  package var hooksDirectory: String {
    guard let configured = configuration.path("core.hookspath") else {
      return "\(location.commonDirectory)/hooks"
    }
    // Relative to where hooks run (git-config(1)).
    return FileSystem.absolute(configured, from: location.workTree ?? location.gitDirectory)
  }
}
