/// A word in a text, where no letter and no digit stands beside it.
package enum WholeWord {
  /// The text with every occurrence of a word replaced; letters count as they are, in ASCII alone.
  package static func replacing(
    _ word: String, with replacement: String, in text: String
  ) -> String {
    let (needle, bytes) = (Array(word.utf8), Array(text.utf8))
    guard !needle.isEmpty, bytes.count >= needle.count else { return text }
    var result: [UInt8] = []
    var position = 0
    var found = false
    while position < bytes.count {
      let end = position + needle.count
      if end <= bytes.count, bytes[position] == needle[0],
        bytes[position..<end].elementsEqual(needle),
        position == 0 || !isAlphanumeric(bytes[position - 1]),
        end == bytes.count || !isAlphanumeric(bytes[end])
      {
        result += replacement.utf8
        position = end
        found = true
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return found ? String(decoding: result, as: UTF8.self) : text
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
