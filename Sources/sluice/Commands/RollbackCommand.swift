import ArgumentParser
import Pipeline
import Promotion

/// Takes promotions back, on a branch of its own.
struct RollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Write the commit that takes promotions to an environment back, on a new branch.",
    discussion: """
      Finds the newest promotion to the environment by the trailers of the history, and makes what it \
      changed what it was before, over the files of today: what was changed since, here or by hand, \
      stays, and a field of the promotion that was changed again is refused until --take or --exclude \
      says what becomes of it. The outcome is rendered and checked as a promotion's is, and stands on \
      a branch of its own; the working tree, the index and HEAD stay as they are.

      What went back is held: the next promotion leaves it, and what has the same version, until it is \
      made with --release-hold and a reason. With --app the apps are held as a whole. The revert of the \
      rollback ends its holds too. `sluice history` tells what is held.

      EXIT STATUS:
        0  rolled back, or found on its branch; with --dry-run, it can be
        1  refused: a field that was changed again, an effect that was not planned, or a new error
        2  the job could not be done, as where no promotion is recorded
        3  nothing is left to take back

      EXAMPLES:
        sluice rollback production --dry-run
        sluice rollback production --reason 'incident 4711' --push origin
        sluice rollback production --app web
        sluice rollback production --wave 1
        sluice rollback production --to 2
        sluice rollback production --to v1.4.0 --take before
        sluice rollback production --exclude 'images[worker]' --no-hold
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var making: PromotionRunOptions

  @Argument(help: ArgumentHelp("The environment.", valueName: "environment"))
  var environment: String

  @Option(
    help: ArgumentHelp(
      "Take back so many of the newest promotions, or every one after a revision.",
      valueName: "count or rev"))
  var to = "1"

  @Option(
    help: ArgumentHelp(
      "Take back what was promoted to this wave alone, in its clusters.", valueName: "number"))
  var wave: Int?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Take back this app only; may be repeated.", valueName: "app"))
  var app: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Leave these as they are, by field, image, object, app or file; may be repeated.",
      valueName: "field"))
  var exclude: [String] = []

  @Option(help: "What becomes of a field that was changed again since: before or today.")
  var take: Side?

  @Option(help: ArgumentHelp("Why; it stands in the commit.", valueName: "reason"))
  var reason: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Keep promotions from moving it again until --release-hold says why they may.")
  var hold = true

  /// Which state wins.
  enum Side: String, ExpressibleByArgument, CaseIterable {
    case before, today
  }

  func validate() throws {
    try making.requireReason(reason, for: "--reason")
    if case .newest(0) = RollbackRequest.Extent(to) {
      throw ValidationError("--to needs the number of promotions to take back, or a revision")
    }
  }

  func run() throws {
    try global.enterDirectory()
    try PromotionRun(making, global).run { start in
      var options = start.options
      options.exclude = exclude
      options.wave = wave
      options.preference = take.map { $0 == .before ? .source : .target }
      var rollback = RollbackRequest()
      rollback.extent = RollbackRequest.Extent(to)
      rollback.apps = app
      rollback.reason = reason
      rollback.isHeld = hold
      return try start.pipeline.promoter(
        rollingBack: environment, rollback, options: options, in: start.repository)
    }
  }
}
