import ArgumentParser
import Git
import Pipeline

/// Which tree of files a command reads.
struct TreeOptions: ParsableArguments {
  @Flag(help: "Read the files as they are in the working tree (the default).")
  var worktree = false

  @Flag(help: "Read the index: what the next commit would hold.")
  var staged = false

  @Option(help: ArgumentHelp("Read this commit, branch or tag.", valueName: "rev"))
  var rev: String?

  func validate() throws {
    let chosen = [worktree, staged, rev != nil].count { $0 }
    guard chosen <= 1 else {
      throw ValidationError("--worktree, --staged and --rev exclude one another")
    }
  }

  /// The tree, seen from `directory`.
  func workspace(at directory: String, trust: Bool) throws -> Workspace {
    let environment = processEnvironment()
    guard staged || rev != nil else {
      return Workspace.workTree(containing: directory, environment: environment)
    }
    do throws(GitError) {
      let repository = try Repository.discover(
        from: directory, environment: environment, trust: trust)
      if let rev { return try Workspace.revision(rev, of: repository) }
      return try Workspace.index(of: repository)
    } catch {
      throw Failure(error.description)
    }
  }
}
