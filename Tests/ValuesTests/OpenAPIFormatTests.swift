import Testing
import Values

struct OpenAPIFormatTests {
  @Test(arguments: [
    ("Zm9v", true), ("Zg==", true), ("", false), ("Zg=", false), ("Zm9v\n", false), ("Zm-v", false),
  ])
  func `a byte is Base64 in whole groups`(text: String, holds: Bool) {
    #expect(OpenAPIFormat.isByte(text) == holds)
  }

  @Test(arguments: [
    ("123e4567-e89b-12d3-a456-426614174000", true), ("123E4567E89B12D3A456426614174000", true),
    ("123e4567e89b-12d3a456-426614174000", true), ("123e4567-e89b-12d3-a456-42661417400", false),
    ("-123e4567e89b12d3a456426614174000", false), ("123e4567-e89b-12d3-a456-4266141740000", false),
  ])
  func `the hyphens of a UUID may be left out`(text: String, holds: Bool) {
    #expect(OpenAPIFormat.isUUID(text) == holds)
  }

  @Test(arguments: [
    ("2026-01-01T00:00:00Z", true), ("2026-01-01t23:59:59.5+01:00", true),
    ("2026-01-01T00:00:00,25z", true), ("2026-01-01T00:00:00", false),
    ("2026-01-01T24:00:00Z", false), ("2026-01-01T00:60:00Z", false), ("2026-01-01", false),
    ("2026-01-01T00:00:00.Z", false), ("2026-02-30T00:00:00Z", false),
    ("2026-01-01T00:00:00+0100", false),
  ])
  func `a date-time has a zone`(text: String, holds: Bool) {
    #expect(OpenAPIFormat.isDateTime(text) == holds)
  }
}
