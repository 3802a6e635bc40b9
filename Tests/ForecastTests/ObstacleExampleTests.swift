import Diagnostics
import Forecast
import Kubernetes
import TestKit
import Testing
import YAML

/// Each rule finds what stops its failing examples, where it is marked, and nothing in the others.
struct ObstacleExampleTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let rule: ObstacleRule
    let example: ObstacleRule.Example
    var testDescription: String { "\(rule.id): \(example.message ?? "nothing")" }
  }

  private static let failing = ObstacleRule.all.flatMap { rule in
    rule.examples.failing.map { Sample(rule: rule, example: $0) }
  }
  private static let passing = ObstacleRule.all.flatMap { rule in
    rule.examples.passing.map { Sample(rule: rule, example: $0) }
  }

  @Test(arguments: failing)
  func `a failing example is reported where it is marked`(_ sample: Sample) throws {
    let found = try obstacles(sample)
    #expect(found.map(\.message) == [sample.example.message])
    #expect(found.map(\.isCertain) == [sample.example.isCertain])
    #expect(
      found.map { $0.location?.range.lowerBound } == MarkedSource(sample.example.after).offsets)
  }

  @Test(arguments: passing)
  func `a passing example is not reported`(_ sample: Sample) throws {
    #expect(try obstacles(sample).map(\.message) == [])
  }

  @Test(arguments: ObstacleRule.all)
  func `a rule has examples of both`(_ rule: ObstacleRule) {
    #expect(!rule.examples.failing.isEmpty && !rule.examples.passing.isEmpty)
    #expect(rule.summary.hasSuffix(".") && rule.why.hasSuffix(".") && rule.instead.hasSuffix("."))
  }

  private func obstacles(_ sample: Sample) throws -> [WorkloadForecast.Obstacle] {
    let example = sample.example
    var forecaster = FleetForecaster()
    forecaster.startup = example.startup.flatMap { StartupRange($0, source: .stated) }
    forecaster.nodes = try example.nodes.map { text in
      try NodePools(documents(Array(text.utf8)))
    }
    let forecast = forecaster.forecast(
      "production", from: try example.before.map { try objects(Array($0.utf8)) },
      to: try objects(MarkedSource(example.after).bytes))
    try #require(forecast.failures == [])
    return forecast.workloads.flatMap(\.obstacles).filter { $0.rule == sample.rule.id }
  }

  private func documents(_ bytes: [UInt8]) throws -> [Node] {
    let parsed = SourceFile(path: "example.yaml", bytes: bytes).parsed(as: .kubernetes)
    try #require(parsed.errors.isEmpty, "\(String(decoding: bytes, as: UTF8.self))")
    return parsed.documents.filter { !$0.isEmpty }.map(\.root)
  }

  private func objects(_ bytes: [UInt8]) throws -> [KubernetesObject] {
    try documents(bytes).map { KubernetesObject($0) }
  }
}
