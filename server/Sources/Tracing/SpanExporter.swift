import JSONText
import ServiceLifecycle
import Synchronization

/// Keeps spans until it has sent them to a collector, in requests of OTLP over HTTP.
///
/// No request waits for it: it keeps so many spans and drops what comes beyond, and what a collector
/// does not take is dropped too. Both are counted.
package final class SpanExporter: Service {
  /// How much is kept, and how often it is sent.
  package struct Limits: Sendable {
    /// The most spans that wait.
    package var waiting = 2048
    /// The most spans of a request.
    package var batch = 512
    /// How long spans wait.
    package var interval = Duration.seconds(5)

    package init() {}
  }

  /// Sends a body; false when the collector did not take it.
  package typealias Send = @Sendable (_ body: [UInt8]) async -> Bool

  private let resource: [(String, String)]
  private let limits: Limits
  private let send: Send
  private let waiting = Mutex<[Span]>([])
  private let lost = Atomic<Int>(0)

  /// - Parameter resource: what all spans are of, as `service.name`.
  package init(resource: [(String, String)], limits: Limits = Limits(), send: @escaping Send) {
    self.resource = resource
    self.limits = limits
    self.send = send
  }

  /// How many spans were dropped since the start.
  package var dropped: Int { lost.load(ordering: .relaxed) }

  /// Takes spans, as far as there is room.
  package func record(_ spans: [Span]) {
    let over = waiting.withLock { waiting in
      let room = max(0, limits.waiting - waiting.count)
      waiting += spans.prefix(room)
      return max(0, spans.count - room)
    }
    if over > 0 { lost.wrappingAdd(over, ordering: .relaxed) }
  }

  /// Sends what waits every few seconds, and once more when the service stops.
  package func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: self.limits.interval)
        if !Task.isCancelled { await self.flush() }
      }
    }
    await flush()
  }

  /// Sends what waits now, each span in one request at most.
  package func flush() async {
    var spans = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }[...]
    while !spans.isEmpty {
      let batch = Array(spans.prefix(limits.batch))
      spans = spans.dropFirst(limits.batch)
      if await send(JSONWriter.text({ $0.write(batch, of: resource) })) { continue }
      // A collector that is away now is asked again with what comes next, not with all of this.
      lost.wrappingAdd(batch.count + spans.count, ordering: .relaxed)
      return
    }
  }
}
