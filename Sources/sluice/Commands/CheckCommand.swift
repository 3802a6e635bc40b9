import ArgumentParser
import Diagnostics
import Display
import Environments
import Glibc
import Kustomize
import Pipeline
import Reporting
import Values

/// Checks every environment.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Render every environment and report what is wrong with it.",
    discussion: """
      Reads clusters/pipeline.yaml or pipeline.yaml, or finds environments by what the tree holds, \
      renders every target of each and asks the policies about each object. A finding names the file, \
      line and column to edit, and the environments that it reaches. A target that does not render \
      keeps nothing from the others; the exit status is then 2, also where a base in another \
      repository was not fetched.

      An object that the parent state has too, and has otherwise, is judged as the update that it is: \
      the parent is HEAD for the working tree and the index, the first parent for a revision, and the \
      commit in common for --since.

      What somebody allows is counted and not reported: by `# sluice:ignore RULE reason="…" \
      until=2027-01-31` on the line of the finding or the line above, by the annotation \
      sluice.dev/ignore with the same text, or by an entry of exemptions.yaml. One that gives no reason, \
      has ended, allows nothing or allows too much is a finding.

      What a run over a commit or the index prints is kept in the Git directory, and printed again where \
      all that decides it is the same: files, commits, configuration, arguments, the day, the program. \
      What --staged found is kept too, so that after the commit only what changes is looked at. \
      --no-cache does without.

      With --rev, --since and --staged, a change of a protected environment that no promotion made is \
      a finding too; a commit whose message ends with `Sluice-Hotfix: reason` may make it.

      EXAMPLES:
        sluice check
        sluice check --staged
        sluice check apps/web/overlays/production
        sluice check deployment.yaml
        sluice check --rev main --environment production
        sluice check --since origin/main
        sluice check --since origin/main --changed-lines --format github
        sluice check --date 2027-01-31
        sluice check --kubernetes-version 1.33,1.36,1.37
        sluice check --format sarif > sluice.sarif
        sluice check --output json=report.json --output sarif=report.sarif
        sluice check --output html=page.html
        kubectl kustomize overlay | sluice check - --policies policies
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions
  @OptionGroup var parallel: ParallelOptions
  @OptionGroup var server: ServerOptions

  @Argument(
    help: ArgumentHelp(
      """
      A repository, a directory of it, or one file of manifests; `-` for manifests on standard input.
      """, valueName: "path"))
  var path: String?

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(
    name: [.customLong("environment"), .customShort("e")], parsing: .singleValue,
    help: ArgumentHelp("Check this environment only; may be repeated.", valueName: "name"))
  var environments: [String] = []

  @Option(
    name: .customLong("app"), parsing: .singleValue,
    help: ArgumentHelp(
      "Check this app's targets only, as `sluice environments` names them; may be repeated.",
      valueName: "name"))
  var apps: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Directories of policies for what has no pipeline; may be repeated.", valueName: "dir"))
  var policies: [String] = []

  @Option(
    help: ArgumentHelp(
      "Report only what was not there at the newest commit in common with this one.",
      valueName: "rev"))
  var since: String?

  @Flag(
    help: """
      With --since, let the formats github and gitlab show only what stands on lines that the change \
      writes.
      """)
  var changedLines = false

  @Flag(
    help: """
      Judge every object as a new one alone, and not also as an update of what the parent state has.
      """)
  var noUpdates = false

  @Option(
    help: ArgumentHelp(
      "Take exemptions as they hold on this day, for a run that can be repeated (default: today).",
      valueName: "yyyy-mm-dd"))
  var date: CalendarDate?

  @Option(help: "How findings are printed: \(ReportFormat.names).")
  var format: ReportFormat = .text

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Write a report to a file as well; may be repeated.", valueName: "format=file"))
  var output: [ReportFile] = []

  @Flag(help: "Show each finding, also where many have one cause.")
  var full = false

  @Flag(
    help: """
      Neither print what an earlier run has printed for the same files, nor keep what this one does.
      """)
  var noCache = false

  @Option(help: "The least severity that makes the exit status 1: error or warning.")
  var failOn: FailureThreshold = .error

  func validate() throws {
    guard !changedLines || since != nil else {
      throw ValidationError("--changed-lines goes with --since")
    }
  }

  mutating func run() async throws {
    // One day for the whole run, also around midnight.
    date = date ?? .today
    try global.enterDirectory()
    let progress = ProgressLine()
    let result: CheckResult
    var run: RememberedRun?
    do {
      defer { progress.finish() }
      var workspace = try tree.workspace(
        at: isStream ? "." : path ?? ".", trust: global.trustRepository)
      run = try remembered(over: workspace)
      if let known = run?.output { return try say(again: known) }
      workspace.facts = run?.facts()
      keepToTheEnd(workspace)
      defer { if let facts = workspace.facts { run?.keep(facts) } }
      result = try await check(workspace, knowing: run, showing: progress)
    } catch let error as PipelineError {
      result = CheckResult(failure: error)
    }
    let report = report(of: result)
    let bytes = try global.print(report.output(as: format))
    for file in output { try write(report.output(as: file.format), toFile: file.path) }
    keepToTheEnd(result)
    if result.isIncomplete { throw Outcome.failed }
    let worst = result.diagnostics.map(\.severity).max()
    let outcome = worst.map { $0 >= failOn.severity } ?? false ? Outcome.findings : .clean
    run?.keep(bytes, status: outcome, result.whole)
    if outcome != .clean { throw outcome }
  }

  private var isStream: Bool { path == "-" }

  /// The run as one that may have been made before; nil where nobody could tell, or nobody wants to.
  private func remembered(over workspace: Workspace) throws -> RememberedRun? {
    guard !noCache, output.isEmpty, !tree.enableHelm, !tree.fetch, !isStream else { return nil }
    // A path means what its links lead to now.
    let places = ([path, config].compactMap(\.self) + policies).map(Workspace.absolute)
    return try RememberedRun(
      over: workspace, at: places,
      [(date ?? .today).description, "\(global.isColored(STDOUT_FILENO))"],
      revisions: [tree.rev, since].compactMap(\.self))
  }

  /// Prints what an earlier run has printed, and ends as it did.
  private func say(again known: RememberedOutput) throws {
    try WholeFile.write(known.bytes, to: STDOUT_FILENO, named: "standard output")
    let outcome = Outcome(rawValue: Int32(known.status)) ?? .failed
    if outcome != .clean { throw outcome }
  }

  private func check(
    _ workspace: Workspace, knowing run: RememberedRun?, showing progress: ProgressLine
  ) async throws -> CheckResult {
    let policies = try policies.map { try workspace.path(of: $0) }
    let discovery = Discovery(workspace)
    if isStream {
      let file = SourceFile(path: "<stdin>", bytes: try readStandardInput())
      return try check(
        file, as: "stream", in: workspace, try discovery.settings(policies: policies))
    }
    var directory = try path.map { try workspace.path(of: $0) } ?? workspace.start
    if KustomizationFileName.all.contains(TreePath.name(of: directory)) {
      directory = TreePath.parent(of: directory)
    }
    if let file = try workspace.manifest(at: directory) {
      return try check(
        file, as: file.path, in: workspace, try discovery.settings(policies: policies))
    }
    guard let since,
      let change = try tree.change(
        since: since, of: workspace, at: path ?? ".", trust: global.trustRepository)
    else {
      return try await checkAll(
        of: directory, in: workspace, policies, knowing: run, showing: progress)
    }
    var result = try await check(
      directory, in: workspace, policies, since: change, showing: progress)
    if changedLines {
      result.changedLines = ChangedLines(around: result.diagnostics, since: change.before)
    }
    return result
  }

  /// All that a tree deploys, by what is known of the commit that the index came from.
  private func checkAll(
    of directory: String, in workspace: Workspace, _ policies: [String],
    knowing run: RememberedRun?, showing progress: ProgressLine
  ) async throws -> CheckResult {
    var pipeline = try pipeline(of: directory, in: workspace, policies)
    pipeline.progress = progress.update
    pipeline.disposal = { keepToTheEnd($0) }
    let history = try tree.history(of: workspace)
    let parent = try tree.parent(of: workspace, at: path ?? ".", trust: global.trustRepository)
    pipeline.isToBeRemembered = run != nil && tree.staged && environments.isEmpty
    // What fails on the short way is told by the long one.
    if pipeline.isToBeRemembered, let parent, let known = run?.whole(of: parent),
      let result = try? await pipeline.check(
        following: known, of: parent,
        finding: { (workspace) throws(PipelineError) in
          var configuration = try self.configuration(of: directory, in: workspace, policies)
          configuration.leaveRevisions()
          return configuration.environments
        }, judgingUpdates: !noUpdates, history: history)
    {
      return result
    }
    return try await pipeline.check(
      environments: environments, history: history, over: noUpdates ? nil : parent)
  }

  /// What is new in a tree; what could not be read before is not new where it cannot be read now.
  private func check(
    _ directory: String, in workspace: Workspace, _ policies: [String],
    since change: (history: History, before: Workspace), showing progress: ProgressLine
  ) async throws -> CheckResult {
    let now: CheckResult
    do {
      var pipeline = try pipeline(of: directory, in: workspace, policies)
      pipeline.progress = progress.update
      pipeline.disposal = { keepToTheEnd($0) }
      return try await pipeline.check(
        changeFrom: change.before,
        finding: { (workspace) throws(PipelineError) in
          try self.configuration(of: directory, in: workspace, policies).environments
        }, environments: environments, judgingUpdates: !noUpdates, history: change.history)
    } catch let failure as PipelineError {
      now = CheckResult(failure: failure)
    }
    let before: CheckResult
    do {
      before = try await pipeline(of: directory, in: change.before, policies).check()
    } catch let error as PipelineError { before = CheckResult(failure: error) }
    return now.withoutFindings(of: before)
  }

  private func pipeline(
    of directory: String, in workspace: Workspace, _ policies: [String]
  ) throws -> GitOpsPipeline {
    var configuration = try configuration(of: directory, in: workspace, policies)
    try tree.requireAll(environments.isEmpty ? [] : configuration.environments(named: environments))
    if tree.staged, since == nil { configuration.leaveRevisions() }
    var pipeline = GitOpsPipeline(asked(of: configuration), in: workspace, width: parallel.width)
    pipeline.today = date ?? .today
    pipeline.picture = picture
    pipeline.isWhole = apps.isEmpty && policies.isEmpty && directory == workspace.start
    return pipeline
  }

  private func configuration(
    of directory: String, in workspace: Workspace, _ policies: [String]
  ) throws(PipelineError) -> PipelineConfiguration {
    var place: String?
    if let config { place = try workspace.path(of: config) }
    return try Discovery(workspace).configuration(at: place, of: directory, policies: policies)
      .limited(toApps: apps)
  }

  private func check(
    _ file: SourceFile, as name: String, in workspace: Workspace,
    _ settings: PipelineConfiguration
  ) throws -> CheckResult {
    guard since == nil else { throw ValidationError("--since is for repositories and directories") }
    var pipeline = GitOpsPipeline(asked(of: settings), in: workspace, width: 1)
    pipeline.today = date ?? .today
    pipeline.picture = picture
    return try pipeline.check(manifests: file, as: name)
  }

  /// The configuration with what the command line says of the server.
  private func asked(of configuration: PipelineConfiguration) -> PipelineConfiguration {
    var configuration = configuration
    if let releases = server.kubernetesVersion?.all, let first = releases.first {
      configuration.kubernetesRelease = first
      configuration.furtherReleases = Array(releases.dropFirst())
    }
    configuration.refusesUnknownKinds = server.strictKinds
    return configuration
  }

  /// What only a page shows, where one is written.
  private var picture: PictureRequest? {
    guard format == .html || output.contains(where: { $0.format == .html }) else { return nil }
    return PictureRequest(
      history: isStream ? nil : tree.tip(at: path ?? ".", global.trustRepository))
  }

  private func report(of result: CheckResult) -> Report {
    var report = Report(
      findings: result.diagnostics, exempted: result.exempted,
      coverage: result.coverage,
      tool: Version.identity(judgingFor: result.kubernetesReleases),
      rules: result.rules.map {
        RuleSummary($0.id, summary: $0.summary, explanation: $0.explanation)
      }, groupsCauses: result.isFirstRun && !full,
      annotating: result.changedLines.map { lines in { lines.contain($0) } })
    report.chapters.before = [result.matrixChapter].compactMap(\.self)
    report.chapters.after = result.topologyChapters
    return report
  }
}

/// The severity from which findings fail a run.
enum FailureThreshold: String, ExpressibleByArgument, CaseIterable {
  case error, warning

  var severity: Severity { self == .error ? .error : .warning }
}

/// Holds a value to the end of the process, when the system frees at once what would be taken apart
/// object by object.
private func keepToTheEnd<Value>(_ value: Value) { _ = Unmanaged.passRetained(Kept(value)) }

private final class Kept<Value> {
  let value: Value

  init(_ value: Value) { self.value = value }
}
