import ArgumentParser
import Diagnostics
import Display
import Environments
import Kustomize
import Pipeline
import Values

/// Mends what findings know how to mend.
struct FixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Mend in the working tree what findings know how to mend.",
    discussion: """
      Checks the working tree, makes the changes that are safe, and checks again. What no change names \
      stays as it is, to the byte. With --unsafe also what somebody should look at, as a name that was \
      probably meant; with --diff nothing is written.

      Safe are: a field or a kind that is right but for capitals, quotes around a text that YAML takes for \
      something else, a version of an API with the same fields, a deprecated field of a kustomization that \
      renders as before under its successor, an entry that repeats another, a host with a slash behind it, an \
      older name of a label of nodes. Somebody should look at: a name that is nearly right, fields that \
      moved with a version, a namespace or labels that others dictate.

      The exit status is that of the second check.

      EXAMPLES:
        sluice fix
        sluice fix --diff
        sluice fix --unsafe apps/web
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var parallel: ParallelOptions

  @Argument(help: ArgumentHelp("Change these files and directories only.", valueName: "paths"))
  var paths: [String] = []

  @Flag(help: "Make changes too that somebody should look at.")
  var unsafe = false

  @Flag(help: "Show the changes and write nothing.")
  var diff = false

  func run() async throws {
    try global.enterDirectory()
    do {
      let workspace = workspace
      let paths = try paths.map { written in
        let path = try workspace.path(of: written)
        guard try workspace.tree.entry(at: path) != .absent else {
          throw Failure("\(written) is not in the working tree")
        }
        return path
      }
      let found = try await check(workspace)
      let plan = FixPlan(of: found, allowingUnsafe: unsafe, in: paths)
      if diff {
        for change in plan.changes { try global.print(change.difference) }
        return try tell(plan)
      }
      for change in plan.changes { try write(change, in: workspace) }
      try tell(plan)
      // What was read before the changes is not to be read again.
      let rest = try await check(self.workspace)
      try global.report(rest.diagnostics)
      if rest.isIncomplete { throw Outcome.failed }
      if rest.diagnostics.contains(where: { $0.severity == .error }) { throw Outcome.findings }
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
  }

  private var workspace: Workspace {
    Workspace.workTree(containing: ".", environment: processEnvironment())
  }

  private func check(_ workspace: Workspace) async throws -> CheckResult {
    var configuration = try Discovery(workspace).configuration(of: "")
    // No file of the working tree is what another revision holds.
    configuration.leaveRevisions()
    var pipeline = GitOpsPipeline(configuration, in: workspace, width: parallel.width)
    pipeline.today = .today
    return try await pipeline.check()
  }

  private func write(_ change: FixPlan.Change, in workspace: Workspace) throws {
    let path = change.file.treePath
    guard let place = workspace.tree.absolutePath(of: path) else {
      throw Failure("\(change.file.path) is not in the working tree")
    }
    guard try readAll(ofFile: place) == change.file.bytes else {
      throw Failure("\(change.file.path) was changed while it was checked: run it again")
    }
    try WholeFile.write(change.bytes, to: place)
  }

  private func tell(_ plan: FixPlan) throws(FileError) {
    let verb = diff ? "would settle" : "settled"
    var lines = [
      "\(verb) \(counted(plan.settled, "finding")) in \(counted(plan.changes.count, "file"))"
    ]
    if plan.withheld > 0 {
      lines.append(
        "left out \(counted(plan.withheld, "fix", "fixes")) that somebody should look at: "
          + "`sluice fix --unsafe --diff` shows what --unsafe makes of the files")
    }
    if plan.postponed > 0 {
      lines.append(
        "left out \(counted(plan.postponed, "fix", "fixes")) that meet others: run it again")
    }
    for line in lines { try global.print("\(line)\n" as Shown) }
  }
}
