import Inference

/// The queue of a scheduler: which requests wait, which run, and which were given up.
///
/// It knows no threads and no clock, so each rule can be tried by itself.
struct SchedulerState {
  typealias Answer = Result<Prediction, InferenceError>
  typealias Identifier = UInt64

  struct Entry {
    let inputs: PredictionInputs
    let submitted: ContinuousClock.Instant
    let deadline: ContinuousClock.Instant
    let answer: @Sendable (Answer) -> Void
  }

  private(set) var entries: [Identifier: Entry] = [:]
  private(set) var waiting: [Identifier] = []
  var isStopping = false
  var runningBatches = 0
  /// How long a row took lately; zero before the first.
  private(set) var rowTime = Duration.zero

  /// The next moment at which a request is given up.
  var earliestDeadline: ContinuousClock.Instant? { entries.values.lazy.map(\.deadline).min() }
  var isIdle: Bool { waiting.isEmpty && runningBatches == 0 }

  /// Adds a request at the end of the queue, unless it is full.
  mutating func add(_ entry: Entry, as identifier: Identifier, capacity: Int) -> Bool {
    guard waiting.count < capacity else { return false }
    entries[identifier] = entry
    waiting.append(identifier)
    return true
  }

  /// Takes the first request and those behind it that fit into its batch, in order.
  ///
  /// A request of more rows than a batch holds is a batch of its own, to be run in parts. What has
  /// expired is passed over: whoever watches the deadlines answers it. A request goes into the batch
  /// only where all of it is likely done by the earliest deadline.
  mutating func nextBatch(
    maximumRows: Int, at now: ContinuousClock.Instant = .now
  ) -> [(Identifier, Entry)] {
    var batch: [(Identifier, Entry)] = []
    var rows = 0
    var earliest: ContinuousClock.Instant?
    while let identifier = waiting.first, let entry = entries[identifier] {
      if entry.deadline <= now {
        waiting.removeFirst()
        continue
      }
      let count = rows + entry.inputs.rowCount
      let deadline = min(earliest ?? entry.deadline, entry.deadline)
      if let (_, first) = batch.first {
        let isInTime = rowTime * count <= now.duration(to: deadline)
        guard count <= maximumRows, isInTime, entry.inputs.layout == first.inputs.layout else {
          break
        }
      }
      waiting.removeFirst()
      batch.append((identifier, entry))
      (rows, earliest) = (count, deadline)
    }
    return batch
  }

  /// Notes how long some rows took; what is kept follows slowly.
  mutating func note(_ rows: Int, took duration: Duration) {
    let time = duration / max(1, rows)
    rowTime = rowTime == .zero ? time : (rowTime * 7 + time) / 8
  }

  /// Removes a request, and gives it if it was not answered yet.
  mutating func remove(_ identifier: Identifier) -> Entry? {
    guard let entry = entries.removeValue(forKey: identifier) else { return nil }
    waiting.removeAll { $0 == identifier }
    return entry
  }

  /// Removes the requests whose deadline has passed.
  mutating func removeExpired(at now: ContinuousClock.Instant) -> [Entry] {
    let expired = entries.filter { $0.value.deadline <= now }
    return expired.keys.sorted().compactMap { remove($0) }
  }
}
