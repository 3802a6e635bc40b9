import JSONText
import Testing

@testable import Serving

@Suite struct RouteTests {
  @Test func `a model's paths name it and may name its version`() {
    #expect(Route("/v2/models/m") == .modelMetadata(.init(name: "m")))
    #expect(Route("/v2/models/m/versions/1/infer") == .modelInfer(.init(name: "m", version: "1")))
    #expect(Route("/v2/models/m/ready") == .modelReady(.init(name: "m")))
    #expect(Route("/predict/m") == .predict("m"))
    #expect(Route("/v2/repository/models/m/load") == .repositoryModel("m", .load))
  }

  @Test(arguments: [
    "", "/", "/predict/", "/v2/models", "/v2/models/", "/v2/models//infer",
    "/v2/models/m/versions", "/v2/models/m/load", "/v2/models/m/infer/x", "//predict",
    "/../predict", "/predict/m/x", "/v2/repository", "/v2/repository/models/m",
    "/v2/repository/models/m/reload", "/v2/repository/models//load",
  ])
  func `nothing else is a path`(_ path: String) {
    #expect(Route(path) == nil)
  }

  @Test func `a path that is asked for again is the same, and another one is not`() {
    var last = LastRoute()
    let long = "/predict/" + String(repeating: "m", count: 200)
    for _ in 0..<2 {
      #expect(last.route(of: "/predict") == .predict(nil))
      #expect(last.route(of: "/predict") == .predict(nil))
      #expect(last.route(of: "/coffee") == nil)
      #expect(last.route(of: long) == Route(long))
    }
  }

  @Test(arguments: [true, false])
  func `the OpenAPI document is JSON that names every path`(_ hasKeys: Bool) async throws {
    let host = host()
    try await host.load("1")
    let text = JSONWriter.text { json in
      json.value(
        OpenAPIDocument(
          ModelRepository(host), maximumRows: 3, hasKeys: hasKeys, hasJobs: true,
          hasOrders: hasKeys
        ).value)
    }
    var reader = JSONReader(text)
    var paths: [String] = []
    try reader.object { (reader, key) throws(WireError) in
      guard key == "paths" else { return try reader.skip() }
      try reader.object { (reader, path) throws(WireError) in
        paths.append(path)
        try reader.skip()
      }
    }
    try reader.end()
    for path in paths {
      let example = path.replacing("{model}", with: "m").replacing("{version}", with: "1")
        .replacing("{id}", with: "1")
      #expect(Route(example) != nil, "\(path)")
    }
    #expect(paths.contains("/predict"))
    #expect(String(decoding: text, as: UTF8.self).contains("X-API-Key") == hasKeys)
  }
}
