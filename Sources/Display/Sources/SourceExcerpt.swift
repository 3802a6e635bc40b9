package import Diagnostics

/// The part of one source line that a finding points at, made fit to be shown.
///
/// Tabs become spaces, active characters their visible forms, and a long line is cut around the mark,
/// with an ellipsis at each cut. What it costs does not depend on the length of the line.
package struct SourceExcerpt {
  /// The line's number, from 1.
  package let lineNumber: Int
  /// The line as shown.
  package let text: Shown
  /// The line as shown, in what stands before the mark, what is marked and what follows.
  package let parts: (before: Shown, marked: Shown, after: Shown)
  /// How many columns stand before the mark.
  package let indentation: Int
  /// How many columns the mark takes; one where it covers nothing.
  package let markWidth: Int

  /// - Parameters:
  ///   - mark: what to point at; only its part inside `line` counts.
  ///   - line: the bytes of the line, without its ending.
  ///   - columns: how wide the excerpt may be, the ellipses aside.
  package init(
    of mark: ByteRange, inLine line: ByteRange, numbered number: Int = 1, of bytes: [UInt8],
    columns: Int = 100
  ) {
    lineNumber = number
    let visible = Self.withoutByteOrderMark(line, of: bytes)
    let markStart = min(max(mark.lowerBound, visible.lowerBound), visible.upperBound)
    let markEnd = min(max(mark.upperBound, markStart), visible.upperBound)
    if visible.count <= columns, Self.isPlain(bytes[visible.indices]) {
      parts = (
        Shown(neutralised: Array(bytes[visible.lowerBound..<markStart])),
        Shown(neutralised: Array(bytes[markStart..<markEnd])),
        Shown(neutralised: Array(bytes[markEnd..<visible.upperBound]))
      )
      text = Shown(neutralised: Array(bytes[visible.indices]))
      indentation = markStart - visible.lowerBound
      markWidth = max(markEnd - markStart, 1)
      return
    }

    // A scalar takes at most four bytes, so this reaches past what is kept.
    let reach = columns * 4
    let start = Self.scalarStart(
      max(visible.lowerBound, markStart - reach), before: markStart, in: bytes)
    let end = Self.scalarStart(
      min(visible.upperBound, markStart + reach), before: visible.upperBound, in: bytes)
    let before = Passage(bytes[start..<markStart].reversedText, columns: columns)
    let marked = Passage(bytes[markStart..<min(markEnd, end)].text, columns: columns)
    let after = Passage(bytes[min(markEnd, end)..<end].text, columns: columns)

    // Each side has at least half of the room, and what the other leaves.
    let widthAfter = marked.width + after.width
    let roomAfter = min(widthAfter, max(columns - before.width, columns / 2))
    let keptBefore = before.prefix(columns: columns - roomAfter)
    let keptMarked = marked.prefix(columns: roomAfter)
    let keptAfter = after.prefix(columns: keptMarked.isCut ? 0 : roomAfter - keptMarked.width)

    var shown: [UInt8] = []
    let isCutBefore = keptBefore.isCut || start > visible.lowerBound
    if isCutBefore { shown += "…".utf8 }
    for character in keptBefore.characters.reversed() { shown.appendVisible(character) }
    let markedStart = shown.count
    for character in keptMarked.characters { shown.appendVisible(character) }
    let markedEnd = shown.count
    for character in keptAfter.characters { shown.appendVisible(character) }
    if keptMarked.isCut || keptAfter.isCut || end < visible.upperBound { shown += "…".utf8 }
    text = Shown(neutralised: shown)
    parts = (
      Shown(neutralised: Array(shown[..<markedStart])),
      Shown(neutralised: Array(shown[markedStart..<markedEnd])),
      Shown(neutralised: Array(shown[markedEnd...]))
    )
    indentation = keptBefore.width + (isCutBefore ? 1 : 0)
    markWidth = max(keptMarked.width, 1)
  }

  /// The mark itself: `^~~~`.
  package var mark: Shown {
    Shown(
      neutralised: [UInt8(ascii: "^")] + Array(repeating: UInt8(ascii: "~"), count: markWidth - 1))
  }

  /// Whether bytes can be shown as they are, one column each.
  private static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      // Two of `#` may begin the command of a CI service.
      guard byte.isPlainASCII, byte != UInt8(ascii: "#") || previous != byte else { return false }
      previous = byte
    }
    return true
  }

  private static func withoutByteOrderMark(_ line: ByteRange, of bytes: [UInt8]) -> ByteRange {
    guard line.lowerBound == 0, line.count >= 3, bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      return line
    }
    return ByteRange(3, line.upperBound)
  }

  /// The first offset from `offset` on, but not past `limit`, that begins a scalar.
  private static func scalarStart(_ offset: Int, before limit: Int, in bytes: [UInt8]) -> Int {
    var offset = offset
    while offset < limit, bytes[offset] & 0b1100_0000 == 0b1000_0000 { offset += 1 }
    return offset
  }
}

extension SourcePositions {
  /// The excerpt of the line that a place begins on; nil where the line is empty.
  package mutating func excerpt(of location: Location) -> SourceExcerpt? {
    let lines = lines(of: location.file)
    let number = lines.position(of: location.range.lowerBound).line
    let line = lines.range(ofLine: number)
    guard !line.isEmpty else { return nil }
    return SourceExcerpt(
      of: location.range, inLine: line, numbered: number, of: location.file.bytes)
  }
}

/// Characters beside one another, the nearest to the mark first, with the columns that each takes.
private struct Passage {
  private(set) var characters: [Character] = []
  private var widths: [Int] = []
  /// How many columns all take.
  private(set) var width = 0
  /// Whether there was more than is here.
  private(set) var isCut = false

  /// As much of `text` as fills `columns`, and one character more.
  init(_ text: some Sequence<Character>, columns: Int) {
    for character in text {
      append(character, width: character.displayWidth)
      if width > columns { return }
    }
  }

  private init() {}

  private mutating func append(_ character: Character, width: Int) {
    characters.append(character)
    widths.append(width)
    self.width += width
  }

  /// The characters that fit into `columns`.
  func prefix(columns: Int) -> Passage {
    guard width > columns else { return self }
    var kept = Passage()
    for (character, width) in zip(characters, widths) {
      guard kept.width + width <= columns else { break }
      kept.append(character, width: width)
    }
    kept.isCut = true
    return kept
  }
}

extension ArraySlice<UInt8> {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
  fileprivate var reversedText: ReversedCollection<String> { text.reversed() }
}

extension [UInt8] {
  /// Appends a character in the form and with the width that ``Character/displayWidth`` counts.
  fileprivate mutating func appendVisible(_ character: Character) {
    if character == "\t" {
      append(contentsOf: repeatElement(UInt8(ascii: " "), count: Character.tabWidth))
    } else {
      for scalar in character.unicodeScalars { appendVisible(scalar) }
    }
  }
}
