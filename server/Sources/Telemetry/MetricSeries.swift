import Glibc
import Metrics
import Synchronization

/// The values of one combination of labels.
protocol MetricSeries: AnyObject, Sendable {
  func write(name: String, labels: [MetricLabel], into text: inout MetricsText)
}

final class CounterSeries: MetricSeries, CounterHandler {
  private let count = Atomic<Int64>(0)

  func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { count.store(0, ordering: .relaxed) }

  func write(name: String, labels: [MetricLabel], into text: inout MetricsText) {
    text.sample(name, labels, Double(count.load(ordering: .relaxed)))
  }
}

final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
  private let value = Mutex<Double>(0)

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }

  func write(name: String, labels: [MetricLabel], into text: inout MetricsText) {
    text.sample(name, labels, value.withLock { $0 })
  }
}

/// Counts values by size; what a timer records is kept in seconds.
package final class HistogramSeries: MetricSeries {
  private struct Values {
    var counts: [Int64]
    /// The last of each bucket, as far as any was measured within a trace; empty before the first.
    var exemplars: [Int: Exemplar] = [:]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let values: Mutex<Values>

  init(bounds: [Double]) {
    self.bounds = bounds
    values = Mutex(Values(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  /// Counts a duration.
  ///
  /// - Parameter trace: the trace that it was measured in, in hexadecimal digits; nil for none that
  ///   anybody could look at.
  package func record(_ duration: Duration, trace: String?) {
    record(duration / .seconds(1), trace: trace)
  }

  fileprivate func record(_ value: Double, trace: String?) {
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    let exemplar = trace.map { trace in
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      // To the millisecond, which is what a double has room for.
      let milliseconds = Double(now.tv_sec) * 1000 + Double(now.tv_nsec / 1_000_000)
      return Exemplar(trace: trace, value: value, time: milliseconds / 1000)
    }
    values.withLock {
      $0.counts[bucket] += 1
      $0.sum += value
      if let exemplar { $0.exemplars[bucket] = exemplar }
    }
  }

  func write(name: String, labels: [MetricLabel], into text: inout MetricsText) {
    let values = values.withLock { $0 }
    var total: Int64 = 0
    for (index, bound) in (bounds + [.infinity]).enumerated() {
      total += values.counts[index]
      let bucket = labels + [MetricLabel(name: "le", value: text.bound(bound))]
      text.sample(
        name + "_bucket", bucket, Double(total), exemplar: values.exemplars[index])
    }
    text.sample(name + "_sum", labels, values.sum)
    text.sample(name + "_count", labels, Double(total))
  }
}

extension HistogramSeries: RecorderHandler, TimerHandler {
  package func record(_ value: Int64) { record(Double(value)) }
  package func record(_ value: Double) { record(value, trace: nil) }
  package func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}

/// A value that is asked for when the metrics are read; nothing is written while there is none.
final class ObservedSeries: MetricSeries {
  private let read: @Sendable () -> Double?

  init(_ read: @escaping @Sendable () -> Double?) { self.read = read }

  func write(name: String, labels: [MetricLabel], into text: inout MetricsText) {
    if let value = read() { text.sample(name, labels, value) }
  }
}
