/// Where a span stands in a trace, as W3C's Trace Context writes it from process to process.
package struct TraceContext: Sendable, Equatable {
  /// The trace's 16 bytes, the first eight of them first.
  package var trace: (high: UInt64, low: UInt64)
  /// The span's 8 bytes.
  package var span: UInt64
  /// Whether whoever began the trace records it.
  package var isSampled: Bool

  package init(trace: (high: UInt64, low: UInt64), span: UInt64, isSampled: Bool) {
    self.trace = trace
    self.span = span
    self.isSampled = isSampled
  }

  /// Reads a `traceparent`; nil where it is none, which is as if there were none.
  ///
  /// Of a version that is not known the part that every version has is read (Trace Context, 3.2.2).
  package init?(traceparent text: String) {
    let bytes = Array(text.utf8)
    let dash = UInt8(ascii: "-")
    guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
      let version = Self.number(bytes[0..<2]), version != 0xFF,
      version == 0 ? bytes.count == 55 : bytes.count == 55 || bytes[55] == dash,
      let high = Self.number(bytes[3..<19]), let low = Self.number(bytes[19..<35]),
      let span = Self.number(bytes[36..<52]), let flags = Self.number(bytes[53..<55]),
      high != 0 || low != 0, span != 0
    else { return nil }
    self.init(trace: (high, low), span: span, isSampled: flags & 1 == 1)
  }

  /// The form that is passed on.
  package var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }
  /// The trace in 32 lower-case hexadecimal digits.
  package var traceID: String { Self.digits(trace.high) + Self.digits(trace.low) }
  /// The span in 16 lower-case hexadecimal digits.
  package var spanID: String { Self.digits(span) }

  package static func == (one: Self, other: Self) -> Bool {
    one.trace == other.trace && one.span == other.span && one.isSampled == other.isSampled
  }

  /// A number in 16 lower-case hexadecimal digits.
  static func digits(_ number: UInt64) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: 16 - text.utf8.count) + text
  }

  /// Lower-case digits alone: others are not of the format.
  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var number: UInt64 = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(digit - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(digit - 0x57)
      default: return nil
      }
    }
    return number
  }
}
