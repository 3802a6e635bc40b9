import JSONText
import Testing

@testable import Serving

@Suite struct JSONReaderTests {
  private func problem(_ text: String) -> WireError? {
    var reader = JSONReader(Array(text.utf8), limits: .init(depth: 4))
    do throws(WireError) {
      try reader.skip()
      try reader.end()
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "null", " true ", "[]", "{}", #"{"a":[1,{"b":"\u00e9\ud83d\ude00"}]}"#, "-0.5e+3", "0",
  ])
  func `well-formed text is read to its end`(_ text: String) { #expect(problem(text) == nil) }

  @Test(arguments: [
    "", "nul", "[1,]", "[1 2]", #"{"a":}"#, #"{"a" 1}"#, "{a:1}", "01", "-", "1.", "1e", "+1",
    "\"a", "\"\u{1}\"", #""\x""#, #""\ud800""#, "[] []", "NaN", "1e999", "[[[[[]]]]]",
  ])
  func `malformed text is refused`(_ text: String) { #expect(problem(text) != nil) }

  @Test(arguments: [[0xFF], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]] as [[UInt8]])
  func `a string that is not UTF-8 is refused, escapes in it or not`(_ text: [UInt8]) {
    for end in ["\"", "\\n\""] {
      var reader = JSONReader([UInt8(ascii: "\"")] + text + Array(end.utf8))
      #expect(throws: WireError.self) { try reader.string() }
    }
  }

  @Test func `an error names the field`() {
    #expect(problem(#"{"inputs":[{"data":[1,2,x]}]}"#)?.path == "inputs[0].data[2]")
    #expect(problem(#"{"inputs":[0,1,x]}"#)?.path == "inputs[2]")
    #expect(problem(#"{"a":{"b":[1,01]}}"#)?.path == "a.b[1]")
    #expect(problem(#"{"\u0061\"é":{"b":[1,x]}}"#)?.path == "a\"é.b[1]")
    #expect(problem(#"{"a":{b}}"#)?.path == "a.")
  }

  @Test(arguments: [#""id""#, #""\u0069d""#, #""i\u0064""#, #""é""#, #""Id""#, #""idd""#, #""""#])
  func `a text says what the string does that it is`(_ text: String) throws {
    var reader = JSONReader(Array(text.utf8))
    let string = try reader.string()
    reader = JSONReader(Array(text.utf8))
    let found = try reader.text()
    try reader.end()
    #expect(reader.string(found) == string)
    #expect(reader.says(found, "id") == (string == "id"))
  }

  @Test(arguments: [
    ("0.1", 0.1), ("123456789012345678901234567890", 123_456_789_012_345_677_877_719_597_056),
    ("1.7976931348623157e308", 1.7976931348623157e308), ("5e-324", Double.leastNonzeroMagnitude),
    ("-2.5E2", -250), ("-0", -0.0), ("123456789012345", 123_456_789_012_345),
    ("0.12345678901234", 0.12345678901234), ("1234567890123456", 1_234_567_890_123_456),
    ("9007199254740993", 9007199254740992), ("0.000000000000000000000000001", 1e-27),
  ])
  func `a number is the nearest Double`(_ text: String, _ value: Double) throws {
    var reader = JSONReader(Array(text.utf8))
    #expect(try reader.number() == value)
  }

  @Test(arguments: [0, 9, 10, 99, 100, 999, 1000, 9999, 10_000, .max, -1, .min])
  func `a whole number is written as it is`(_ number: Int) {
    #expect(JSONWriter.text { $0.value(number) } == Array(number.description.utf8))
  }

  @Test func `what is written is read back`() throws {
    let text = "a\"b\\c\n\u{1}é😀"
    let bytes = JSONWriter.text { writer in
      writer.object { writer in
        writer.field("k", text)
        writer.key("n")
        writer.array { writer in
          writer.value(1)
          writer.value(Float.nan)
        }
      }
    }
    #expect(String(decoding: bytes, as: UTF8.self).hasSuffix(#""n":[1,null]}"#))
    var reader = JSONReader(bytes)
    var read = ""
    try reader.object { (reader, key) throws(WireError) in
      if key == "k" { read = try reader.string() } else { try reader.skip() }
    }
    #expect(read == text)
  }
}
