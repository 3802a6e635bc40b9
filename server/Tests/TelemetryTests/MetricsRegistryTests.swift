import Metrics
import Telemetry
import Testing

@Suite struct MetricsRegistryTests {
  @Test func `a counter is written with help, type and sorted labels`() {
    let registry = MetricsRegistry([.init("predictions_total", "Predictions made.")])
    Counter(
      label: "predictions_total", dimensions: [("version", "1"), ("model", "m")], factory: registry
    ).increment(by: 3)
    #expect(
      registry.text() == """
        # HELP predictions_total Predictions made.
        # TYPE predictions_total counter
        predictions_total{model="m",version="1"} 3

        """)
  }

  @Test func `the same labels are the same series`() {
    let registry = MetricsRegistry([])
    Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
    Counter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
    #expect(registry.text().contains("c{a=\"1\",b=\"2\"} 2\n"))
  }

  @Test func `a timer is a histogram of seconds whose buckets add up`() {
    let registry = MetricsRegistry([.init("t_seconds", "T.", buckets: [0.001, 0.01])])
    let timer = Timer(label: "t_seconds", dimensions: [], factory: registry)
    timer.recordNanoseconds(500_000)
    timer.recordNanoseconds(1_000_000)
    timer.recordNanoseconds(5_000_000_000)
    #expect(
      registry.text() == """
        # HELP t_seconds T.
        # TYPE t_seconds histogram
        t_seconds_bucket{le="0.001"} 2
        t_seconds_bucket{le="0.01"} 2
        t_seconds_bucket{le="+Inf"} 3
        t_seconds_sum 5.0015
        t_seconds_count 3

        """)
  }

  @Test func `OpenMetrics has an exemplar where something was measured within a trace`() {
    let registry = MetricsRegistry([.init("t_seconds", "T.", buckets: [1, 2.5])])
    let trace = String(repeating: "ab", count: 16)
    let timer = registry.histogram("t_seconds", [("m", "x")])
    timer.record(.milliseconds(1500), trace: trace)
    timer.record(.milliseconds(500), trace: nil)
    Counter(label: "n_total", dimensions: [], factory: registry).increment()
    let lines = registry.text(.openMetrics).split(separator: "\n")
    #expect(lines.prefix(3) == ["# HELP n n_total", "# TYPE n counter", "n_total 1"])
    #expect(lines.contains(#"t_seconds_bucket{m="x",le="1.0"} 1"#))
    let prefix = #"t_seconds_bucket{m="x",le="2.5"} 2 # {trace_id="\#(trace)"} 1.5 "#
    #expect(lines.contains { $0.hasPrefix(prefix) })
    #expect(lines.last == "# EOF")
    #expect(!registry.text().contains(trace))
    #expect(registry.text().contains(#"{m="x",le="1"} 1"#))
  }

  @Test func `a label's quotes, backslashes and line ends are escaped`() {
    let registry = MetricsRegistry([.init("g", "a\\b\nc")])
    Meter(label: "g", dimensions: [("l", "a\"b\\c\nd")], factory: registry).set(0.5)
    let text = registry.text()
    #expect(text.contains("# HELP g a\\\\b\\nc\n"))
    #expect(text.contains("g{l=\"a\\\"b\\\\c\\nd\"} 0.5\n"))
  }

  @Test(arguments: [("a.b-c", "a_b_c"), ("9x", "_9x"), ("ok:x_1", "ok:x_1")])
  func `a name that Prometheus forbids is mended`(_ name: String, _ mended: String) {
    let registry = MetricsRegistry([])
    Counter(label: name, dimensions: [], factory: registry).increment()
    #expect(registry.text().contains("\n\(mended) 1\n"))
  }

  @Test func `a destroyed series is written no more`() {
    let registry = MetricsRegistry([])
    let gauge = Meter(label: "g", dimensions: [("v", "1")], factory: registry)
    gauge.set(1)
    gauge.destroy()
    #expect(registry.text().isEmpty)
  }
}
