import NIOCore

/// What the connections of one event loop share; it is touched on that loop alone.
///
/// In a round a loop first reads what came on all of its connections and then answers it. So the
/// requests that wait for each other are known while they do, as are those that none should wait for
/// any more, and a request's time counts from when it was read, not from when it had its turn.
final class LoopRound {
  var identifiers = RequestIdentifiers()
  var date = DateField()
  private let loop: any EventLoop
  private var connections: [ObjectIdentifier: RequestConnection] = [:]
  private var isQuiescing = false
  private var emptied: EventLoopPromise<Void>?

  private var waiting: [RequestConnection] = []
  private var isOpen = false
  /// How much earlier a request may have come than it was read.
  private var head = Duration.zero
  private var lastEnd: ContinuousClock.Instant?
  private var lastDuration = Duration.zero

  init(_ loop: any EventLoop) { self.loop = loop }

  /// The loop's time, by which connections end.
  var now: NIODeadline { loop.now }

  /// When a request came whose head was read just now.
  ///
  /// One that a loop finds right after it answered others came while it did, nobody knows when: it is
  /// taken to have come in the middle.
  func arrival() -> ContinuousClock.Instant {
    let now = ContinuousClock.now
    if !isOpen {
      isOpen = true
      let isBackToBack = lastEnd.map { $0.duration(to: now) < gap } ?? false
      head = isBackToBack ? lastDuration / 2 : .zero
      // A task of the loop runs once all that came was read.
      loop.assumeIsolated().execute { self.answer() }
    }
    return now - head
  }

  /// Answers a request once what else came was read.
  ///
  /// - Precondition: ``arrival()`` was asked in this round, or the request is answered in the next.
  func add(_ connection: RequestConnection) {
    waiting.append(connection)
    if !isOpen {
      isOpen = true
      loop.assumeIsolated().execute { self.answer() }
    }
  }

  private func answer() {
    isOpen = false
    let start = ContinuousClock.now
    var batch: [RequestConnection] = []
    swap(&batch, &waiting)
    for connection in batch { connection.answer() }
    let end = ContinuousClock.now
    lastDuration = start.duration(to: end)
    lastEnd = end
    // The room is kept for the next round.
    batch.removeAll(keepingCapacity: true)
    if waiting.isEmpty { swap(&batch, &waiting) }
  }
}

/// Within so much time after a round the loop did not wait for anything to come.
private let gap = Duration.microseconds(20)

// MARK: - Stopping

extension LoopRound {
  func opened(_ connection: RequestConnection) {
    connections[ObjectIdentifier(connection)] = connection
    if isQuiescing { connection.quiesce() }
  }

  func closed(_ connection: RequestConnection) {
    connections[ObjectIdentifier(connection)] = nil
    if connections.isEmpty { emptied?.succeed() }
  }

  /// Closes each connection once the request at hand is answered, and keeps the promise when all are.
  func quiesce(_ promise: EventLoopPromise<Void>) {
    isQuiescing = true
    for connection in connections.values { connection.quiesce() }
    if connections.isEmpty { promise.succeed() } else { emptied = promise }
  }

  /// Closes all connections, whatever is under way on them.
  func closeAll() { for connection in connections.values { connection.close() } }
}
