import Environments
import Kustomize
import Pipeline
import Values

/// What a run of the check came to.
struct StandingOutcome: Sendable {
  /// The check, with what it made.
  var standing: StandingCheck
  /// Why nothing could be checked; nil where something was.
  var failure: PipelineError?
}

/// The check that goes on while texts change.
struct Checking {
  /// With what its newest run has made; nil where there is no tree to check.
  var standing: StandingCheck?
  /// How often texts have changed.
  var number = 0
  /// Whether the newest texts were checked.
  var isSettled = false
  var task: Task<Void, Never>?
  var published = PublishedFindings()
  /// Whether the editor asks for the findings of all files.
  var isAskedForAll = false
  /// What the newest run has made that could look at everything.
  var whole: StandingCheck.State? { didSet { recordedWhole = nil } }
  /// The same with its history; nil before something asked for it.
  var recordedWhole: RecordedEnvironments?

  /// How long nobody must have typed before a check begins.
  static let pause = Swift.Duration.milliseconds(20)
}

extension Session {
  func standingCheck(of workspace: Workspace) -> StandingCheck {
    StandingCheck(of: workspace, width: surroundings.width) { [surroundings] in
      surroundings.parent(workspace)
    }
  }

  /// Begins a check of the texts as they are, in the place of one that is under way.
  mutating func check() {
    checking.number += 1
    checking.isSettled = false
    checking.task?.cancel()
    guard let desk, let standing = checking.standing else { return }
    let (number, files, today) = (checking.number, desk.files, surroundings.today())
    checking.task = Task { [post] in
      guard (try? await Task.sleep(for: Checking.pause)) != nil else { return }
      if let outcome = await StandingOutcome(of: standing, over: files, today) {
        post(.checked(number, outcome))
      }
    }
  }

  /// Takes over what a check came to, unless texts have changed since.
  mutating func finish(_ number: Int, _ outcome: StandingOutcome) {
    guard number == checking.number, !checking.isSettled, let desk else { return }
    checking.isSettled = true
    checking.standing = outcome.standing
    if let state = outcome.standing.state, !state.result.isIncomplete { checking.whole = state }
    let findings = outcome.failure?.diagnostics ?? outcome.standing.state?.result.diagnostics ?? []
    let isNew = checking.published.renew(findings, on: desk, number: number)
    tellFindings()
    if isNew { haveAskedAnew() }
  }

  /// Checks the texts as they are where that has not been done, and gives what was made.
  mutating func settled() async -> StandingCheck.State? {
    if !checking.isSettled, let desk, let standing = checking.standing {
      checking.task?.cancel()
      let number = checking.number
      if let outcome = await StandingOutcome(
        of: standing, over: desk.files, surroundings.today())
      {
        finish(number, outcome)
      }
    }
    return checking.standing?.state
  }
}

extension StandingOutcome {
  /// Nil where the task was cancelled.
  init?(of standing: StandingCheck, over files: any FileTree, _ today: CalendarDate) async {
    var standing = standing
    do {
      try await standing.run(over: files, today: today)
      self.init(standing: standing)
    } catch let error as PipelineError {
      self.init(standing: standing, failure: error)
    } catch {
      return nil
    }
  }
}
