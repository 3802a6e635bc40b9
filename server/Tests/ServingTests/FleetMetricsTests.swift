import Foundation
import Inference
import Jobs
import Scheduling
import Telemetry
import Testing

@testable import Serving

/// What the fleet's alerts and dashboard ask of the services is what these export.
@Suite struct FleetMetricsTests {
  private let series = ExportedSeries()

  @Test func `every metric that an alert or a panel asks for is exported, with each label`() throws
  {
    let expressions = try MonitoringFiles.expressions()
    #expect(expressions.count > 30)
    var asked: Set<String> = []
    for expression in expressions {
      let query = MetricQuery(expression)
      for selector in query.selectors where !selector.isOfAnother {
        asked.insert(selector.metric)
        let labels = try #require(series[selector.metric], "\(selector.metric) in \(expression)")
        for label in selector.labels + query.grouping {
          #expect(
            labels.contains(label) || MetricQuery.scraped.contains(label),
            "\(label) of \(selector.metric) in \(expression)")
        }
      }
    }
    #expect(
      asked.isSuperset(of: ["http_requests_total", "model_ready", "jobs_parked", "redis_up"]))
  }

  @Test func `an alert on failed requests counts those of users alone`() throws {
    let pattern = "/healthz|/readyz|/metrics|/v2/.+/(live|ready)"
    let counted = try MonitoringFiles.expressions().filter { $0.contains("http_requests_total") }
    #expect(!counted.isEmpty)
    for expression in counted {
      let selectors = expression.components(separatedBy: "http_requests_total{").dropFirst()
      #expect(selectors.allSatisfy { $0.contains(#"path!~"\#(pattern)""#) }, "\(expression)")
    }
    let probes = try Regex(pattern)
    func isProbe(_ route: Route) -> Bool { route.pattern.wholeMatch(of: probes) != nil }
    let model = Route.ModelPath(name: "m")
    for route in [.alive, .ready, .metrics, .serverLive, .serverReady, .modelReady(model)]
      as [Route]
    {
      #expect(isProbe(route), "\(route)")
    }
    for route in [
      .predict(nil), .predict("m"), .modelInfer(model), .modelMetadata(model), .jobs, .job("1"),
      .jobRequeue("1"), .serverMetadata, .repositoryIndex, .repositoryModel("m", .load),
    ] as [Route] { #expect(!isProbe(route), "\(route)") }
  }

  @Test(arguments: ["staging", "production"])
  func `the fleet scales by what needs no adapter of metrics`(_ environment: String) throws {
    let scalers = try RenderedFleet(environment).documents("HorizontalPodAutoscaler")
    #expect(!scalers.isEmpty)
    for scaler in scalers {
      let start = try #require(scaler.firstIndex(of: "  metrics:"))
      let metrics = scaler[start...].filter {
        $0.hasPrefix("    type: ") || $0.hasPrefix("  - type: ")
      }
      #expect(!metrics.isEmpty)
      #expect(metrics.allSatisfy { $0.hasSuffix("type: Resource") }, "\(metrics)")
    }
  }
}

/// The metrics of a service to which everything has happened once, with the labels of each.
private struct ExportedSeries {
  private var labels: [String: Set<String>] = [:]

  init() {
    let metrics = ServiceMetrics()
    happen(in: metrics)
    for line in metrics.text.split(separator: "\n") where !line.hasPrefix("#") {
      let name = line.prefix { $0 != "{" && $0 != " " }
      let pairs = line.dropFirst(name.count).split(separator: "} ")[0].split(separator: ",")
      let names = pairs.compactMap { pair in
        pair.contains("=") ? pair.drop { $0 == "{" }.prefix { $0 != "=" } : nil
      }
      labels[String(name), default: []].formUnion(names.map(String.init))
    }
  }

  subscript(_ metric: String) -> Set<String>? { labels[metric] }

  private func happen(in metrics: ServiceMetrics) {
    metrics.requestBegan()
    metrics.requestEnded(method: "GET", path: "/", status: 200)
    metrics.callEnded(
      RemoteMethod("s", "m", .prediction), code: "OK", after: .zero, trace: nil)
    metrics.connectionRefused("open_files")
    metrics.observe(BodyMemory(limit: 1))
    metrics.observe(LogSink(descriptor: 1))
    metrics.keysLoaded(outcome: "success")
    metrics.spansSent(outcome: "success")
    let model = metrics.model("m")
    if let manifest = try? manifest(.text, version: "1", engine: "fixed") {
      metrics.predicted(
        by: manifest.name, version: manifest.version, outcome: "success", after: .zero)
      model.loaded(manifest, in: .zero)
    }
    model.loadFailed()
    for event in [.predicted(rows: 1, .zero), .waited(.zero), .depth(0), .shed(.deadline)]
      as [SchedulerEvent]
    { model.observe(event) }
    for event in [
      .began(attempt: 1, waited: .zero), .claimed, .succeeded(.zero), .failed(.zero), .cancelled,
      .retried, .parked, .discarded, .handedBack, .redisFailed,
    ] as [JobEvent] { metrics.observe(event) }
    metrics.observe(JobDepth(unfinished: 0, pending: 0), hasGroup: true)
  }
}

/// What the fleet's monitoring asks Prometheus.
private enum MonitoringFiles {
  /// The expressions of the alerts and of the dashboard's panels.
  static func expressions() throws -> [String] {
    let top = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
    let directory = "\(top)/clusters/components/monitoring/"
    let rules = try String(contentsOfFile: directory + "prometheus-rule.yaml", encoding: .utf8)
    let dashboard = try Data(
      contentsOf: URL(filePath: directory + "inference-dashboard.json"))
    return alerts(in: rules.split(separator: "\n")[...])
      + panels(in: try JSONSerialization.jsonObject(with: dashboard))
  }

  /// Reads the form in which the rules are written, not YAML in general.
  private static func alerts(in lines: ArraySlice<Substring>) -> [String] {
    lines.indices.compactMap { index in
      guard let key = lines[index].firstRange(of: "expr: ") else { return nil }
      let text = lines[index][key.upperBound...]
      guard text.hasPrefix("|") else { return String(text) }
      let depth = lines[index].prefix { $0 == " " }.count
      let block = lines[(index + 1)...].prefix { $0.prefix { $0 == " " }.count > depth }
      return block.joined(separator: "\n")
    }
  }

  private static func panels(in value: Any) -> [String] {
    switch value {
    case let object as [String: Any]:
      let own = object["expr"] as? String
      return (own.map { [$0] } ?? []) + object.values.flatMap(panels)
    case let array as [Any]: return array.flatMap(panels)
    default: return []
    }
  }
}
