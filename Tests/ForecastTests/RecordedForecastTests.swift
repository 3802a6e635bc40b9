import Glibc
import TestKit
import Testing

/// Forecasts beside what the controllers and the scheduler of Kubernetes 1.36 did.
struct RecordedForecastTests {
  private func differences(_ bytes: [UInt8]) throws -> [String] {
    try RecordedForecast.all(bytes).compactMap { recorded in
      try recorded.difference().map { "\(recorded.id): \($0)" }
    }
  }

  @Test(arguments: ["rollout", "hpa", "capacity", "pdb"])
  func `our own recordings agree`(_ suite: String) throws {
    let bytes = Array(try PackageFiles().text(of: "Tests/Corpus/forecast/\(suite).jsonl").utf8)
    #expect(try differences(bytes) == [])
  }

  static let whole = ["rollout", "hpa", "capacity", "pdb"].map {
    SharedRecording("forecast/\($0).jsonl")
  }

  private static let isWhole = getenv("CONFORMANCE").map { String(cString: $0) } == "all"

  @Test(
    .enabled("all scenarios are compared with CONFORMANCE=all, where they are") {
      isWhole && whole[0].isThere
    },
    arguments: whole)
  func `every recorded scenario agrees`(_ recording: SharedRecording) throws {
    #expect(try differences(try recording.bytes()) == [])
  }
}
