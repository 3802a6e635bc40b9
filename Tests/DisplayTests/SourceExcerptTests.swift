import Diagnostics
import TestKit
import Testing

@testable import Display

struct SourceExcerptTests {
  /// The line of `marked` with the mark under it, from the first mark to the second.
  private func drawing(_ marked: String, columns: Int = 100) -> String {
    let source = MarkedSource(marked)
    let mark = ByteRange(source.offsets[0], source.offsets[1])
    let excerpt = SourceExcerpt(
      of: mark, inLine: ByteRange(0, source.bytes.count), of: source.bytes, columns: columns)
    let indentation = String(repeating: " ", count: excerpt.indentation)
    return excerpt.text.text + "\n" + indentation
      + String(repeating: "^", count: excerpt.markWidth)
  }

  @Test func `the mark covers what the range covers`() {
    #expect(drawing("image: 1️⃣nginx2️⃣ # x") == "image: nginx # x\n       ^^^^^")
  }

  @Test func `an empty range is one column wide`() {
    #expect(drawing("image:1️⃣2️⃣") == "image:\n      ^")
  }

  @Test func `a tab takes four columns`() {
    #expect(drawing("\ta\t1️⃣b2️⃣") == "    a    b\n         ^")
  }

  @Test func `wide characters take two columns and combining ones none`() {
    #expect(drawing("名前: 1️⃣値段2️⃣") == "名前: 値段\n      ^^^^")
    #expect(drawing("e\u{301}: 1️⃣👩‍👩‍👧2️⃣!") == "e\u{301}: 👩‍👩‍👧!\n   ^^")
    #expect(drawing("ｆ: 1️⃣한2️⃣") == "ｆ: 한\n    ^^")
  }

  @Test func `a control character takes the columns of its visible form`() {
    #expect(drawing("\u{1B}[1m1️⃣x2️⃣") == "␛[1mx\n    ^")
    #expect(drawing("\u{202E}1️⃣x2️⃣") == "\\u{202E}x\n        ^")
  }

  @Test func `a command of a CI service is shown and not given`() {
    #expect(drawing("- ##vso[task] 1️⃣x2️⃣") == "- ##vso⟦task] x\n              ^")
  }

  @Test func `a long line is cut around the mark`() {
    let long = String(repeating: "a", count: 30) + "1️⃣bb2️⃣" + String(repeating: "c", count: 30)
    #expect(drawing(long, columns: 20) == "…aaaaaaaaaabbcccccccc…\n           ^^")
    let early = "aa1️⃣bb2️⃣" + String(repeating: "c", count: 30)
    #expect(drawing(early, columns: 10) == "aabbcccccc…\n  ^^")
    let late = String(repeating: "a", count: 30) + "1️⃣bb2️⃣"
    #expect(drawing(late, columns: 10) == "…aaaaaaaabb\n         ^^")
  }

  @Test func `a mark longer than the room is cut with the line`() {
    let marked = "a1️⃣" + String(repeating: "値", count: 500) + "2️⃣b"
    #expect(drawing(marked, columns: 9) == "a値値値値…\n ^^^^^^^^")
  }

  @Test func `a cut never splits a character`() {
    let marked = String(repeating: "é", count: 401) + "1️⃣x2️⃣" + String(repeating: "値", count: 401)
    let drawn = drawing(marked, columns: 10)
    #expect(!drawn.contains("\u{FFFD}"))
  }

  @Test func `bytes that are not UTF-8 are shown as replaced`() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x62]
    let excerpt = SourceExcerpt(of: ByteRange(2, 3), inLine: ByteRange(0, 3), of: bytes)
    #expect(excerpt.text.text == "a\u{FFFD}b")
    #expect(excerpt.indentation == 2)
  }

  @Test func `a byte order mark takes no column`() {
    #expect(drawing("\u{FEFF}1️⃣a2️⃣") == "a\n^")
  }
}
