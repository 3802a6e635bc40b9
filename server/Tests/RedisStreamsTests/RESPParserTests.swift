import RedisStreams
import Testing

struct RESPParserTests {
  private static let text =
    "+OK\r\n-ERR no\r\n:-7\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n*2\r\n*1\r\n:1\r\n$1\r\nx\r\n"
  private static let values: [RESPValue] = [
    .simple("OK"), .error("ERR no"), .integer(-7), .bulk(Array("a\r\nbc".utf8)), .bulk([]), .null,
    .null, .array([]), .array([.array([.integer(1)]), .bulk(Array("x".utf8))]),
  ]

  @Test(arguments: 1...40)
  func `replies are the same in pieces of any size`(_ size: Int) throws {
    var parser = RESPParser()
    var values: [RESPValue] = []
    var rest = Array(Self.text.utf8)[...]
    while !rest.isEmpty {
      parser.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      while let value = try parser.next() { values.append(value) }
    }
    #expect(values == Self.values)
  }

  @Test(arguments: [
    "?\r\n", "\r\n", ":x\r\n", "$-2\r\n", "$1\r\nabc", "*x\r\n", "$99999999999\r\n",
    String(repeating: "*1\r\n", count: 17), String(repeating: "+", count: 70_000),
  ])
  func `bytes that are no reply, or too large a one, are refused`(_ text: String) {
    var parser = RESPParser()
    parser.append(Array(text.utf8))
    #expect(throws: RESPError.self) { try parser.next() }
  }
}
