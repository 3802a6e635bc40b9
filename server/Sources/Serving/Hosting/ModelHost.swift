package import Inference
package import Scheduling
import Synchronization

/// Holds the model that is served, and replaces it only by one that was checked.
package final class ModelHost: Sendable {
  /// Whether there is a model to ask; a failure comes with its reason.
  package enum State: Sendable, Equatable {
    case loading
    case ready
    case failed(String)
    /// It was, until someone asked that it be let go.
    case unloaded
  }

  /// A model that passed its golden rows and was warmed up.
  ///
  /// An object, since each request hands it on many times.
  package final class Served: Sendable {
    /// What the package says of itself.
    package let manifest: ModelManifest
    /// What it takes and gives.
    package let signature: ModelSignature
    /// What runs its predictions.
    package let scheduler: Scheduler
    /// How long it took to load, check and warm up.
    package let loadTime: Duration
    let reader: RequestReader

    init(
      _ manifest: ModelManifest, _ signature: ModelSignature, scheduler: Scheduler,
      loadTime: Duration, reader: RequestReader
    ) {
      self.manifest = manifest
      self.signature = signature
      self.scheduler = scheduler
      self.loadTime = loadTime
      self.reader = reader
    }
  }

  private struct Current {
    var state = State.loading
    var served: Served?
    var isLoading = false
  }

  private let loader: ModelLoader
  private let limits: Scheduler.Limits
  private let threads: PredictionThreads
  private let observe: @Sendable (SchedulerEvent) -> Void
  private let current = Mutex(Current())

  /// - Parameter threads: shared by all hosts of the process.
  package init(
    _ loader: ModelLoader, limits: Scheduler.Limits, threads: PredictionThreads,
    observe: @escaping @Sendable (SchedulerEvent) -> Void = { _ in }
  ) {
    self.loader = loader
    self.limits = limits
    self.threads = threads
    self.observe = observe
  }

  /// As readiness probes are told.
  package var state: State { current.withLock { $0.state } }
  /// The model that answers requests; nil until one was loaded.
  package var served: Served? { current.withLock { $0.served } }

  /// Loads the package of a directory on a thread of its own and serves it once it is checked.
  ///
  /// When it fails, the model that was served before stays and the host stays ready.
  @discardableResult
  package func load(_ directory: String) async throws(ModelLoadError) -> Served {
    let mayLoad = current.withLock { current in
      defer { current.isLoading = true }
      return !current.isLoading
    }
    guard mayLoad else { throw ModelLoadError("another model is being loaded") }
    let result = await withCheckedContinuation { continuation in
      DedicatedThread.start(niceness: 5) {
        continuation.resume(returning: self.prepared(directory))
      }
    }
    let old = current.withLock { current -> Served? in
      current.isLoading = false
      switch result {
      case .success(let served):
        defer { current.served = served }
        current.state = .ready
        return current.served
      case .failure(let error):
        if current.served == nil { current.state = .failed(error.description) }
        return nil
      }
    }
    // Whatever the old model was asked before the swap it still answers.
    await old?.scheduler.stop()
    return try result.get()
  }

  /// Notes that there is no model to load; one that is served stays.
  func refuse(_ error: ModelLoadError) {
    current.withLock { current in
      if current.served == nil, !current.isLoading { current.state = .failed(error.description) }
    }
  }

  /// Lets go of the model that is served, once what it was asked is answered.
  package func unload() async {
    let old = current.withLock { current in
      defer {
        current.served = nil
        current.state = .unloaded
      }
      return current.served
    }
    await old?.scheduler.stop()
  }

  /// Stops the model that is served, once what it was asked is answered.
  package func stop() async { await served?.scheduler.stop() }

  private func prepared(_ directory: String) -> Result<Served, ModelLoadError> {
    let start = ContinuousClock.now
    do throws(ModelLoadError) {
      let (manifest, model) = try loader.load(directory)
      return .success(
        Served(
          manifest, model.signature,
          scheduler: Scheduler(model, limits: limits, threads: threads, observe: observe),
          loadTime: start.duration(to: .now), reader: try RequestReader(manifest)))
    } catch {
      return .failure(error)
    }
  }
}
