import Admission
import ArgumentParser
import Diagnostics
import Display
import Environments
import Glibc
import Pipeline
import Reporting

/// Runs the tests of policies.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests of policies.",
    discussion: """
      Reads the folder tests of each directory of policies, puts every case to its policy and says \
      which came out otherwise than expected, and which conditions no case saw both true and false. \
      With --mutate it also spoils the objects of each environment, one mistake at a time, and \
      says which mistakes no policy would notice.

      EXAMPLES:
        sluice test
        sluice test policies --format junit > policies.xml
        sluice test --mutate --environment production
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(
    help: ArgumentHelp(
      "Directories of policies; by default those of the pipeline.", valueName: "dir"))
  var directories: [String] = []

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Flag(help: "Spoil the objects of the environments and see which policy notices.")
  var mutate = false

  @Option(
    name: [.customLong("environment"), .customShort("e")], parsing: .singleValue,
    help: ArgumentHelp("With --mutate: this environment only; may be repeated.", valueName: "name"))
  var environments: [String] = []

  @Option(help: "How results are printed: text, json or junit.")
  var format: Format = .text

  /// The forms of the results.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, junit
  }

  func validate() throws {
    guard environments.isEmpty || mutate else {
      throw ValidationError("--environment is for --mutate")
    }
  }

  func run() throws {
    try global.enterDirectory()
    let result: PolicyTestingResult
    do {
      result = try test()
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    try write(result)
    if result.isIncomplete { throw Outcome.failed }
    guard result.report.isPassed, result.mutations?.uncaught.isEmpty ?? true else {
      throw Outcome.findings
    }
  }

  private func test() throws -> PolicyTestingResult {
    let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
    let policies = try directories.map { try workspace.path(of: $0) }
    let discovery = Discovery(workspace)
    let configuration =
      mutate || policies.isEmpty
      ? try discovery.configuration(
        at: try config.map { try workspace.path(of: $0) }, policies: policies)
      : try discovery.settings(policies: policies)
    return try GitOpsPipeline(configuration, in: workspace, width: 1)
      .testPolicies(mutating: mutate, environments: environments)
  }

  private func write(_ result: PolicyTestingResult) throws(FileError) {
    let (report, mutations) = (result.report, result.mutations)
    switch format {
    case .text:
      let findings = result.diagnostics + report.findings(mutations: mutations)
      try global.print(findings.shown + report.figures(mutations: mutations))
    case .json:
      try global.report(result.diagnostics)
      try sluice.write(report.json(mutations: mutations), to: STDOUT_FILENO)
    case .junit:
      try global.report(result.diagnostics)
      try sluice.write(report.junit(mutations: mutations), to: STDOUT_FILENO)
    }
  }
}
