import Glibc
import Inference
import Logging
import Scheduling
import Synchronization
import Telemetry
import Testing

@testable import Serving

/// What happens over HTTP to requests for a model that is busy.
@Suite(.timeLimit(.minutes(1))) struct QueuedRequestTests {
  /// Predicts when it is let to, on a thread of the scheduler.
  private final class HeldModel: Model {
    let signature = ModelSignature(
      inputs: [TensorSpecification(name: "text", dataType: .bytes, shape: [-1])],
      outputs: [TensorSpecification(name: "probabilities", dataType: .float32, shape: [-1, 2])])
    let isInline = false
    private let isHeld = Atomic(false)
    private let isReleased = Atomic(false)

    var holds: Bool { isHeld.load(ordering: .acquiring) }
    func release() { isReleased.store(true, ordering: .releasing) }

    func predict(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
      guard case .text(let texts) = inputs[0].elements else { return [] }
      while texts.contains("held"), !isReleased.load(ordering: .acquiring) {
        isHeld.store(true, ordering: .releasing)
        usleep(1000)
      }
      let rows = texts.flatMap { _ -> [Float] in [0.25, 0.75] }
      return [Tensor(shape: [texts.count, 2], .float32(rows))]
    }
  }

  private struct HeldEngine: ModelEngine {
    let name = "fixed"
    let model: HeldModel
    func load(_ package: ModelPackage) throws(ModelLoadError) -> any Model { model }
  }

  /// A service whose model has one thread, which a first request holds.
  private final class BusyService: Sendable {
    let model = HeldModel()
    let metrics = ServiceMetrics()
    let port: Int
    private let first: Connection
    private let host: ModelHost
    private let listener: Task<Void, any Error>

    init(capacity: Int = 8, timeout: Duration = .seconds(30)) async throws {
      let model = model
      let observed = metrics.model()
      host = ModelHost(
        ModelLoader(
          engines: [HeldEngine(model: model)],
          read: { (directory) throws(ModelLoadError) in
            ModelPackage(
              directory: directory, manifest: try manifest(.text, version: "1", engine: "fixed"),
              modelBytes: [])
          }, verify: { _, _ in }),
        limits: .init(batchRows: 1, queueCapacity: capacity), threads: PredictionThreads(count: 1),
        observe: { observed.observe($0) })
      try await host.load("1")
      let found = PortSink()
      let logger = Logger(label: "test") { _ in PortHandler(found) }
      let handler = ServiceHandler(
        ModelRepository(host), limits: .init(timeout: timeout, bodyBytes: 1000, rows: 8),
        metrics: metrics,
        log: .none)
      listener = Task { try await HTTPListener(handler, port: 0, logger: logger).run() }
      port = try await eventually { found.port.withLock { $0 } }
      first = try Connection(to: port)
      first.ask("held")
      _ = try await eventually { model.holds ? true : nil }
    }

    /// Asks for a text behind the one that is held.
    func wait() async throws -> Connection {
      let connection = try Connection(to: port)
      connection.ask("waits")
      return connection
    }

    /// Waits until the metrics have a line.
    func counts(_ line: String) async throws {
      _ = try await eventually { self.metrics.text.contains(line + "\n") ? true : nil }
    }

    /// Lets the first request go, and gives its answer.
    func release() async -> String {
      model.release()
      let answer = await first.answer()
      first.close()
      listener.cancel()
      await host.stop()
      return answer
    }
  }

  @Test func `a client that closes while it waits is taken out of the queue`() async throws {
    let service = try await BusyService()
    let waiting = try await service.wait()
    try await service.counts("queue_depth 1")
    waiting.close()
    try await service.counts(
      #"predictions_total{model="sample",outcome="cancelled",version="1"} 1"#)
    try await service.counts("queue_depth 0")
    #expect(service.metrics.text.contains(#"status="499"} 1"#))
    #expect(await service.release().contains("200 OK"))
  }

  @Test func `a request that finds the queue full is told to come again`() async throws {
    let service = try await BusyService(capacity: 1)
    let waiting = try await service.wait()
    try await service.counts("queue_depth 1")
    let shed = try await service.wait()
    let answer = await shed.answer()
    #expect(answer.contains("503 Service Unavailable"))
    #expect(answer.contains("Retry-After: 1"))
    #expect(answer.contains(#""code":"overloaded""#))
    #expect(service.metrics.text.contains(#"requests_shed_total{reason="queue_full"} 1"#))
    #expect(await service.release().contains("200 OK"))
    #expect(await waiting.answer().contains("200 OK"))
    waiting.close()
    shed.close()
  }

  @Test func `a request is answered at its deadline though the model is busy`() async throws {
    let service = try await BusyService(timeout: .milliseconds(200))
    let waiting = try await service.wait()
    let answer = await waiting.answer()
    #expect(answer.contains("504 Gateway Timeout"))
    #expect(answer.contains(#""code":"deadline_exceeded""#))
    waiting.close()
    #expect(await service.release().contains("504 Gateway Timeout"))
  }
}

/// What the body gives once it does, tried for some seconds.
private func eventually<Value>(_ body: () -> Value?) async throws -> Value {
  for _ in 0..<2000 {
    if let value = body() { return value }
    try await Task.sleep(for: .milliseconds(5))
  }
  throw TimeoutError()
}

private struct TimeoutError: Error {}

/// The port that a listener took.
private final class PortSink: Sendable {
  let port = Mutex<Int?>(nil)
}

/// Tells the port that a listener writes to its log.
private struct PortHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  private let found: PortSink

  init(_ found: PortSink) { self.found = found }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard case .stringConvertible(let port as Int)? = event.metadata?["port"] else { return }
    found.port.withLock { $0 = port }
  }
}

/// A client's end of a connection.
private struct Connection {
  private let descriptor: Int32

  init(to port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(code == 0)
  }

  func ask(_ text: String) {
    let body = #"{"text":"\#(text)"}"#
    let request = "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    _ = Array((request + body).utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Waits for the answer on a thread of its own: the tests' threads are those that answer.
  func answer() async -> String {
    await withCheckedContinuation { continuation in
      DedicatedThread.start {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        continuation.resume(returning: String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
      }
    }
  }

  func close() { Glibc.close(descriptor) }
}
