import Diagnostics
import Testing
import YAML

struct JSONTests {
  private func read(_ text: String) throws(SyntaxError) -> Node {
    try SourceFile(path: "o.json", text: text).parsedJSON().root
  }

  @Test(arguments: [
    #"{"a":[1,-2.5,1e3,true,false,null,"x"],"b":{}}"#, "[]", #""""#, "0", "-0", "[[[]]]",
    #"{"":""}"#, "18446744073709551615", "1E-7",
  ])
  func `what is read is written the same`(text: String) throws {
    #expect(try read(text).json == text)
  }

  @Test(arguments: [
    (#""\ud83d\ude00 \u00e9 \/ \b\f\n\r\t \" \\""#, "😀 é / \u{8}\u{c}\n\r\t \" \\"),
    (#""\ud83d""#, "\u{fffd}"), (#""\ud83dx""#, "\u{fffd}x"),
    (#""\udc00\ud83d\ude00""#, "\u{fffd}😀"),
  ])
  func `escapes are read`(text: String, value: String) throws {
    #expect(try read(text).string == value)
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1", 2), ("[1,]", 3), (#"{"a" 1}"#, 5), (#"{"a":1,}"#, 7), ("01", 0),
    ("1.", 2), ("-", 0), ("tru", 0), (#""\x""#, 1), ("\"a\nb\"", 2), (#""abc"#, 0), ("1 2", 2),
    ("{a:1}", 1), (#""\u12g4""#, 3), ("nul", 0), ("1e", 2), ("+1", 0),
  ])
  func `a fault is reported where it stands`(text: String, offset: Int) throws {
    let error = try #require(throws: SyntaxError.self) { try read(text) }
    #expect(error.location.range.lowerBound == offset)
  }

  @Test func `nodes know their bytes`() throws {
    let root = try read(#"{"a": [10, "b"]}"#)
    #expect(root["a"]?.origin.location?.text == #"[10, "b"]"#)
    #expect(root[["a", 1]]?.origin.location?.text == #""b""#)
    #expect(root.mapping?.entry("a")?.key.origin.location?.text == #""a""#)
  }

  @Test func `a duplicated key is reported and the first value kept`() throws {
    let file = SourceFile(path: "o.json", text: #"{"a":1,"a":2}"#)
    let (root, errors) = try file.parsedJSON()
    #expect(root["a"]?.scalar?.integer == 1)
    #expect(errors.map(\.kind) == [.duplicateKey])
    #expect(errors.first?.location.range == ByteRange(7, 10))
  }

  @Test func `nesting stops at the limit`() throws {
    let deep = String(repeating: "[", count: 100_000)
    let error = try #require(throws: SyntaxError.self) { try read(deep) }
    #expect(error.kind == .limit)
  }

  @Test(arguments: [
    ("0x10", ScalarType.integer, "16"), ("+5", .integer, "5"), (".5", .float, "0.5"),
    (".inf", .float, #"".inf""#), ("yes", .boolean, "true"), ("~", .null, "null"),
    ("1_000", .integer, "1000"), ("010", .integer, "8"),
  ])
  func `YAML's notations become JSON's`(text: String, type: ScalarType, json: String) {
    #expect(Node(Scalar(text: text, type: type)).json == json)
  }
}
