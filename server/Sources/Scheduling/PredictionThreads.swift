/// The threads that predict for all models of a process, a batch at a time, the models in turn.
///
/// However many models there are, no more batches are computed at once than there are threads, and a
/// model that many ask for leaves its next turn to another that is waited for.
package final class PredictionThreads: Sendable {
  /// Whose turn it is, the first before the others; each is there once.
  private struct Turns {
    var waiting: [Scheduler] = []
    var isEnding = false
  }

  /// Whose deadlines are watched.
  private struct Watched {
    var schedulers: [Reference] = []
    var isEnding = false

    struct Reference { weak var scheduler: Scheduler? }
  }

  // What the threads hold is these alone, so that they end with whoever holds the pool.
  private let turns = Monitor(Turns())
  private let watched = Monitor(Watched())

  /// - Parameter count: how many threads predict; one more watches deadlines.
  package init(count: Int) {
    for _ in 0..<count {
      DedicatedThread.start(niceness: 5) { [turns] in
        while let scheduler = Self.next(turns) { scheduler.runNextBatch() }
      }
    }
    DedicatedThread.start { [watched] in
      while let schedulers = Self.late(watched) {
        for scheduler in schedulers { scheduler.expireRequests() }
      }
    }
  }

  deinit {
    turns.withLock { $0.isEnding = true }
    turns.broadcast()
    watched.withLock { $0.isEnding = true }
    watched.broadcast()
  }

  /// Has the deadlines of a scheduler watched for as long as it lives.
  func watch(_ scheduler: Scheduler) {
    watched.withLock { watched in
      watched.schedulers.removeAll { $0.scheduler == nil }
      watched.schedulers.append(.init(scheduler: scheduler))
    }
  }

  /// Gives a scheduler in which a request waits a turn, behind those that have one.
  func add(_ scheduler: Scheduler) {
    let isNew = turns.withLock { turns in
      guard !turns.waiting.contains(where: { $0 === scheduler }) else { return false }
      turns.waiting.append(scheduler)
      return true
    }
    if isNew { turns.signal() }
  }

  /// Looks again when the next deadline is: a request was added.
  func lookAtDeadlines() {
    // Under the lock, or the thread could be about to wait and miss it.
    watched.withLock { _ in watched.signal() }
  }

  private static func next(_ turns: Monitor<Turns>) -> Scheduler? {
    turns.wait { turns in
      if turns.isEnding { return .done(nil) }
      return turns.waiting.isEmpty ? .wait(nil) : .done(turns.waiting.removeFirst())
    }
  }

  /// Waits for the next deadline, and gives whoever may have passed one.
  private static func late(_ watched: Monitor<Watched>) -> [Scheduler]? {
    watched.wait { watched in
      if watched.isEnding { return .done(nil) }
      let schedulers = watched.schedulers.compactMap(\.scheduler)
      guard let next = schedulers.compactMap(\.earliestDeadline).min() else { return .wait(nil) }
      let remaining = ContinuousClock.now.duration(to: next)
      return remaining <= .zero ? .done(schedulers) : .wait(remaining)
    }
  }
}
