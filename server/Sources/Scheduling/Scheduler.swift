package import Inference
import Synchronization

/// Runs a model's predictions: at once where they are cheap, else on the threads of the process.
///
/// Requests wait in a bounded queue; a thread takes whatever waits, up to a number of rows, runs it
/// as one batch and gives each request its rows. It never delays a request to fill a batch.
package final class Scheduler: Sendable {
  /// How much a scheduler takes on.
  package struct Limits: Sendable {
    /// The most rows that the model predicts at once.
    package var batchRows: Int
    /// The most requests that wait.
    package var queueCapacity: Int
    /// The most rows that the caller's thread predicts itself where the model allows it.
    package var inlineRows: Int

    package init(batchRows: Int, queueCapacity: Int, inlineRows: Int = 64) {
      self.batchRows = batchRows
      self.queueCapacity = queueCapacity
      self.inlineRows = inlineRows
    }
  }

  /// Whether small requests are predicted on the caller's thread.
  package var isInline: Bool { model.isInline }

  private let model: any Model
  private let limits: Limits
  private let threads: PredictionThreads
  /// Is called under the lock at times, so it must not ask the scheduler anything.
  private let observe: @Sendable (SchedulerEvent) -> Void
  private let monitor = Monitor(SchedulerState())
  private let nextIdentifier = Atomic<UInt64>(0)

  /// - Parameter threads: those that predict what is not predicted at once.
  package init(
    _ model: any Model, limits: Limits, threads: PredictionThreads,
    observe: @escaping @Sendable (SchedulerEvent) -> Void = { _ in }
  ) {
    var limits = limits
    if let most = model.rowsAtOnce { limits.batchRows = min(limits.batchRows, most) }
    self.model = model
    self.limits = limits
    self.threads = threads
    self.observe = observe
    threads.watch(self)
  }

  /// Predicts every row on the caller's thread; nil where that would take too long for it.
  package func predictNow(
    _ inputs: PredictionInputs, deadline: ContinuousClock.Instant
  ) throws(InferenceError) -> Prediction? {
    guard model.isInline, inputs.rowCount <= limits.inlineRows else { return nil }
    guard deadline > .now else {
      observe(.shed(.deadline))
      throw .deadlineExceeded
    }
    return try predictInline(inputs)
  }

  /// Predicts every row, or says why not.
  package func predict(
    _ inputs: PredictionInputs, deadline: ContinuousClock.Instant
  ) async throws(InferenceError) -> Prediction {
    if let prediction = try predictNow(inputs, deadline: deadline) { return prediction }
    let identifier = nextIdentifier.wrappingAdd(1, ordering: .relaxed).newValue
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        submit(
          .init(inputs: inputs, submitted: .now, deadline: deadline) {
            continuation.resume(returning: $0)
          }, as: identifier)
        if Task.isCancelled { cancel(identifier) }
      }
    } onCancel: {
      cancel(identifier)
    }
    return try answer.get()
  }

  /// Takes no more requests, and returns once those that were taken are answered.
  package func stop() async {
    await withCheckedContinuation { continuation in
      DedicatedThread.start {
        self.monitor.withLock { $0.isStopping = true }
        self.monitor.wait { $0.isIdle ? .done(()) : .wait(nil) }
        continuation.resume()
      }
    }
  }

  private func predictInline(_ inputs: PredictionInputs) throws(InferenceError) -> Prediction {
    let tensors = try inputs.make()
    let start = ContinuousClock.now
    let outputs = try model.predict(tensors)
    let duration = start.duration(to: .now)
    observe(.predicted(rows: inputs.rowCount, duration))
    return Prediction(
      outputs: outputs, queueTime: .zero, computeStart: start, computeTime: duration)
  }

  private func submit(_ entry: SchedulerState.Entry, as identifier: SchedulerState.Identifier) {
    enum Outcome { case added, full, stopping }
    let outcome = monitor.withLock { state -> Outcome in
      if state.isStopping { return .stopping }
      let added = state.add(entry, as: identifier, capacity: limits.queueCapacity)
      tellDepth(of: state)
      return added ? .added : .full
    }
    switch outcome {
    case .added:
      threads.add(self)
      threads.lookAtDeadlines()
    case .full:
      observe(.shed(.queueFull))
      entry.answer(.failure(.overloaded))
    case .stopping:
      observe(.shed(.stopped))
      entry.answer(.failure(.unavailable("the model is being replaced or the server is stopping")))
    }
  }

  /// Tells how many requests wait; under the lock, so that the last that is told is how it is.
  private func tellDepth(of state: SchedulerState) { observe(.depth(state.waiting.count)) }

  private func cancel(_ identifier: SchedulerState.Identifier) {
    let removed = monitor.withLock { state in
      defer { tellDepth(of: state) }
      return state.remove(identifier)
    }
    guard let entry = removed else { return }
    observe(.shed(.cancelled))
    entry.answer(.failure(.cancelled))
    monitor.broadcast()
  }
}

