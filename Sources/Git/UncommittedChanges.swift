extension Repository {
  /// The paths at or below some others at which the work tree or the index differs from HEAD, ascending;
  /// none in a repository without a work tree.
  ///
  /// git itself looks, without refreshing the index as `git status` does otherwise.
  package func uncommittedChanges(below paths: [String]) throws(GitError) -> [String] {
    guard let workTree = location.workTree, FileSystem.isDirectory(workTree) else { return [] }
    // Paths are literal: a directory may be called `*`.
    let arguments =
      ["--no-optional-locks", "--literal-pathspecs", "--work-tree=\(workTree)"]
      + ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--"]
      + paths.map { $0.isEmpty ? workTree : "\(workTree)/\($0)" }
    let result = try git(arguments)
    guard result.status == 0 else { return [] }
    return result.outputText.split(separator: "\0").map { String($0.dropFirst(3)) }.sorted()
  }
}
