import LanguageServer
import Testing

struct MessageReaderTests {
  private func items(_ text: String, pieces size: Int = .max) -> [MessageReader.Item] {
    var reader = MessageReader()
    var items: [MessageReader.Item] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      reader.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      while let item = reader.next() { items.append(item) }
    }
    return items
  }

  private func content(_ text: String) -> MessageReader.Item { .content(Array(text.utf8)) }

  private let two = "Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\n[{}]"

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `messages are the same however they arrive`(size: Int) {
    #expect(items(two, pieces: size) == [content("{}"), content("[{}]")])
  }

  @Test func `other fields, lower case and bare line feeds are taken`() {
    let text = "content-type: application/json\ncontent-length:2\n\n{}"
    #expect(items(text) == [content("{}")])
  }

  @Test func `what has no length is passed over, and the next message is read`() {
    #expect(
      items("Content-Type: x\r\n\r\n" + two) == [
        .broken("a message without a Content-Length"), content("{}"), content("[{}]"),
      ])
  }

  @Test func `a broken message loses no other`() {
    #expect(items("{\"a\"Content-Length: 2\r\n\r\n{}") == [content("{}")])
  }

  @Test(arguments: ["-1", "", "1x", "99999999999999999999"])
  func `a length that is none is as no length`(length: String) {
    #expect(
      items("Content-Length: \(length)\r\n\r\n" + two) == [
        .broken("a message without a Content-Length"), content("{}"), content("[{}]"),
      ])
  }

  @Test func `a message that is too large is read past`() {
    let large = MessageReader.limit + 1
    var reader = MessageReader()
    reader.append("Content-Length: \(large)\r\n\r\n".utf8)
    #expect(reader.next() == .broken("a message of \(large) bytes; \(large - 1) are read"))
    for _ in 0..<64 {
      reader.append(repeatElement(UInt8(ascii: "x"), count: 1 << 20))
      #expect(reader.next() == nil)
    }
    reader.append("x\(two)".utf8)
    #expect(reader.next() == content("{}"))
  }

  @Test func `a message that is cut off is waited for`() {
    #expect(items("Content-Length: 3\r\n\r\n{}").isEmpty)
  }

  @Test func `what never ends is no header`() {
    let items = items(String(repeating: "x", count: 1 << 17), pieces: 4096)
    #expect(!items.isEmpty)
    #expect(items.allSatisfy { $0 == .broken("a message without a Content-Length") })
  }
}
