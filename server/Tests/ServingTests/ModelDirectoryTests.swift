import Foundation
import Inference
import Logging
import Testing

@testable import Serving

@Suite struct ModelDirectoryTests {
  private final class Models {
    let path: String

    init(_ versions: [String]) throws {
      path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
      for version in versions { try add(version) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func add(_ version: String, _ text: String = "{}") throws {
      let directory = "\(path)/sample/\(version)"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try text.write(toFile: "\(directory)/manifest.json", atomically: true, encoding: .utf8)
    }

    func directory(version: String? = nil) throws -> ModelDirectory {
      var environment = ["MODEL_NAME": "sample", "MODEL_DIR": path]
      environment["MODEL_VERSION"] = version
      return ModelDirectory(try ServiceConfiguration(environment: environment).model)
    }
  }

  @Test(arguments: [
    (["1.9.3", "1.10.0", "1.10"], "1.10.0"), (["1.0.rc", "1.0.0"], "1.0.0"), (["2", "10"], "10"),
  ])
  func `without a version the newest is served`(_ versions: [String], _ newest: String) throws {
    let models = try Models(versions)
    #expect(try models.directory().candidate().path.hasSuffix("/sample/" + newest))
  }

  @Test func `a version that is named is served, and none other`() throws {
    let models = try Models(["1", "2"])
    #expect(try models.directory(version: "1").candidate().path.hasSuffix("/sample/1"))
    let error = #expect(throws: ModelLoadError.self) {
      try models.directory(version: "3").candidate()
    }
    #expect(error?.description.hasSuffix("sample has no version 3") == true)
    #expect(throws: ModelLoadError.self) { try Models([]).directory().candidate() }
  }

  @Test func `another file in the directory is another package`() throws {
    let models = try Models(["1"])
    let directory = try models.directory()
    let first = try directory.candidate()
    #expect(try directory.candidate() == first)
    try models.add("1", "{ }")
    #expect(try directory.candidate() != first)
  }

  @Test func `a package is loaded once, and again when it changed or is asked for`() async throws {
    let models = try Models(["1"])
    let metrics = ServiceMetrics()
    let keeper = ModelKeeper(
      host(), directory: try models.directory(), metrics: metrics,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    await keeper.refresh()
    await keeper.refresh()
    #expect(metrics.text.contains("model_loads_total{outcome=\"success\"} 1\n"))
    await keeper.refresh(again: true)
    #expect(metrics.text.contains("model_loads_total{outcome=\"success\"} 2\n"))
    try models.add("2")
    await keeper.refresh()
    #expect(metrics.text.contains("model_loads_total{outcome=\"success\"} 3\n"))
  }

  @Test func `a directory that is not there is told of once, and found when it comes`() async throws
  {
    let models = try Models([])
    let metrics = ServiceMetrics()
    let host = host()
    let keeper = ModelKeeper(
      host, directory: try models.directory(), metrics: metrics,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    await keeper.refresh()
    await keeper.refresh()
    #expect(metrics.text.contains("model_loads_total{outcome=\"failure\"} 1\n"))
    guard case .failed(let reason) = host.state else { return #expect(Bool(false)) }
    #expect(reason.hasSuffix("has no version with a manifest.json"))
    try models.add("1")
    await keeper.refresh()
    #expect(host.state == .ready)
  }
}
