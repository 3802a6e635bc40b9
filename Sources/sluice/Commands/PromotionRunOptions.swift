import ArgumentParser
import Environments
import Git
import Pipeline
import Promotion
import Values

/// How a promotion or a rollback is made, whatever it moves.
struct PromotionRunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Make the commit upon this branch; by default upon the remote's own.", valueName: "branch"))
  var onto: String?

  @Option(
    help: ArgumentHelp(
      "Go on in spite of the errors that checks find; the reason stands in the commit.",
      valueName: "reason"))
  var override: String?

  @Flag(
    help: """
      Fetch what kustomizations name by the URL of another repository, and what a partial clone left \
      out.
      """)
  var fetch = false

  @Flag(
    help: "Change also what cannot be rendered, as where a remote base is not at hand; it is named."
  )
  var allowUnproven = false

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Flag(help: "Show the plan and its effects, and write nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      """
      With --dry-run, go by this date or time in place of the clock: what a freeze or a soak allows \
      then.
      """, valueName: "date"))
  var date: String?

  @Option(help: ArgumentHelp("Push the branch to this remote.", valueName: "remote"))
  var push: String?

  @Flag(
    help: """
      Push the branch and make a pull request of it, with gh or glab where the remote's host has one \
      and it is installed, by push options or AGit otherwise.
      """)
  var pullRequest = false

  @Option(
    help: ArgumentHelp(
      "How a pull request is made: gh, glab, push-options or agit.", valueName: "way"))
  var forge: Forge?

  @Flag(inversion: .prefixedNo, help: "Sign the commit; by default as commit.gpgSign says.")
  var sign: Bool?

  @Flag(help: "Remove the branches of earlier plans that are not merged and as they were made.")
  var prune = false

  @Option(help: "How the plan and its effects are printed: text, json, markdown or html.")
  var format: DiffCommand.Format = .text

  func validate() throws {
    guard forge == nil || pullRequest else {
      throw ValidationError("--forge says how --pull-request is made")
    }
    guard date == nil || dryRun else {
      throw ValidationError(
        "--date goes with --dry-run: a promotion is made at the time it is made")
    }
    guard date.map({ Freeze.moment($0) != nil }) ?? true else {
      throw ValidationError("--date needs a date or a time, as 2026-11-28T12:00Z")
    }
    try requireReason(override, for: "--override")
  }

  /// Refuses a reason that says nothing, or that would not be one line of a commit message.
  func requireReason(_ reason: String?, for option: String) throws {
    guard let reason else { return }
    if reason.allSatisfy(\.isWhitespace) || reason.contains(where: \.isNewline) {
      throw ValidationError("\(option) needs a reason, on one line")
    }
  }

  /// What they say of a promotion upon a commit.
  func options(upon base: BaseBranch) -> PromotionOptions {
    var options = PromotionOptions()
    options.sourceRevision = base.commit.hex
    options.targetRevision = base.commit.hex
    options.override = override
    options.moment = date.flatMap(Freeze.moment) ?? .now
    options.planMoment = options.moment
    options.signing = sign.map { $0 ? .always : .never } ?? .asConfigured
    options.allowsUnproven = allowUnproven
    return options
  }
}

extension Forge: ExpressibleByArgument {}
