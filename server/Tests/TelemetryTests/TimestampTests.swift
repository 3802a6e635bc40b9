import Glibc
import Telemetry
import Testing

@Suite struct TimestampTests {
  @Test func `a moment is the one that the C library says`() {
    // Each of 40,000 days with some second of it, over leap years and the ends of centuries.
    for day in 0..<40_000 {
      let seconds = day * 86_400 + day * 7919 % 86_400
      var (moment, parts) = (time_t(seconds), tm())
      gmtime_r(&moment, &parts)
      var text = [CChar](repeating: 0, count: 32)
      strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
      let expected = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let found = Timestamp(seconds: seconds, milliseconds: day % 1000).description
      #expect(found.utf8.prefix(19).elementsEqual(expected), "\(seconds)")
    }
    #expect(Timestamp(seconds: 0, milliseconds: 45).description == "1970-01-01T00:00:00.045Z")
  }
}
