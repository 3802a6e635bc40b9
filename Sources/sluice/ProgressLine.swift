import Display
import Glibc
import Pipeline
import Synchronization

/// A line on the terminal that says how far a check is, once it takes more than a second.
///
/// It is written over itself and taken away at the end, and only a person sees it: nothing is written
/// where standard error is no terminal.
final class ProgressLine: Sendable {
  private struct State {
    var stage = CheckProgress.Stage.rendering
    var done = 0
    var total = 0
    var isShown = false
    var shown = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let isEnabled = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now

  /// Takes note of a step.
  func update(_ progress: CheckProgress) {
    guard isEnabled else { return }
    state.withLock { state in
      switch progress {
      case .begun(let stage, let total):
        (state.stage, state.done, state.total) = (stage, 0, total)
      case .advanced: state.done += 1
      }
      let now = ContinuousClock.now
      guard now - start > .seconds(1), now - state.shown > .milliseconds(100) else { return }
      (state.isShown, state.shown) = (true, now)
      put("\r\u{1B}[K\(state.stage.rawValue): \(state.done) of \(state.total)")
    }
  }

  /// Takes the line away.
  func finish() {
    state.withLock { state in
      if state.isShown { put("\r\u{1B}[K") }
      state.isShown = false
    }
  }

  /// What cannot be shown is no reason to stop.
  private func put(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
