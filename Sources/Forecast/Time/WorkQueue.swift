/// The keys that a controller has to look at: client-go's rate limiting queue.
///
/// A key waits at most once; of two times that it should be looked at, the sooner counts. Failures
/// double the delay of the next try from 5 ms to 1000 s until a success forgets them
/// (workqueue.DefaultTypedControllerRateLimiter).
struct WorkQueue<Key: Hashable & Comparable> {
  private var ready: [Key] = []
  private var queued: Set<Key> = []
  private var waiting: [Key: SimulatedTime] = [:]
  private var failures: [Key: Int] = [:]

  /// When the first of the waiting keys is due; nil where none waits.
  var next: SimulatedTime? { waiting.values.min() }

  mutating func add(_ key: Key) {
    if queued.insert(key).inserted { ready.append(key) }
  }

  /// Looks at a key again at `time`, or sooner where that was asked for already.
  mutating func add(_ key: Key, at time: SimulatedTime) {
    waiting[key] = min(waiting[key] ?? time, time)
  }

  /// Looks at a key again after the delay that its failures ask for.
  mutating func addAfterFailure(_ key: Key, now: SimulatedTime) {
    let count = failures[key, default: 0]
    failures[key] = count + 1
    add(key, at: now.adding(milliseconds: min(5 << min(count, 20), 1_000_000)))
  }

  /// Forgets the failures of a key; a try that waits already keeps its time.
  mutating func forget(_ key: Key) { failures[key] = nil }

  /// Makes ready what has waited long enough.
  mutating func wake(at now: SimulatedTime) {
    guard let next, next <= now else { return }
    let due = waiting.filter { $0.value <= now }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    for (key, _) in due {
      waiting[key] = nil
      add(key)
    }
  }

  /// The next key to look at, which may be added again while it is looked at.
  mutating func take() -> Key? {
    guard !ready.isEmpty else { return nil }
    let key = ready.removeFirst()
    queued.remove(key)
    return key
  }
}
