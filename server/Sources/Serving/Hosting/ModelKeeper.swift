import Inference
package import Logging
import ServiceLifecycle
import Synchronization

/// Loads the model at the start, and again when its directory changes or someone asks for it.
///
/// A package that cannot serve is told of and left alone until it changes; whatever was served
/// before still is.
package final class ModelKeeper: Service {
  private let host: ModelHost
  private let directory: ModelDirectory
  private let metrics: ServiceMetrics
  private let logger: Logger
  private let interval: Duration
  private let seen = Mutex<Seen>(.nothing)

  private enum Seen: Equatable {
    case nothing
    case candidate(ModelDirectory.Candidate)
    case failure(ModelLoadError)
  }

  /// - Parameter interval: how often the directory is looked at.
  package init(
    _ host: ModelHost, directory: ModelDirectory, metrics: ServiceMetrics, logger: Logger,
    interval: Duration = .seconds(2)
  ) {
    self.host = host
    self.directory = directory
    self.metrics = metrics
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
  /// - Parameter again: also when it is the same.
  package func refresh(again: Bool = false) async {
    let candidate: ModelDirectory.Candidate
    do throws(ModelLoadError) {
      candidate = try directory.candidate()
    } catch {
      // What is not there is looked for again and again, and told of once.
      if note(.failure(error)) || again { refuse(error) }
      return
    }
    guard note(.candidate(candidate)) || again else { return }
    do throws(ModelLoadError) {
      let served = try await host.load(candidate.path)
      metrics.loaded(served.manifest, in: served.loadTime)
      logger.info(
        "model loaded",
        metadata: [
          "model": .string(served.manifest.name), "version": .string(served.manifest.version),
          "seconds": .stringConvertible(served.loadTime / .seconds(1)),
        ])
    } catch {
      refuse(error)
    }
  }

  private func refuse(_ error: ModelLoadError) {
    host.refuse(error)
    metrics.loadFailed()
    let serving = host.served?.manifest.version ?? "nothing"
    logger.error(
      "model not loaded",
      metadata: ["reason": .string(error.description), "still_serving": .string(serving)])
  }

  /// Whether this is something else than was seen before.
  private func note(_ now: Seen) -> Bool {
    seen.withLock { seen in
      defer { seen = now }
      return seen != now
    }
  }
}
