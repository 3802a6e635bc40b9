import ArgumentParser
import Comparison
import Display
import Environments
import Glibc
import YAML

/// Shows how two environments differ.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what one environment has that another lacks, by meaning.",
    discussion: """
      Objects are paired across namespaces, prefixes and content hashes; entries of lists by the keys \
      that Kubernetes merges them by; `1000m` is `1`; JSON inside a value is compared by what it says, \
      and a certificate by its subject, issuer, serial number, validity and names, in a Secret too. \
      Another order of a list is a difference where order means something. Each difference names the \
      lines that make it. Secrets are compared and never shown.

      A side is an environment, an environment as a revision has it (production@HEAD~3), a directory, \
      a file of manifests, or a revision; of two revisions each environment is compared, and a \
      revision beside an environment stands for that environment there. The revision of an environment \
      that pipeline.yaml says to be a branch itself, as env/production, is one of that branch.

      The exit status is 0 when the two are alike and 1 when they differ.

      EXAMPLES:
        sluice diff staging production
        sluice diff staging production --stat
        sluice diff production@HEAD~3 production
        sluice diff HEAD~3 HEAD --format markdown
        sluice diff staging production --format html > difference.html
        sluice diff overlays/a overlays/b --full
        sluice diff staging production --staged --format json
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(
    help: ArgumentHelp(
      "An environment, environment@revision, a directory, a file or a revision.", valueName: "old"))
  var from: String

  @Argument(help: ArgumentHelp("Another one.", valueName: "new"))
  var to: String

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Flag(help: "Show long values whole, and all of an object that only one side has.")
  var full = false

  @Flag(help: "Show one line for each object.")
  var stat = false

  @Option(help: "How differences are printed: text, json, markdown or html.")
  var format: Format = .text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, html
  }

  func validate() throws {
    guard !full || !stat else { throw ValidationError("--full and --stat exclude one another") }
  }

  func run() throws {
    try global.enterDirectory()
    let diffs: [SemanticDiff]
    do {
      diffs = try self.diffs()
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    switch format {
    case .text:
      let detail: SemanticDiff.Detail = stat ? .summary : full ? .everything : .fields
      try global.print(diffs.map { $0.shown(detail) }.joined(separator: "\n"))
    case .markdown:
      let budget = 60_000 / max(diffs.count, 1)
      try global.print(diffs.map { $0.markdown(budget: budget) }.joined(separator: "\n"))
    case .html: try write(diffs.page, to: STDOUT_FILENO)
    case .json:
      for diff in diffs { try write(.answers(diff.json.answer + "\n".utf8), to: STDOUT_FILENO) }
    }
    guard diffs.allSatisfy(\.isEmpty) else { throw Outcome.findings }
  }

  private func diffs() throws -> [SemanticDiff] {
    var sides = DiffSides(tree: tree, trust: global.trustRepository, config: config)
    let (old, new) = try sides.sides(from, to)
    for warning in old.flatMap(\.environment.warnings) + new.flatMap(\.environment.warnings) {
      try global.report([warning])
    }
    return zip(old, new).map { old, new in
      var comparison = EnvironmentComparison(hiding: new.wish)
      comparison.keepsContent = full
      var diff = comparison.compare(old.environment, new.environment)
      (diff.from, diff.to) = (old.label, new.label)
      return diff
    }
  }
}
