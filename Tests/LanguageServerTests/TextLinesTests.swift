import Diagnostics
import LanguageServer
import TestKit
import Testing

struct TextLinesTests {
  private func lines(_ text: String, _ encoding: PositionEncoding) -> TextLines {
    TextLines(Array(text.utf8), encoding)
  }

  @Test func `a line ends at LF, CRLF and CR`() {
    let lines = lines("a\nb\r\nc\rd\n", .utf8)
    #expect(lines.count == 5)
    #expect((0..<5).map { lines.range(ofLine: $0).count } == [1, 1, 1, 1, 0])
  }

  @Test func `columns count bytes, or code units of UTF-16`() {
    let text = "ä😀z"
    #expect(lines(text, .utf8).position(of: 6) == TextPosition(line: 0, character: 6))
    #expect(lines(text, .utf16).position(of: 6) == TextPosition(line: 0, character: 3))
    #expect(lines(text, .utf16).offset(of: TextPosition(line: 0, character: 3)) == 6)
  }

  @Test func `a position inside a character is before it, and one behind a line its end`() {
    let lines = lines("😀\nb", .utf16)
    #expect(lines.offset(of: TextPosition(line: 0, character: 1)) == 0)
    #expect(lines.offset(of: TextPosition(line: 0, character: 99)) == 4)
    #expect(lines.offset(of: TextPosition(line: 9, character: 0)) == 6)
  }

  @Test(arguments: PositionEncoding.allCases)
  func `an offset is the offset of its position`(encoding: PositionEncoding) {
    var random = SeededGenerator(seed: 7)
    let pieces = ["a", "ä", "😀", "\n", "\r\n", "\r", "\u{FEFF}", " "]
    for _ in 0..<200 {
      let text = (0..<20).compactMap { _ in pieces.randomElement(using: &random) }.joined()
      let lines = lines(text, encoding)
      var offset = 0
      for scalar in text.unicodeScalars {
        let position = lines.position(of: offset)
        // Inside a line's end there is no place of its own.
        if lines.range(ofLine: position.line).upperBound >= offset {
          #expect(lines.offset(of: position) == offset)
        }
        offset += String(scalar).utf8.count
      }
    }
  }
}
