import FoundationEssentials
import Inference
import Telemetry
import Testing

@testable import Serving

@Suite struct ServiceHandlerTests {
  private func ask(
    _ handler: ServiceHandler, _ method: String, _ path: String, _ body: String = ""
  ) async -> HTTPAnswer {
    await handler.answer(HTTPQuestion(method: method, path: path, body: Array(body.utf8)))
  }

  private func text(_ answer: HTTPAnswer) -> String { String(decoding: answer.body, as: UTF8.self) }

  private func handler(_ host: ModelHost) -> ServiceHandler {
    ServiceHandler(
      ModelRepository(host), limits: .init(timeout: .seconds(2), bodyBytes: 64, rows: 2),
      metrics: ServiceMetrics(),
      log: .none)
  }

  @Test(arguments: ["", "z"])
  func `the server is alive before it is ready`(_ suffix: String) async throws {
    let host = host()
    let handler = handler(host)
    #expect(await ask(handler, "GET", "/health" + suffix).status == 200)
    let waiting = await ask(handler, "GET", "/ready" + suffix)
    #expect(waiting.status == 503)
    #expect(text(waiting).contains("the model is being loaded"))
    try await host.load("1")
    #expect(await ask(handler, "GET", "/ready").status == 200)
  }

  @Test func `the open protocol tells live from ready`() async throws {
    let host = host()
    let handler = handler(host)
    #expect(text(await ask(handler, "GET", "/v2/health/live")) == #"{"live":true}"#)
    let waiting = await ask(handler, "GET", "/v2/health/ready")
    #expect(waiting.status == 503)
    #expect(text(waiting) == #"{"ready":false}"#)
    try await host.load("1")
    #expect(text(await ask(handler, "GET", "/v2/health/ready")) == #"{"ready":true}"#)
  }

  @Test func `a draining server is not ready and still predicts`() async throws {
    let host = host()
    try await host.load("1")
    let handler = handler(host)
    handler.drain()
    #expect(await ask(handler, "GET", "/readyz").status == 503)
    #expect(await ask(handler, "GET", "/healthz").status == 200)
    #expect(await ask(handler, "POST", "/predict", #"{"text":"good"}"#).status == 200)
  }

  @Test func `each text has its best class`() async throws {
    let host = host()
    try await host.load("1")
    let answer = await ask(handler(host), "POST", "/predict", #"{"texts":["a","b"]}"#)
    #expect(answer.status == 200)
    let row =
      #"{"label":"positive","confidence":0.75,"probabilities":{"negative":0.25,"positive":0.75}}"#
    #expect(
      text(answer)
        == #"{"model":"sample","model_version":"1","predictions":["# + "\(row),\(row)]}")
  }

  @Test(arguments: [
    ("GET", "/predict", "", 405, #""code":"method_not_allowed""#),
    ("GET", "/nothing", "", 404, #""code":"not_found""#),
    ("POST", "/predict", #"{"texts":["a",1]}"#, 400, #""path":"texts[1]""#),
    ("POST", "/predict", #"{"words":"a"}"#, 400, #""path":"words""#),
    ("POST", "/predict", "{", 400, #""code":"invalid_request""#),
    ("POST", "/predict", String(repeating: " ", count: 65), 413, #""code":"too_large""#),
  ])
  func `a request that cannot be answered says why`(
    _ method: String, _ path: String, _ body: String, _ status: Int, _ part: String
  ) async throws {
    let host = host()
    try await host.load("1")
    let answer = await ask(handler(host), method, path, body)
    #expect(answer.status == status)
    #expect(text(answer).contains(part))
  }

  @Test func `a prediction before the model is ready may be tried again`() async {
    let answer = await ask(handler(host()), "POST", "/predict", #"{"text":"a"}"#)
    #expect(answer.status == 503)
    #expect(answer.headers["Retry-After"] == "1")
  }

  @Test func `a picture has its best classes, and what is none is the client's fault`() async throws
  {
    let host = host(.image)
    try await host.load("1")
    let handler = ServiceHandler(
      ModelRepository(host), limits: .init(timeout: .seconds(2), bodyBytes: 1000, rows: 2),
      metrics: ServiceMetrics(), log: .none)
    func ask(_ file: [UInt8]) async -> HTTPAnswer {
      var headers = HTTPQuestion.Headers()
      headers.contentType = "image/png"
      return await handler.answer(
        HTTPQuestion(method: "POST", path: "/predict", headers: headers, body: file))
    }
    // One red pixel.
    let file = try #require(
      Data(
        base64Encoded:
          "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAA"
          + "AAElFTkSuQmCC"))
    let answer = await ask(Array(file))
    #expect(answer.status == 200)
    #expect(text(answer).contains(#""top":[{"label":"positive","confidence":0.75}]"#))
    let broken = await ask(Array(file.prefix(40)))
    #expect(broken.status == 400)
    #expect(text(broken).contains(#""path":"image""#))
  }
}
