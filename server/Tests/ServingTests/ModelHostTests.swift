import Inference
import Testing

@testable import Serving

@Suite struct ModelHostTests {
  @Test func `a host is loading, then ready`() async throws {
    let host = host()
    #expect(host.state == .loading)
    #expect(host.served == nil)
    try await host.load("1")
    #expect(host.state == .ready)
    #expect(host.served?.manifest.version == "1")
  }

  @Test(arguments: [
    ("bad", "golden row 0 differs"),
    ("unknown", "manifest.json: no engine is named 'none'"),
  ])
  func `a model that fails says why`(_ directory: String, _ reason: String) async {
    let host = host()
    await #expect(throws: ModelLoadError(reason)) { try await host.load(directory) }
    #expect(host.state == .failed(reason))
    #expect(host.served == nil)
  }

  @Test func `a reload that fails keeps the old model ready`() async throws {
    let host = host()
    try await host.load("1")
    await #expect(throws: ModelLoadError("golden row 0 differs")) { try await host.load("bad") }
    #expect(host.state == .ready)
    #expect(host.served?.manifest.version == "1")
  }

  @Test func `a reload that succeeds swaps the model`() async throws {
    let host = host()
    try await host.load("1")
    try await host.load("2")
    #expect(host.served?.manifest.version == "2")
  }

  @Test func `a package is what its directories are called`() throws {
    let loader = ModelLoader(
      engines: [FixedEngine()], name: "sample",
      read: { (directory) throws(ModelLoadError) in
        ModelPackage(
          directory: directory, manifest: try manifest(.text, version: "1", engine: "fixed"),
          modelBytes: [])
      }, verify: { _, _ in })
    #expect(throws: Never.self) { try loader.load("sample/1") }
    #expect(throws: ModelLoadError("manifest.json: says sample 1, and stands in sample/2")) {
      try loader.load("sample/2")
    }
  }
}
