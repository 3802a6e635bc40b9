import Glibc
import Inference
import Logging
import Scheduling
import Synchronization
import Testing

@testable import Serving

/// What happens to the prediction of a client that goes away.
@Suite struct DisconnectionTests {
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

  @Test func `a client that closes while it waits is taken out of the queue`() async throws {
    let model = HeldModel()
    let host = ModelHost(
      ModelLoader(
        engines: [HeldEngine(model: model)],
        read: { (directory) throws(ModelLoadError) in
          ModelPackage(
            directory: directory, manifest: try manifest(.text, version: "1", engine: "fixed"),
            modelBytes: [])
        }, verify: { _, _ in }),
      limits: .init(batchRows: 1, queueCapacity: 8, threads: 1))
    try await host.load("1")
    let metrics = ServiceMetrics()
    let port = Mutex<Int?>(nil)
    let logger = Logger(label: "test") { _ in PortHandler { found in port.withLock { $0 = found } }
    }
    let handler = ServiceHandler(
      host, limits: .init(timeout: .seconds(30), bodyBytes: 1000, rows: 8), metrics: metrics,
      logger: logger)
    let listener = Task { try await HTTPListener(handler, port: 0, logger: logger).run() }
    defer { listener.cancel() }
    let found = try await eventually { port.withLock { $0 } }

    let first = try Connection(to: found)
    first.ask("held")
    _ = try await eventually { model.holds ? true : nil }
    let second = try Connection(to: found)
    second.ask("waits")
    _ = try await eventually { metrics.text.contains("active_requests 2\n") ? true : nil }
    second.close()
    let counted = #"predictions_total{model="sample",outcome="cancelled",version="1"} 1"#
    _ = try await eventually { metrics.text.contains(counted) ? true : nil }
    #expect(metrics.text.contains(#"status="499"} 1"#))

    model.release()
    #expect(first.answer().contains("200 OK"))
    first.close()
    await host.stop()
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
}

/// Tells the port that a listener writes to its log.
private struct PortHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  private let tell: @Sendable (Int) -> Void

  init(_ tell: @escaping @Sendable (Int) -> Void) { self.tell = tell }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard case .stringConvertible(let port as Int)? = event.metadata?["port"] else { return }
    tell(port)
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

  func answer() -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  func close() { Glibc.close(descriptor) }
}
