import ArgumentParser
import Environments
import Git
import Glibc
import Pipeline

/// Which tree of files a command reads.
struct TreeOptions: ParsableArguments {
  @Flag(help: "Read the files as they are in the working tree (the default).")
  var worktree = false

  @Flag(help: "Read the index: what the next commit would hold.")
  var staged = false

  @Option(help: ArgumentHelp("Read this commit, branch or tag.", valueName: "rev"))
  var rev: String?

  @Flag(help: "Fetch what kustomizations name by the URL of another repository.")
  var fetch = false

  func validate() throws {
    let chosen = [worktree, staged, rev != nil].count { $0 }
    guard chosen <= 1 else {
      throw ValidationError("--worktree, --staged and --rev exclude one another")
    }
  }

  /// The tree, seen from `directory`.
  func workspace(at directory: String, trust: Bool) throws -> Workspace {
    let environment = processEnvironment()
    var workspace = try files(at: directory, trust: trust, environment)
    var remotes = RemoteRepositories(
      directory: Workspace.absolute(directory), environment: environment)
    remotes.isTrusted = trust
    if fetch { remotes.cache = try RepositoryCache(environment: environment) }
    workspace.remotes = remotes
    return workspace
  }

  private func files(
    at directory: String, trust: Bool, _ environment: [String: String]
  ) throws -> Workspace {
    guard staged || rev != nil else {
      return Workspace.workTree(containing: directory, environment: environment)
    }
    do throws(GitError) {
      // What the tree holds need not be checked out, as in a bare repository.
      let start = access(directory, F_OK) == 0 ? directory : "."
      let repository = try Repository.discover(
        from: start, environment: environment, trust: trust)
      if let rev { return try Workspace.revision(rev, of: repository) }
      return try Workspace.index(of: repository)
    } catch {
      throw Failure(error.description)
    }
  }
}
