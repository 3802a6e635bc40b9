/// Takes messages out of a stream of bytes (LSP 3.17, base protocol): header fields, an empty line, and so
/// many bytes as `Content-Length` says.
///
/// What is no header is passed over up to the next one, so that one broken message loses no other.
package struct MessageReader {
  private var bytes: [UInt8] = []
  /// How many of them were taken.
  private var start = 0
  /// How many bytes of a message that is too large are still to come.
  private var skipped = 0

  /// What a message may have: files are far smaller, and what is larger is not kept.
  package static let limit = 64 << 20

  /// What stands next in the stream.
  package enum Item: Equatable, Sendable {
    /// The content of a message, which may be anything.
    case content([UInt8])
    /// What is no message, in words.
    case broken(String)
  }

  package init() {}

  /// Adds what was read.
  package mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

  /// The next item; nil where the rest of it is still to come.
  package mutating func next() -> Item? {
    if skipped > 0 {
      let count = min(skipped, bytes.count - start)
      start += count
      skipped -= count
      compact()
      guard skipped == 0 else { return nil }
    }
    guard let header = header() else { return nil }
    guard let length = header.length else {
      start = header.end
      return .broken("a message without a Content-Length")
    }
    guard length <= Self.limit else {
      start = header.end
      skipped = length
      return .broken("a message of \(length) bytes; \(Self.limit) are read")
    }
    guard bytes.count - header.end >= length else { return nil }
    let content = Array(bytes[header.end..<header.end + length])
    start = header.end + length
    compact()
    return .content(content)
  }

  /// Forgets what was taken, now and then.
  private mutating func compact() {
    guard start == bytes.count || start > 1 << 16 else { return }
    bytes.removeSubrange(..<start)
    start = 0
  }

  /// The header that comes next: its length, where it says one, and its end behind the empty line.
  private func header() -> (length: Int?, end: Int)? {
    var length: Int?
    var hasField = false
    var line = start
    while let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) {
      var text = bytes[line..<end]
      if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
      line = end + 1
      // An empty line before any field is no end of a header.
      if text.isEmpty {
        if hasField { return (length, line) }
        continue
      }
      hasField = true
      length = Self.contentLength(text) ?? length
    }
    // What never ends is no header.
    return bytes.count - start > 1 << 16 ? (nil, bytes.count) : nil
  }

  private static func contentLength(_ line: ArraySlice<UInt8>) -> Int? {
    guard let colon = line.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    // What broke off before it has no line of its own.
    guard name.hasSuffix("content-length") else { return nil }
    let value = line[(colon + 1)...].filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    guard !value.isEmpty, value.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(String(decoding: value, as: UTF8.self))
  }
}
