import ArgumentParser
import Diagnostics
import Display
import Environments
import Git
import Glibc
import Pipeline

/// Sets a repository up.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write pipeline.yaml, the hook and a workflow for what the repository holds.",
    discussion: """
      Shows the environments that it finds, then writes pipeline.yaml, the Git pre-commit hook, and for \
      a repository on GitHub or GitLab a workflow. What is there already stays, unless --force is there \
      too. `sluice check` says the same afterwards as before.

      EXAMPLES:
        sluice init --dry-run
        sluice init
      """
  )

  @OptionGroup var global: GlobalOptions

  @Flag(help: "Show what would be written, and write nothing.")
  var dryRun = false

  @Flag(help: "Replace files that are there.")
  var force = false

  @Flag(help: "Write no hook.")
  var noHook = false

  @Flag(help: "Write no workflow.")
  var noWorkflow = false

  func run() throws {
    try global.enterDirectory()
    do {
      let repository = try Repository.discover(
        from: ".", environment: processEnvironment(), trust: global.trustRepository)
      guard let root = repository.location.workTree else {
        throw Failure("a repository without a working tree has no place for files")
      }
      try setUp(repository, at: root)
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    } catch let error as GitError {
      throw Failure(error.description)
    } catch let error as HookError {
      throw Failure(error.description)
    }
  }

  private func setUp(_ repository: Repository, at root: String) throws {
    var workspace = Workspace.workTree(containing: root, environment: processEnvironment())
    workspace.remotes = RemoteRepositories(directory: root, environment: processEnvironment())
    workspace.remotes?.isTrusted = global.trustRepository
    let setup = RepositorySetup(
      for: try Discovery(workspace).configuration(), in: workspace,
      remotes: repository.remotes.flatMap { $0.urls + $0.pushURLs }, version: Version.sluice)
    try global.print(setup.table + "\n")
    for file in setup.files where !noWorkflow || file.path == "pipeline.yaml" {
      try write(file, at: root)
    }
    guard !noHook else { return }
    let hook = PreCommitHook(of: repository)
    guard !dryRun else { return try global.print("would install \(hook.path)\n") }
    let change = try hook.install(executable: InstallCommand.executablePath())
    try global.print("\(InstallCommand.sentence(change, hook))\n")
  }

  private func write(_ file: RepositorySetup.File, at root: String) throws {
    let path = "\(root)/\(file.path)"
    let bytes = Array(file.text.utf8)
    let present = try WholeFile.read(path)
    guard present != bytes else {
      return try global.print("\(file.path) is as it would be written\n")
    }
    guard present == nil || force else {
      return try global.print("\(file.path) is there already and stays; --force replaces it\n")
    }
    guard !dryRun else {
      return try global.print("would write \(file.path):\n" + Shown(lines: file.text) + "\n")
    }
    if let slash = path.lastIndex(of: "/") { try WholeFile.makeDirectories(String(path[..<slash])) }
    try WholeFile.write(bytes, to: path)
    try global.print("wrote \(file.path)\n")
  }
}
