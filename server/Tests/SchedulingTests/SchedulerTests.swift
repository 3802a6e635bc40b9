import Inference
import Synchronization
import Testing

@testable import Scheduling

@Suite(.timeLimit(.minutes(1))) struct SchedulerTests {
  private let far = ContinuousClock.now + .seconds(60)

  /// A scheduler with one thread, and what it reported.
  private final class Fixture: Sendable {
    let model: EchoModel
    let scheduler: Scheduler
    private let log: Log

    final class Log: Sendable { let events = Mutex<[SchedulerEvent]>([]) }

    init(
      _ model: EchoModel, batchRows: Int = 8, capacity: Int = 16,
      threads: PredictionThreads = PredictionThreads(count: 1)
    ) {
      let log = Log()
      self.model = model
      self.log = log
      scheduler = Scheduler(
        model, limits: .init(batchRows: batchRows, queueCapacity: capacity), threads: threads
      ) { event in log.events.withLock { $0.append(event) } }
    }

    var events: [SchedulerEvent] { log.events.withLock { $0 } }

    /// Waits until the model was called so often.
    func called(_ count: Int) async throws {
      while model.batches.count < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Waits until so many requests wait.
    func queued(_ depth: Int) async throws {
      while lastDepth != depth { try await Task.sleep(for: .milliseconds(1)) }
    }

    private var lastDepth: Int? {
      events.reversed().lazy.compactMap { if case .depth(let depth) = $0 { depth } else { nil } }
        .first
    }
  }

  private func ask(
    _ fixture: Fixture, _ tensor: Tensor, deadline: ContinuousClock.Instant? = nil
  ) -> Task<Tensor, any Error> {
    let deadline = deadline ?? far
    return Task {
      try await fixture.scheduler.predict(PredictionInputs([tensor]), deadline: deadline).outputs[0]
    }
  }

  @Test func `waiting requests share a batch and each gets its own rows`() async throws {
    let fixture = Fixture(EchoModel(gate: Gate(isOpen: false)))
    let first = ask(fixture, rows(1))
    try await fixture.called(1)
    let second = ask(fixture, rows(2, 3))
    try await fixture.queued(1)
    let third = ask(fixture, rows(4))
    try await fixture.queued(2)
    fixture.model.gate.unlock()
    #expect(try await first.value == rows(1))
    #expect(try await second.value == rows(2, 3))
    #expect(try await third.value == rows(4))
    #expect(fixture.model.batches == [1, 3])
    await fixture.scheduler.stop()
  }

  @Test func `a request of more rows than a batch is predicted in parts`() async throws {
    let fixture = Fixture(EchoModel(), batchRows: 2)
    #expect(try await ask(fixture, rows(1, 2, 3, 4, 5)).value == rows(1, 2, 3, 4, 5))
    #expect(fixture.model.batches == [2, 2, 1])
    await fixture.scheduler.stop()
  }

  @Test func `requests for a model of one row share no batch`() async throws {
    let fixture = Fixture(EchoModel(rowsAtOnce: 1, gate: Gate(isOpen: false)))
    let first = ask(fixture, rows(1))
    try await fixture.called(1)
    let second = ask(fixture, rows(2))
    try await fixture.queued(1)
    let third = ask(fixture, rows(3, 4))
    try await fixture.queued(2)
    fixture.model.gate.unlock()
    #expect(try await first.value == rows(1))
    #expect(try await second.value == rows(2))
    #expect(try await third.value == rows(3, 4))
    #expect(fixture.model.batches == [1, 1, 1, 1])
    await fixture.scheduler.stop()
  }

  @Test func `models share the threads, and one that many ask for leaves the next turn to others`()
    async throws
  {
    let threads = PredictionThreads(count: 1)
    let gate = Gate(isOpen: false)
    let busy = Fixture(EchoModel(gate: gate), batchRows: 1, threads: threads)
    let other = Fixture(EchoModel(), threads: threads)
    let first = ask(busy, rows(1))
    try await busy.called(1)
    let crowd = (2...9).map { ask(busy, rows(Int64($0))) }
    try await busy.queued(8)
    let waiting = Task {
      _ = try await ask(other, rows(1)).value
      return busy.model.batches.count
    }
    try await other.queued(1)
    // The one thread there is has the first of the crowd in hand.
    #expect(other.model.batches.isEmpty)
    gate.unlock()
    #expect(try await waiting.value <= 9)
    for request in [first] + crowd { _ = try await request.value }
    #expect(busy.model.batches.count == 9)
    await busy.scheduler.stop()
    await other.scheduler.stop()
  }

  @Test func `the deadline of one model is watched while another has none`() async throws {
    let threads = PredictionThreads(count: 1)
    let busy = Fixture(EchoModel(gate: Gate(isOpen: false)), threads: threads)
    let other = Fixture(EchoModel(), threads: threads)
    let running = ask(busy, rows(1))
    try await busy.called(1)
    let late = ask(other, rows(2), deadline: .now + .milliseconds(20))
    await #expect(throws: InferenceError.deadlineExceeded) { try await late.value }
    busy.model.gate.unlock()
    _ = try await running.value
    #expect(other.model.batches.isEmpty)
  }

  @Test func `nothing is computed for a request past its deadline`() async throws {
    let fixture = Fixture(EchoModel(gate: Gate(isOpen: false)))
    let running = ask(fixture, rows(1))
    try await fixture.called(1)
    let late = ask(fixture, rows(2), deadline: .now + .milliseconds(5))
    await #expect(throws: InferenceError.deadlineExceeded) { try await late.value }
    fixture.model.gate.unlock()
    _ = try await running.value
    await fixture.scheduler.stop()
    #expect(fixture.model.batches == [1])
    let inline = Fixture(EchoModel(isInline: true))
    await #expect(throws: InferenceError.deadlineExceeded) {
      try await ask(inline, rows(1), deadline: .now - .seconds(1)).value
    }
    #expect(inline.model.batches.isEmpty)
    #expect(inline.events == [.shed(.deadline)])
    await inline.scheduler.stop()
  }

  @Test func `a request that finds the queue full is shed`() async throws {
    let fixture = Fixture(EchoModel(gate: Gate(isOpen: false)), capacity: 1)
    let running = ask(fixture, rows(1))
    try await fixture.called(1)
    let waiting = ask(fixture, rows(2))
    try await fixture.queued(1)
    await #expect(throws: InferenceError.overloaded) { try await ask(fixture, rows(3)).value }
    fixture.model.gate.unlock()
    _ = try await (running.value, waiting.value)
    #expect(fixture.events.contains(.shed(.queueFull)))
    await fixture.scheduler.stop()
  }

  @Test func `a deadline is answered while the model still runs`() async throws {
    let fixture = Fixture(EchoModel(gate: Gate(isOpen: false)))
    let late = ask(fixture, rows(1), deadline: .now + .milliseconds(20))
    await #expect(throws: InferenceError.deadlineExceeded) { try await late.value }
    fixture.model.gate.unlock()
    await fixture.scheduler.stop()
  }

  @Test func `a cancelled request leaves the queue`() async throws {
    let fixture = Fixture(EchoModel(gate: Gate(isOpen: false)))
    let running = ask(fixture, rows(1))
    try await fixture.called(1)
    let waiting = ask(fixture, rows(2))
    try await fixture.queued(1)
    waiting.cancel()
    await #expect(throws: InferenceError.cancelled) { try await waiting.value }
    fixture.model.gate.unlock()
    _ = try await running.value
    await fixture.scheduler.stop()
    #expect(fixture.model.batches == [1])
  }

  @Test func `stopping answers what waits and refuses what comes`() async throws {
    let fixture = Fixture(EchoModel(gate: Gate(isOpen: false)))
    let running = ask(fixture, rows(1))
    try await fixture.called(1)
    let waiting = ask(fixture, rows(2))
    try await fixture.queued(1)
    let stop = Task { await fixture.scheduler.stop() }
    fixture.model.gate.unlock()
    #expect(try await running.value == rows(1))
    #expect(try await waiting.value == rows(2))
    await stop.value
    await #expect(throws: InferenceError.self) { try await ask(fixture, rows(3)).value }
  }

  @Test func `an inline model is asked on the caller's thread without a queue`() async throws {
    let fixture = Fixture(EchoModel(isInline: true))
    #expect(try await ask(fixture, rows(7)).value == rows(7))
    #expect(!fixture.events.contains { if case .depth = $0 { true } else { false } })
    await fixture.scheduler.stop()
  }

  @Test func `inputs that cannot be made fail their own request alone`() async throws {
    let fixture = Fixture(EchoModel(gate: Gate(isOpen: false)))
    let running = ask(fixture, rows(1))
    try await fixture.called(1)
    let broken = Task {
      let specification = fixture.model.signature.inputs
      let inputs = PredictionInputs(rowCount: 1, as: specification) {
        () throws(InferenceError) -> [Tensor] in throw .invalid(path: "", message: "no picture")
      }
      return try await fixture.scheduler.predict(inputs, deadline: far)
    }
    try await fixture.queued(1)
    fixture.model.gate.unlock()
    await #expect(throws: InferenceError.invalid(path: "", message: "no picture")) {
      _ = try await broken.value
    }
    #expect(try await running.value == rows(1))
    await fixture.scheduler.stop()
  }
}

