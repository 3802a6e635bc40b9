import Metrics
import Synchronization

/// The values of one combination of labels.
protocol MetricSeries: AnyObject, Sendable {
  func write(name: String, labels: [MetricLabel], into text: inout String)
}

final class CounterSeries: MetricSeries, CounterHandler {
  private let count = Atomic<Int64>(0)

  func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { count.store(0, ordering: .relaxed) }

  func write(name: String, labels: [MetricLabel], into text: inout String) {
    writeSample(name, labels, Double(count.load(ordering: .relaxed)), into: &text)
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

  func write(name: String, labels: [MetricLabel], into text: inout String) {
    writeSample(name, labels, value.withLock { $0 }, into: &text)
  }
}

/// Counts values by size; what a timer records is kept in seconds.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
  private struct Values {
    var counts: [Int64]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let values: Mutex<Values>

  init(bounds: [Double]) {
    self.bounds = bounds
    values = Mutex(Values(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    values.withLock {
      $0.counts[bucket] += 1
      $0.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func write(name: String, labels: [MetricLabel], into text: inout String) {
    let values = values.withLock { $0 }
    var total: Int64 = 0
    for (bound, count) in zip(bounds + [.infinity], values.counts) {
      total += count
      let bucket = labels + [MetricLabel(name: "le", value: number(bound))]
      writeSample(name + "_bucket", bucket, Double(total), into: &text)
    }
    writeSample(name + "_sum", labels, values.sum, into: &text)
    writeSample(name + "_count", labels, Double(total), into: &text)
  }
}

/// A value that is asked for when the metrics are read; nothing is written while there is none.
final class ObservedSeries: MetricSeries {
  private let read: @Sendable () -> Double?

  init(_ read: @escaping @Sendable () -> Double?) { self.read = read }

  func write(name: String, labels: [MetricLabel], into text: inout String) {
    if let value = read() { writeSample(name, labels, value, into: &text) }
  }
}
