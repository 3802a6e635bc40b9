import Testing
import Values

struct CalendarDateTests {
  @Test(arguments: ["1970-01-01", "2024-02-29", "2027-12-31", "0001-01-01"])
  func `a day is written as it is read`(_ text: String) throws {
    #expect(try #require(CalendarDate(text)).description == text)
  }

  @Test(arguments: [
    "", "2027", "2027-1-1", "2027-13-01", "2026-02-29", "2027-00-10", "2027-01-31T00:00:00Z",
    " 2027-01-31", "31.01.2027",
  ])
  func `what is no day is none`(_ text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test func `a moment lies on its day in UTC, also before 1970`() throws {
    let noon = try #require(Timestamp("2027-01-31T23:59:59Z"))
    #expect(CalendarDate(noon).description == "2027-01-31")
    #expect(CalendarDate(Timestamp(seconds: -1)).description == "1969-12-31")
  }

  @Test func `days are ordered`() throws {
    let days = try ["2026-12-31", "2027-01-01", "2027-01-02"].map {
      try #require(CalendarDate($0))
    }
    #expect(days.shuffled().sorted() == days)
  }
}
