package import Inference
package import Logging
import ServiceLifecycle
import Synchronization

/// Loads a model at the start, and again when its directory changes or someone asks for it.
///
/// A package that cannot serve is told of and left alone until it changes; whatever was served
/// before still is. A model that was unloaded is left alone until it is asked for.
package final class ModelKeeper: Service {
  private let host: ModelHost
  private let directory: ModelDirectory
  private let metrics: ModelMetrics
  private let loads: LoadTurn
  private let logger: Logger
  private let interval: Duration
  private let isWanted = Atomic(true)
  private let seen = Mutex<Seen>(.nothing)
  private let turn = Mutex(Turn())

  /// Who looks at the directory, since one does at a time.
  private struct Turn {
    var isTaken = false
    /// Whether someone asked meanwhile, and whether the same package is to be loaded again.
    var isWanted = false
    var isWantedAgain = false
  }

  private enum Seen: Equatable {
    case nothing
    case candidate(ModelDirectory.Candidate)
    case failure(ModelLoadError)
  }

  /// - Parameters:
  ///   - loads: shared by all keepers of the process.
  ///   - interval: how often the directory is looked at.
  package init(
    _ host: ModelHost, directory: ModelDirectory, metrics: ModelMetrics,
    loads: LoadTurn = LoadTurn(), logger: Logger, interval: Duration = .seconds(2)
  ) {
    self.host = host
    self.directory = directory
    self.metrics = metrics
    self.loads = loads
    self.logger = logger
    self.interval = interval
  }

  /// Looks at the directory until the service stops.
  package func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await self.refresh()
        try? await Task.sleep(for: self.interval)
      }
    }
  }

  /// Loads the package if it is another one than was looked at last.
  ///
  /// While another refresh loads, this one is left to it: it looks once more when it is done, so that
  /// what came meanwhile is not missed.
  ///
  /// - Parameter again: also when it is the same.
  package func refresh(again: Bool = false) async {
    let isMine = turn.withLock { turn in
      if turn.isTaken {
        turn.isWanted = true
        turn.isWantedAgain = turn.isWantedAgain || again
        return false
      }
      turn.isTaken = true
      return true
    }
    guard isMine else { return }
    var again = again
    while true {
      _ = await loads.take { await look(again: again) }
      let next = turn.withLock { turn -> Bool? in
        defer { turn = Turn(isTaken: turn.isWanted) }
        return turn.isWanted ? turn.isWantedAgain : nil
      }
      guard let next else { return }
      again = next
    }
  }

  /// Loads the model, whether it was unloaded or is served already.
  ///
  /// - Throws: why the newest package cannot serve; what was served before still is.
  package func load() async throws(ModelLoadError) {
    let error = await loads.take {
      isWanted.store(true, ordering: .relaxed)
      return await look(again: true)
    }
    if let error { throw error }
  }

  /// Lets go of the model once what it was asked is answered, and looks for no other.
  package func unload() async {
    await loads.take {
      isWanted.store(false, ordering: .relaxed)
      let version = host.served?.manifest.version
      await host.unload()
      metrics.unloaded()
      logger.info(
        "model unloaded",
        metadata: [
          "model": .string(directory.name), "version": .string(version ?? "nothing"),
        ])
    }
  }

  /// Gives why the newest package that is wanted is not served, where it was tried.
  private func look(again: Bool) async -> ModelLoadError? {
    guard isWanted.load(ordering: .relaxed) else { return nil }
    let candidates: [ModelDirectory.Candidate]
    do throws(ModelLoadError) {
      candidates = try directory.candidates()
    } catch {
      // What is not there is looked for again and again, and told of once.
      if note(.failure(error)) || again { refuse(error) }
      return error
    }
    guard let newest = candidates.first, note(.candidate(newest)) || again else { return nil }
    var reason: ModelLoadError?
    for candidate in candidates {
      guard let error = await load(candidate) else { return nil }
      if reason == nil { reason = error }
      // Without a model an older one is better than none; with one, the older is served already.
      if host.served != nil { break }
    }
    return reason
  }

  private func load(_ candidate: ModelDirectory.Candidate) async -> ModelLoadError? {
    do throws(ModelLoadError) {
      let served = try await host.load(candidate.path)
      metrics.loaded(served.manifest, in: served.loadTime)
      logger.info(
        "model loaded",
        metadata: [
          "model": .string(served.manifest.name), "version": .string(served.manifest.version),
          "seconds": .stringConvertible(served.loadTime / .seconds(1)),
        ])
      return nil
    } catch {
      refuse(error)
      return error
    }
  }

  private func refuse(_ error: ModelLoadError) {
    host.refuse(error)
    metrics.loadFailed()
    let serving = host.served?.manifest.version ?? "nothing"
    logger.error(
      "model not loaded",
      metadata: [
        "model": .string(directory.name), "reason": .string(error.description),
        "still_serving": .string(serving),
      ])
  }

  /// Whether this is something else than was seen before.
  private func note(_ now: Seen) -> Bool {
    seen.withLock { seen in
      defer { seen = now }
      return seen != now
    }
  }
}
