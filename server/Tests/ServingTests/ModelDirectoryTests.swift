import Foundation
import Inference
import Logging
import Scheduling
import Synchronization
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
      return ModelDirectory(try ServiceConfiguration(environment: environment).models.all[0])
    }
  }

  @Test(arguments: [
    (["1.9.3", "1.10.0", "1.10"], "1.10.0"), (["1.0.rc", "1.0.0"], "1.0.0"), (["2", "10"], "10"),
    (["v9.0", "v10.0", "v2"], "v10.0"), (["1.0.0-rc2", "1.0.0-rc10"], "1.0.0-rc10"),
    (["1.0.0-rc1", "1.0.0"], "1.0.0"),
  ])
  func `without a version the newest is served`(_ versions: [String], _ newest: String) throws {
    let models = try Models(versions)
    #expect(try models.directory().candidates()[0].path.hasSuffix("/sample/" + newest))
  }

  @Test func `a version that is named is served, and none other`() throws {
    let models = try Models(["1", "2"])
    #expect(try models.directory(version: "1").candidates()[0].path.hasSuffix("/sample/1"))
    let error = #expect(throws: ModelLoadError.self) {
      try models.directory(version: "3").candidates()
    }
    #expect(error?.description.hasSuffix("sample has no version 3") == true)
    #expect(throws: ModelLoadError.self) { try Models([]).directory().candidates() }
  }

  @Test func `another file in the directory is another package`() throws {
    let models = try Models(["1"])
    let directory = try models.directory()
    let first = try directory.candidates()
    #expect(try directory.candidates() == first)
    try models.add("1", "{ }")
    #expect(try directory.candidates() != first)
  }

  @Test func `a package is loaded once, and again when it changed or is asked for`() async throws {
    let models = try Models(["1"])
    let metrics = ServiceMetrics()
    let keeper = ModelKeeper(
      host(), directory: try models.directory(), metrics: metrics.model(),
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
      host, directory: try models.directory(), metrics: metrics.model(),
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

  @Test func `a directory that cannot be read is not taken for one that is empty`() throws {
    let models = try Models(["1"])
    let path = "\(models.path)/sample"
    // A name that is a loop of links: no right to read can open it.
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    let error = #expect(throws: ModelLoadError.self) { try models.directory().candidates() }
    #expect(error?.description.contains("cannot be read: ") == true)
  }

  @Test func `at a start the newest version that is right serves`() async throws {
    let models = try Models(["1", "2"])
    let host = ModelHost(
      ModelLoader(
        engines: [FixedEngine()],
        read: { (directory) throws(ModelLoadError) in
          if directory.hasSuffix("/2") { throw ModelLoadError("model: cut short") }
          return ModelPackage(
            directory: directory, manifest: try manifest(.text, version: "1", engine: "fixed"),
            modelBytes: [])
        }, verify: { _, _ in }),
      limits: .init(batchRows: 8, queueCapacity: 8), threads: PredictionThreads(count: 1))
    let metrics = ServiceMetrics()
    let keeper = ModelKeeper(
      host, directory: try models.directory(), metrics: metrics.model(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    await keeper.refresh()
    #expect(host.served?.manifest.version == "1")
    await keeper.refresh()
    #expect(metrics.text.contains("model_loads_total{outcome=\"failure\"} 1\n"))
    #expect(metrics.text.contains("model_loads_total{outcome=\"success\"} 1\n"))
  }

  @Test func `a version that appears while another is loaded is loaded after it`() async throws {
    let models = try Models(["1"])
    let keeper = Mutex<ModelKeeper?>(nil)
    let path = models.path
    let host = ModelHost(
      ModelLoader(
        engines: [FixedEngine()],
        read: { (directory) throws(ModelLoadError) in
          if directory.hasSuffix("/1") {
            // While this one loads, another comes and someone looks.
            try? FileManager.default.createDirectory(
              atPath: "\(path)/sample/2", withIntermediateDirectories: true)
            try? "{}".write(
              toFile: "\(path)/sample/2/manifest.json", atomically: true, encoding: .utf8)
            let looked = DispatchSemaphore(value: 0)
            if let keeper = keeper.withLock({ $0 }) {
              Task.detached {
                await keeper.refresh(again: true)
                looked.signal()
              }
              looked.wait()
            }
          }
          let version = directory.hasSuffix("/1") ? "1" : "2"
          return ModelPackage(
            directory: directory, manifest: try manifest(.text, version: version, engine: "fixed"),
            modelBytes: [])
        }, verify: { _, _ in }),
      limits: .init(batchRows: 8, queueCapacity: 8), threads: PredictionThreads(count: 1))
    let made = ModelKeeper(
      host, directory: try models.directory(), metrics: ServiceMetrics().model(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    keeper.withLock { $0 = made }
    await made.refresh()
    #expect(host.served?.manifest.version == "2")
    keeper.withLock { $0 = nil }
  }
}
