import ArgumentParser
import Diagnostics
import Display
import Environments
import Glibc
import Pipeline

/// Explains a rule or a finding.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a rule checks, why, and what to do; or how a policy came to its verdict.",
    discussion: """
      For a policy's rule: its comment, what it asks, its bindings. With an object, or a finding's \
      id (RULE@OBJECT): each expression with the value of every part of it, the bindings, the \
      parameters and the place that decided. Without a rule all rules are listed.

      EXAMPLES:
        sluice explain
        sluice explain yaml/duplicate-key
        sluice explain policy/limits-and-requests
        sluice explain policy/limits-and-requests --object Deployment/ml-production/api -e production
        sluice explain policy/limits-and-requests@Deployment/ml-production/api
        sluice explain policy/require-team --policies library/labels
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(help: ArgumentHelp("A rule's id, or a finding's.", valueName: "rule"))
  var finding: String?

  @Option(help: ArgumentHelp("Explain the verdict on this object.", valueName: "object"))
  var object: String?

  @Option(
    name: [.customLong("environment"), .customShort("e")], parsing: .singleValue,
    help: ArgumentHelp("Look in this environment only; may be repeated.", valueName: "name"))
  var environments: [String] = []

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Directories of policies instead of the pipeline's; may be repeated.", valueName: "dir"))
  var policies: [String] = []

  func run() throws {
    guard let finding else { return try global.print(RuleManual.index) }
    let explained = ExplainedFinding(finding)
    if let entry = RuleManual.entry(explained.rule) {
      return try global.print(entry.shown)
    }
    try global.enterDirectory()
    do {
      try global.print(try explanation(of: explained))
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
  }

  private func explanation(of finding: ExplainedFinding) throws -> Shown {
    guard let policy = finding.policy else {
      let known = RuleManual.entries.map(\.id.text)
      let meant = Spelling.nearest(to: finding.rule.text, among: known)
      throw PipelineError(
        "there is no rule \"\(finding.rule)\"",
        help: meant.map { "did you mean \($0)?" } ?? "sluice explain lists all rules")
    }
    let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
    let object = object ?? finding.object
    let discovery = Discovery(workspace)
    let directories = try policies.map { try workspace.path(of: $0) }
    let config = try config.map { try workspace.path(of: $0) }
    // A policy by itself is described without any environment.
    let isAlone = object == nil && config == nil && environments.isEmpty
    let settings = try discovery.settings(policies: directories)
    let configuration =
      isAlone
      ? (try? discovery.configuration(policies: directories)) ?? settings
      : try discovery.configuration(at: config, policies: directories)
    return try GitOpsPipeline(configuration, in: workspace, width: 1)
      .explain(policy: policy, object: object, environments: environments)
  }
}
