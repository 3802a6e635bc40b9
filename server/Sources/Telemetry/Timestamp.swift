import Glibc

/// A moment in UTC, to the millisecond.
package struct Timestamp: Sendable, CustomStringConvertible {
  private let seconds: Int
  private let milliseconds: Int

  package init(seconds: Int, milliseconds: Int) {
    self.seconds = seconds
    self.milliseconds = milliseconds
  }

  /// The moment by the clock of the machine.
  package static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }

  /// ISO 8601, as `2026-03-01T12:00:00.250Z`.
  package var description: String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    // One for each line of the log, so no strings are made on the way.
    return String(unsafeUninitializedCapacity: 32) { buffer in
      var text = DigitWriter(buffer)
      text.write(Int(parts.tm_year) + 1900, width: 4, then: "-")
      text.write(Int(parts.tm_mon) + 1, width: 2, then: "-")
      text.write(Int(parts.tm_mday), width: 2, then: "T")
      text.write(Int(parts.tm_hour), width: 2, then: ":")
      text.write(Int(parts.tm_min), width: 2, then: ":")
      text.write(Int(parts.tm_sec), width: 2, then: ".")
      text.write(milliseconds, width: 3, then: "Z")
      return text.count
    }
  }
}

/// Writes numbers of a fixed width into a buffer.
private struct DigitWriter {
  private let buffer: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

  mutating func write(_ number: Int, width: Int, then mark: Unicode.Scalar) {
    var rest = number
    for place in (0..<width).reversed() {
      buffer[count + place] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    buffer[count + width] = UInt8(ascii: mark)
    count += width + 1
  }
}
