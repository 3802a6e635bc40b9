import Synchronization

/// Lets one at a time load or unload a model, in the order in which they came.
///
/// Each that loads needs the memory of a model beside what is served, so there is one.
package final class LoadTurn: Sendable {
  private struct State {
    var isTaken = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// How many wait.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// Does the work once nobody else's is under way.
  func take<Result>(_ work: () async -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      let isMine = state.withLock { state in
        defer { state.isTaken = true }
        if state.isTaken { state.waiting.append(continuation) }
        return !state.isTaken
      }
      if isMine { continuation.resume() }
    }
    let result = await work()
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if !state.waiting.isEmpty { return state.waiting.removeFirst() }
      state.isTaken = false
      return nil
    }
    next?.resume()
    return result
  }
}
