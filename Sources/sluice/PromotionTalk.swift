import Comparison
import Diagnostics
import Display
import Environments
import Forecast
import Git
import Glibc
import Pipeline
import Promotion
import YAML

/// What a promotion says: as it goes to people, or once at its end to a program.
final class PromotionTalk {
  private let global: GlobalOptions
  private let format: DiffCommand.Format
  private let base: BaseBranch
  private let forecasting: (ProvenPromotion) -> FleetForecast?
  private var report: PromotionReport?
  private var review: Shown?
  private var forecast: FleetForecast?

  /// - Parameter forecasting: what a promotion does over time; nil where that is not asked for.
  init(
    global: GlobalOptions, format: DiffCommand.Format, upon base: BaseBranch,
    forecasting: @escaping (ProvenPromotion) -> FleetForecast?
  ) {
    self.global = global
    self.format = format
    self.base = base
    self.forecasting = forecasting
  }

  /// What may be taken for part of the promotion and is not.
  func remark(of request: PromotionRequest, in repository: Repository) throws {
    let paths = (request.source.targets + request.target.targets).map(\.directory.path)
    try remark(base.remarks(in: repository, reading: paths))
  }

  func remark(_ remarks: [String]) throws {
    for remark in remarks { try write("note: \(remark)\n", to: STDERR_FILENO) }
    report?.notes += remarks
  }

  func hear(_ step: PromotionStep) throws {
    switch step {
    case .planned(let plan):
      report = PromotionReport(plan, upon: base.name)
      try say(plan.shown)
    case .proven(let proven):
      report?.delta = proven.delta
      report?.findings = proven.findings + proven.known
      try global.report(proven.findings)
      if let reason = proven.override {
        try write("overridden: \(reason)\n", to: STDERR_FILENO)
      }
      try tell(known: proven.known)
      let isSeen = proven.unseen.isEmpty || !proven.candidate.after.objects.isEmpty
      try say(
        isSeen
          ? "\n\(proven.delta.shown)"
          : "\nwhat \(proven.plan.target.title) renders is not known\n")
      forecast = forecasting(proven)
      report?.forecast = forecast?.json
      if let forecast {
        try say("\nover time:\n\(forecast.lines.map { "  \($0)\n" as Shown }.joined())")
      }
      if format == .markdown { review = proven.reviewBody(with: forecast) }
    case .compared(let plan, let uncovered):
      report?.uncovered = uncovered
      let text = plan.shown(uncovered: uncovered)
      if !text.isEmpty { try say("\n\(text)") }
    }
  }

  /// What is found in the target today too stops nothing, and is said once.
  private func tell(known: [Diagnostic]) throws {
    let errors = known.filter { $0.severity == .error }
    guard !errors.isEmpty else { return }
    let count: Shown = errors.count == 1 ? "1 error is" : "\(errors.count) errors are"
    try write("note: \(count) in the target today already and stop nothing\n", to: STDERR_FILENO)
    for finding in errors.prefix(20) {
      let object: Shown = finding.object.map { "\($0): " } ?? ""
      try write(
        "  \(object)\(finding.message) [\(finding.rule.text)]\n", to: STDERR_FILENO)
    }
  }

  func superseded(_ branches: [(SupersededBranch, isGone: Bool)]) throws {
    for (branch, isGone) in branches {
      let state: Shown =
        isGone
        ? "was removed"
        : branch.isOurs
          ? "is not merged; --prune removes it"
          : "is not merged and holds more than the promotion that it was made for"
      try say("earlier plan: \(branch.name) (\(branch.commit.id.short)) \(state)\n")
      if !isGone { report?.superseded.append(branch) }
    }
  }

  func end(_ result: PromotionReport.Result, _ commit: PromotionCommit? = nil) throws {
    if let commit {
      let what: Shown = report?.plan.undoing == nil ? "promotion" : "rollback"
      try say(
        result == .promoted
          ? "\ncommitted \(commit.id.short) to \(commit.branch)\n"
          : "\n\(commit.branch) holds this \(what) already, as \(commit.id.short)\n")
    }
    report?.result = result
    report?.commit = commit?.id
    try writeReport()
  }

  /// Ends with what stands against the promotion.
  func refuse(_ error: PromotionError) throws -> Never {
    try global.report(error.diagnostics)
    guard case .refused(let findings) = error else { throw Outcome.failed }
    report?.result = .refused
    report?.findings += findings
    try writeReport()
    throw Outcome.findings
  }

  func pushed(_ push: PromotionPush, _ commit: PromotionCommit, to remote: String) throws {
    switch push {
    case .alreadyThere(commit.id): try say("\(remote) has it already\n")
    case .alreadyThere(let other):
      try say("\(remote) has it already, made by somebody else as \(other.short)\n")
    case .accepted(let urls):
      try say("pushed to \(remote)\n")
      for url in urls { try say("  \(url)\n") }
    case .occupied(let found, let other):
      let words = other.map { ", \"\($0.subject)\" by \($0.author.name)" } ?? ""
      throw Failure(
        "\(remote) has another commit on \(commit.branch): \(found.short)\(words); "
          + "nothing was overwritten (merge that branch, or delete it there)")
    case .refused(let transcript):
      try write(Shown(lines: transcript), to: STDERR_FILENO)
      throw Failure("\(remote) did not take \(commit.branch)")
    }
  }

  func requested(_ review: ReviewOutcome) throws {
    let address = review.url ?? "(its address was not told)"
    try say(review.isOld ? "under review: \(address)\n" : "to be reviewed: \(address)\n")
  }

  private func say(_ text: Shown) throws {
    if format == .text { try global.print(text) }
  }

  private func writeReport() throws {
    if format == .markdown { try global.print(review ?? "nothing to promote\n") }
    guard let report else { return }
    if format == .html {
      try write(report.page(forecast: forecast?.pagePart(anchor: "w")), to: STDOUT_FILENO)
    }
    guard format == .json else { return }
    try write(.answers(report.json.answer + "\n".utf8), to: STDOUT_FILENO)
  }
}
