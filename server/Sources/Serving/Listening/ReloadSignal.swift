import ServiceLifecycle
import UnixSignals

/// Loads the model and the API keys again at each SIGHUP.
package struct ReloadSignal: Service {
  private let reload: @Sendable () async -> Void

  package init(_ reload: @escaping @Sendable () async -> Void) { self.reload = reload }

  /// Waits for signals until the service stops.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      for await _ in await UnixSignalsSequence(trapping: .sighup) { await reload() }
    }
  }
}