// MARK: - The threads

extension Scheduler {
  /// The next moment at which a request is given up; nil where none waits.
  var earliestDeadline: ContinuousClock.Instant? { monitor.withLock { $0.earliestDeadline } }

  /// Answers the requests whose deadline has passed.
  func expireRequests() {
    let expired = monitor.withLock { state in
      defer { tellDepth(of: state) }
      return state.removeExpired(at: .now)
    }
    for entry in expired {
      observe(.shed(.deadline))
      entry.answer(.failure(.deadlineExceeded))
    }
    monitor.broadcast()
  }

  /// Runs the batch that is next; what waits behind it has another turn.
  func runNextBatch() {
    let (batch, isMore) = monitor.withLock { state in
      let batch = state.nextBatch(maximumRows: limits.batchRows)
      if !batch.isEmpty { state.runningBatches += 1 }
      tellDepth(of: state)
      return (batch, !state.waiting.isEmpty)
    }
    if isMore { threads.add(self) }
    if !batch.isEmpty {
      run(batch)
      monitor.withLock { $0.runningBatches -= 1 }
    }
    // Whoever stops it waits until nothing does.
    monitor.broadcast()
  }

  private func run(_ batch: [(SchedulerState.Identifier, SchedulerState.Entry)]) {
    let start = ContinuousClock.now
    var runnable: [(identifier: SchedulerState.Identifier, tensors: [Tensor], queue: Duration)] = []
    for (identifier, entry) in batch {
      // Whoever asked may have gone, or its deadline passed, while the ones before it were prepared.
      guard isWanted([identifier]), entry.deadline > .now else { continue }
      let queue = entry.submitted.duration(to: start)
      observe(.waited(queue))
      do throws(InferenceError) {
        runnable.append((identifier, try entry.inputs.make(), queue))
      } catch {
        finish(identifier, .failure(error))
      }
    }
    guard let first = runnable.first else { return }
    let inputs = first.tensors.indices.map { index in
      Tensor.joined(runnable.map { $0.tensors[index] })
    }
    do throws(InferenceError) {
      let began = ContinuousClock.now
      let outputs = try predict(inputs, for: runnable.map(\.identifier))
      let duration = began.duration(to: .now)
      var row = 0
      for (identifier, tensors, queue) in runnable {
        let rows = row..<(row + (tensors.first?.rowCount ?? 0))
        row = rows.upperBound
        let own = outputs.map { $0.rows(rows) }
        finish(
          identifier,
          .success(
            Prediction(
              outputs: own, queueTime: queue, computeStart: began, computeTime: duration)))
      }
    } catch {
      for (identifier, _, _) in runnable { finish(identifier, .failure(error)) }
    }
  }

  /// Predicts a batch, in parts where it has more rows than the model may take at once.
  private func predict(
    _ inputs: [Tensor], for identifiers: [SchedulerState.Identifier]
  ) throws(InferenceError) -> [Tensor] {
    let rowCount = inputs.first?.rowCount ?? 0
    var parts: [[Tensor]] = []
    var row = 0
    repeat {
      // Whoever asked may have gone while an earlier part ran.
      guard isWanted(identifiers) else { throw .cancelled }
      let rows = row..<min(row + limits.batchRows, rowCount)
      let part = rows.count == rowCount ? inputs : inputs.map { $0.rows(rows) }
      let start = ContinuousClock.now
      let outputs = try model.predict(part)
      guard outputs.allSatisfy({ $0.rowCount == rows.count }) else {
        throw .failed("the model gave another number of rows than it was asked for")
      }
      let duration = start.duration(to: .now)
      monitor.withLock { $0.note(rows.count, took: duration) }
      observe(.predicted(rows: rows.count, duration))
      parts.append(outputs)
      row = rows.upperBound
    } while row < rowCount
    return parts[0].indices.map { index in Tensor.joined(parts.map { $0[index] }) }
  }

  /// Whether any of some requests still waits for its answer.
  private func isWanted(_ identifiers: [SchedulerState.Identifier]) -> Bool {
    monitor.withLock { state in identifiers.contains { state.entries[$0] != nil } }
  }

  private func finish(_ identifier: SchedulerState.Identifier, _ answer: SchedulerState.Answer) {
    monitor.withLock { $0.remove(identifier) }?.answer(answer)
  }
}
