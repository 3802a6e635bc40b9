import Glibc
import ServiceLifecycle
import UnixSignals

/// Loads the model and the API keys again at each SIGHUP.
package struct ReloadSignal: Service {
  private let reload: @Sendable () async -> Void

  package init(_ reload: @escaping @Sendable () async -> Void) { self.reload = reload }

  /// Keeps a signal that comes before ``run()`` from ending the process.
  package static func ignoreUntilRun() { signal(SIGHUP, SIG_IGN) }

  /// Waits for signals until the service stops.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      for await _ in await UnixSignalsSequence(trapping: .sighup) { await reload() }
    }
  }
}
