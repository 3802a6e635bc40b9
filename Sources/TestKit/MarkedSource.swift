/// Source text whose `1️⃣`, `2️⃣` … marks have been taken out and remembered as byte offsets.
package struct MarkedSource: Sendable {
  /// The text without the marks.
  package private(set) var bytes: [UInt8] = []
  /// The offset in `bytes` at which each mark stood, in the order they appear.
  package private(set) var offsets: [Int] = []

  /// Takes the marks out of a text; any character with a combining keycap is one.
  package init(_ marked: String) {
    for character in marked {
      if character.unicodeScalars.contains("\u{20E3}") {
        offsets.append(bytes.count)
      } else {
        bytes += String(character).utf8
      }
    }
  }
}