@Suite struct SchedulerStateTests {
  private func entry(_ tensor: Tensor, deadline: Duration = .seconds(1)) -> SchedulerState.Entry {
    .init(
      inputs: PredictionInputs([tensor]), submitted: .now, deadline: .now + deadline,
      answer: { _ in })
  }

  @Test func `a batch ends before the request that would make it too large`() {
    var state = SchedulerState()
    for (identifier, tensor) in [rows(1, 2), rows(3), rows(4, 5), rows(6)].enumerated() {
      _ = state.add(entry(tensor), as: UInt64(identifier), capacity: 8)
    }
    let batches = [state.nextBatch(maximumRows: 4), state.nextBatch(maximumRows: 4)]
    #expect(batches.map { $0.map(\.0) } == [[0, 1], [2, 3]])
  }

  @Test func `a batch has no more rows than are done by the earliest deadline`() {
    var state = SchedulerState()
    state.note(2, took: .seconds(2))
    let now = ContinuousClock.now
    for identifier in 0..<6 {
      let entry = SchedulerState.Entry(
        inputs: PredictionInputs([rows(1)]), submitted: now, deadline: now + .seconds(3),
        answer: { _ in })
      _ = state.add(entry, as: UInt64(identifier), capacity: 8)
    }
    #expect(state.nextBatch(maximumRows: 8, at: now).map(\.0) == [0, 1, 2])
    // What cannot be done in time is tried alone.
    #expect(state.nextBatch(maximumRows: 8, at: now + .milliseconds(2500)).map(\.0) == [3])
    #expect(state.nextBatch(maximumRows: 8, at: now + .seconds(4)).isEmpty)
  }

  @Test func `requests of another shape do not share a batch`() {
    var state = SchedulerState()
    _ = state.add(entry(rows(1)), as: 0, capacity: 8)
    _ = state.add(entry(Tensor(shape: [1, 2], .int64([1, 2]))), as: 1, capacity: 8)
    let batches = [state.nextBatch(maximumRows: 4), state.nextBatch(maximumRows: 4)]
    #expect(batches.map { $0.map(\.0) } == [[0], [1]])
  }

  @Test func `what expired is removed once`() {
    var state = SchedulerState()
    _ = state.add(entry(rows(1), deadline: .seconds(-1)), as: 0, capacity: 8)
    _ = state.add(entry(rows(2)), as: 1, capacity: 8)
    let removed = [state.removeExpired(at: .now).count, state.removeExpired(at: .now).count]
    #expect(removed == [1, 0])
    #expect(state.waiting == [1])
  }
}
