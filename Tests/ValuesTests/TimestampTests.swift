import Testing
import Values

struct TimestampTests {
  @Test(arguments: [
    ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
    ("2026-01-01T00:30:00.75+01:00", "2025-12-31T23:30:00Z"),
    ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
    ("2024-02-29T12:00:00-00:30", "2024-02-29T12:30:00Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ("2026-01-02T00:00:00+24:00", "2026-01-01T00:00:00Z"),
  ])
  func `a time is stored to the second in UTC`(text: String, stored: String) {
    #expect(Timestamp(text)?.textInSeconds == stored)
  }

  @Test func `a time of events keeps microseconds`() {
    #expect(
      Timestamp("2026-01-01T00:00:00.1234567Z")?.textInMicroseconds
        == "2026-01-01T00:00:00.123456Z")
  }

  @Test func `a time prints as many decimals as it needs`() {
    #expect(
      Timestamp("2026-01-01T00:00:00.1200000000019Z")?.description == "2026-01-01T00:00:00.12Z")
    #expect(Timestamp("2026-01-01T00:00:00,5Z")?.description == "2026-01-01T00:00:00.5Z")
    #expect(Timestamp("2026-01-01T00:00:00.0Z")?.description == "2026-01-01T00:00:00Z")
  }

  @Test(arguments: [
    "", "abc", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z",
    "2026-01-01 00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00+25:00", "2026-01-01T00:00:00Z ",
  ])
  func `other texts are no time`(text: String) { #expect(Timestamp(text) == nil) }

  @Test func `a time before 1970 counts its fraction forward`() throws {
    let time = try #require(Timestamp("1969-12-31T23:59:59.25Z"))
    #expect((time.seconds, time.nanoseconds) == (-1, 250_000_000))
    #expect(
      time.adding(Duration(nanoseconds: -500_000_000))?.description
        == "1969-12-31T23:59:58.75Z")
    #expect(time.subtracting(Timestamp(seconds: 0))?.nanoseconds == -750_000_000)
  }

  @Test func `what no number of seconds holds is nil`() {
    #expect(Timestamp(seconds: .max).adding(Duration(nanoseconds: 1_000_000_000)) == nil)
    #expect(Timestamp(seconds: .max).subtracting(Timestamp(seconds: .min)) == nil)
  }

  @Test(arguments: [
    ("0", "0s"), ("1h", "1h0m0s"), ("-1h30m", "-1h30m0s"), ("1.5s", "1.5s"), ("100ms", "100ms"),
    ("1us", "1µs"), ("1µs1ns", "1.001µs"), (".5m", "30s"), ("90m", "1h30m0s"),
  ])
  func `a duration prints as Go prints it`(text: String, printed: String) {
    #expect(Duration(text)?.description == printed)
  }

  @Test(arguments: ["", "1", "h", "1d", "1 h", "--1s", "9223372036854775808ns", "1e3s"])
  func `other texts are no duration`(text: String) { #expect(Duration(text) == nil) }

  @Test func `a civil time knows its day of the week and of the year`() throws {
    let time = try #require(Timestamp("2024-12-31T23:30:00Z"))
    #expect(time.civil().weekday == 2)
    #expect(time.civil().dayOfYear == 365)
    #expect(time.civil(offset: 3_600).year == 2025)
  }
}
