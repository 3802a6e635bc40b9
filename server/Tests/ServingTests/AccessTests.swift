import Foundation
import Inference
import Telemetry
import Testing

@testable import Serving

@Suite struct AccessTests {
  private func keys(_ text: String) throws -> APIKeys {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try APIKeys(file: file.path)
  }

  @Test func `each line is a key, and space around it is not`() throws {
    let keys = try keys("first\n  second \r\n\n")
    #expect(keys.accepts("first"))
    #expect(keys.accepts("second"))
    #expect(!keys.accepts(""))
    #expect(!keys.accepts("firs"))
    #expect(!keys.accepts("first\nsecond"))
  }

  @Test func `a file without a key, and one that is not there, are refused`() {
    #expect(throws: ConfigurationError.self) { try keys(" \n") }
    let error = #expect(throws: ConfigurationError.self) { try APIKeys(file: "/nothing/here") }
    #expect(error?.description == "API_KEYS_FILE: /nothing/here cannot be read")
  }

  @Test func `a guarded path needs a key, and probes and metrics do not`() async throws {
    let host = host()
    try await host.load("1")
    let handler = ServiceHandler(
      ModelRepository(host), limits: .init(timeout: .seconds(1), bodyBytes: 1000, rows: 2),
      metrics: ServiceMetrics(), log: .none,
      keys: try keys("secret"))
    func status(
      _ path: String, _ method: String = "POST",
      _ set: (inout HTTPQuestion.Headers) -> Void = { _ in }
    ) async -> Int {
      var headers = HTTPQuestion.Headers()
      set(&headers)
      return await handler.answer(
        HTTPQuestion(
          method: method, path: path, headers: headers, body: Array(#"{"text":"a"}"#.utf8))
      ).status
    }
    #expect(await status("/predict") == 401)
    #expect(await status("/v2/models/sample/infer") == 401)
    #expect(await status("/predict") { $0.apiKey = "guess" } == 401)
    #expect(await status("/predict") { $0.apiKey = "secret" } == 200)
    #expect(await status("/predict") { $0.authorization = "Bearer secret" } == 200)
    #expect(await status("/predict") { $0.authorization = "Basic secret" } == 401)
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json", "/v2"] {
      #expect(await status(path, "GET") == 200)
    }
  }

  @Test func `a file that changes is seen, and its keys are the ones that count`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try "first".write(to: file, atomically: true, encoding: .utf8)
    let keys = try APIKeys(file: file.path)
    #expect(!keys.haveChanged)
    try "second".write(to: file, atomically: true, encoding: .utf8)
    #expect(keys.haveChanged)
    try keys.reload()
    #expect(!keys.haveChanged)
    #expect(keys.accepts("second") && !keys.accepts("first"))
    try "\n".write(to: file, atomically: true, encoding: .utf8)
    #expect(throws: ConfigurationError.self) { try keys.reload() }
    // It is told of once, and the keys stay.
    #expect(!keys.haveChanged)
    #expect(keys.accepts("second"))
  }
}
