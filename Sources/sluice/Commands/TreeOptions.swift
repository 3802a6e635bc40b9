import ArgumentParser
import Environments
import Git
import Glibc
import Kustomize
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

  @Option(
    help: ArgumentHelp(
      """
      Which files kustomizations may read: those at or below their own directories, or with \
      LoadRestrictionsNone any in the tree.
      """, valueName: "restrictor"))
  var loadRestrictor: LoadRestrictor = .rootOnly

  @Flag(
    help: "Render charts that stand in the tree with the user's own helm; none is downloaded.")
  var enableHelm = false

  @Option(help: ArgumentHelp("The helm that --enable-helm runs.", valueName: "command"))
  var helmCommand = "helm"

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "An API version that charts are to find where their entries name none; may be repeated.",
      valueName: "version"))
  var helmApiVersions: [String] = []

  @Option(
    help: ArgumentHelp(
      "The release of Kubernetes that charts are to find where their entries name none.",
      valueName: "version"))
  var helmKubeVersion: String?

  @Flag(help: "Have helm say more of what it does.")
  var helmDebug = false

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
    workspace.remotes = try RemoteRepositories(from: directory, fetching: fetch, trust: trust)
    workspace.loadRestrictor = loadRestrictor
    if enableHelm {
      // It runs elsewhere, so that a path must not depend on where that is.
      let command = helmCommand.contains("/") ? Workspace.absolute(helmCommand) : helmCommand
      var helm = HelmCommand(command, environment: environment)
      helm.defaults.apiVersions = helmApiVersions
      helm.defaults.kubernetesVersion = helmKubeVersion
      helm.defaults.isVerbose = helmDebug
      workspace.charts = helm
    }
    return workspace
  }

  /// Refuses environments that the chosen tree has no say in.
  ///
  /// - Throws: ``PipelineError`` for one that is another revision, where the next commit is asked for.
  func requireAll(_ environments: [Environment]) throws(PipelineError) {
    guard staged else { return }
    for environment in environments {
      guard let revision = environment.revision else { continue }
      throw PipelineError(
        "\(environment.name) is what \(revision.name) holds, and the next commit goes elsewhere",
        help: "leave --staged out, or stand on \(revision.name)")
    }
  }

  /// The change that the tree was chosen for: a commit over its first parent, the index over HEAD;
  /// nil for the files of a working tree.
  func history(of workspace: Workspace) throws -> History? {
    guard let location = workspace.repository else { return nil }
    if staged { return .index(of: location) }
    guard let rev else { return nil }
    let repository: Repository
    do throws(GitError) { repository = try Repository(reopening: location) } catch {
      throw Failure(error.description)
    }
    return try History.change(of: rev, in: repository)
  }

  /// What a tree has beyond the newest commit that its history shares with `revision`, and the
  /// files of that commit; nil for HEAD where nothing was committed yet.
  func change(
    since revision: String, of workspace: Workspace, at directory: String, trust: Bool
  ) throws -> (history: History, before: Workspace)? {
    let repository = try repository(at: directory, trust: trust)
    if revision == "HEAD", (try? repository.resolve("HEAD")) == nil { return nil }
    let (history, base) = try History.since(revision, upTo: rev ?? "HEAD", in: repository)
    do throws(GitError) {
      let before = try Workspace.revision(base.hex, of: repository)
      return (
        staged ? history.withIndex() : history, workspace.over(before.tree, named: revision)
      )
    } catch {
      throw Failure(error.description)
    }
  }

  /// The files of the state that the tree came from: HEAD, or the first parent of a revision; nil where
  /// there is none, as before the first commit and outside of a repository.
  func parent(of workspace: Workspace, at directory: String, trust: Bool) throws -> Workspace? {
    guard let repository = try? repository(at: directory, trust: trust) else { return nil }
    do throws(GitError) {
      guard let tip = try? repository.resolve(rev ?? "HEAD") else { return nil }
      var commit = tip
      if rev != nil {
        guard let first = try repository.commit(tip).parents.first else { return nil }
        commit = first
      }
      let before = try Workspace.revision(commit.hex, of: repository)
      return workspace.over(before.tree, named: before.name)
    } catch {
      throw Failure(error.description)
    }
  }

  /// The commit that the tree's history ends with, and its repository; nil where there is none.
  func tip(
    at directory: String, _ trust: Bool
  ) -> (repository: RepositoryLocation, commit: ObjectID)? {
    guard let repository = try? repository(at: directory, trust: trust),
      let tip = try? repository.resolve(rev ?? "HEAD")
    else { return nil }
    return (repository.location, tip)
  }

  private func repository(at directory: String, trust: Bool) throws -> Repository {
    do throws(GitError) {
      return try Repository.discover(
        from: directory, environment: processEnvironment(), trust: trust)
    } catch {
      throw Failure(error.description)
    }
  }

  private func files(
    at directory: String, trust: Bool, _ environment: [String: String]
  ) throws -> Workspace {
    guard staged || rev != nil else {
      return Workspace.workTree(containing: directory, environment: environment)
    }
    // What the tree holds need not be checked out, as in a bare repository.
    let repository = try repository(
      at: access(directory, F_OK) == 0 ? directory : ".", trust: trust)
    do throws(GitError) {
      if let rev { return try Workspace.revision(rev, of: repository) }
      return try Workspace.index(of: repository)
    } catch {
      throw Failure(error.description)
    }
  }
}

extension LoadRestrictor: ExpressibleByArgument {}

extension RemoteRepositories {
  /// The repositories that a command reads: this one's own, and others where they may be fetched.
  init(from directory: String, fetching: Bool, trust: Bool) throws {
    let environment = processEnvironment()
    self.init(directory: Workspace.absolute(directory), environment: environment)
    isTrusted = trust
    if fetching { cache = try RepositoryCache(environment: environment) }
  }
}
