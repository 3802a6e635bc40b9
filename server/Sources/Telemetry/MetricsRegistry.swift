package import Metrics
import Synchronization

/// Keeps the metrics of the process and writes them as Prometheus reads them.
///
/// It is a backend of swift-metrics: counters become counters, gauges and meters gauges, timers
/// histograms of seconds, and recorders histograms.
package final class MetricsRegistry: Sendable {
  /// What a metric means, which swift-metrics has no place for.
  package struct Description: Sendable {
    /// The name under which it is scraped.
    package var name: String
    /// A sentence for people.
    package var help: String
    /// The upper bounds of a histogram's buckets, ascending, without infinity.
    package var buckets: [Double]

    package init(_ name: String, _ help: String, buckets: [Double] = Description.seconds) {
      self.name = name
      self.help = help
      self.buckets = buckets
    }

    /// Bounds for durations from a tenth of a millisecond to ten seconds.
    package static let seconds: [Double] = [
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
      10,
    ]
  }

  private let descriptions: [String: Description]
  private let families = Mutex<[String: MetricFamily]>([:])

  package init(_ descriptions: [Description]) {
    self.descriptions = Dictionary(descriptions.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Every metric, families and series in a stable order.
  package func text(_ form: MetricsForm = .prometheus) -> String {
    let families = families.withLock { $0 }
    var text = MetricsText(form)
    for (_, family) in families.sorted(by: { $0.key < $1.key }) { family.write(into: &text) }
    return text.finished()
  }

  /// What a metric that is asked for when it is read counts as.
  package enum ObservedKind: Sendable { case counter, gauge }

  /// Adds a metric whose value is asked for whenever the metrics are read.
  package func observe(
    _ kind: ObservedKind, _ name: String, _ read: @escaping @Sendable () -> Double?
  ) {
    let family: MetricFamily.Kind = kind == .counter ? .counter : .gauge
    _ = series(family, name, [], ObservedSeries.self) { _ in ObservedSeries(read) }
  }

  /// A histogram, which takes exemplars too.
  package func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries {
    series(.histogram, label, dimensions, HistogramSeries.self) { description in
      HistogramSeries(bounds: description?.buckets ?? Description.seconds)
    }
  }

  private func series<Series: MetricSeries>(
    _ kind: MetricFamily.Kind, _ label: String, _ dimensions: [(String, String)], _: Series.Type,
    make: (Description?) -> Series
  ) -> Series {
    let name = MetricName.sanitized(label)
    let key = dimensions.map { MetricLabel(name: MetricName.sanitized($0.0), value: $0.1) }
      .sorted { $0.name < $1.name }
    return families.withLock { families in
      var family =
        families[name]
        ?? MetricFamily(name: name, kind: kind, help: descriptions[name]?.help ?? name)
      precondition(family.kind == kind, "\(name) is a \(family.kind.rawValue)")
      if let known = family.series[key] as? Series { return known }
      let made = make(descriptions[name])
      family.series[key] = made
      families[name] = family
      return made
    }
  }

  private func remove(_ handler: AnyObject) {
    families.withLock { families in
      for (name, family) in families {
        guard let key = family.series.first(where: { $0.value === handler })?.key else { continue }
        families[name]?.series[key] = nil
        return
      }
    }
  }
}

extension MetricsRegistry: MetricsFactory {
  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(.counter, label, dimensions, CounterSeries.self) { _ in CounterSeries() }
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(.gauge, label, dimensions, GaugeSeries.self) { _ in GaugeSeries() }
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    guard aggregate else {
      return series(.gauge, label, dimensions, GaugeSeries.self) { _ in GaugeSeries() }
    }
    return histogram(label, dimensions)
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label, dimensions)
  }

  package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
  package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
  package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
  package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}
