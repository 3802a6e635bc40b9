/// Runs of bytes to look for at a time, in files that mostly hold none of them.
///
/// As ``ByteMark`` looks for one: a window of the shortest mark's length moves on by as much as its last
/// byte allows for all of them.
struct ByteMarkSet: Sendable {
  /// How many there may be.
  static let limit = 64

  private let marks: [[UInt8]]
  private let window: Int
  private let steps: [Int]
  /// The bits of the marks that count as words alone.
  private let words: UInt64

  /// - Parameter words: which of the texts are no part of a longer word where they count.
  /// - Precondition: there are one to 64 texts, and none is empty.
  init(_ texts: [String], asWords words: Set<String> = []) {
    self.words = texts.enumerated().reduce(0) { bits, text in
      words.contains(text.element) ? bits | 1 << UInt64(text.offset) : bits
    }
    marks = texts.map { Array($0.utf8) }
    window = marks.map(\.count).min() ?? 0
    precondition(window > 0 && marks.count <= Self.limit, "an empty mark is everywhere")
    var steps = [Int](repeating: window, count: 256)
    for mark in marks {
      for (index, byte) in mark.prefix(window).enumerated() {
        steps[Int(byte)] = min(steps[Int(byte)], window - 1 - index)
      }
    }
    self.steps = steps
  }

  /// Which of the texts a text holds: the bit of each one's place among them, from the lowest.
  func found(in text: [UInt8]) -> UInt64 {
    var found: UInt64 = 0
    let (text, steps) = (text.span, steps.span)
    var end = window - 1
    while end < text.count {
      let step = steps[Int(text[end])]
      guard step == 0 else {
        end += step
        continue
      }
      let start = end - (window - 1)
      for (place, mark) in marks.enumerated() where start + mark.count <= text.count {
        let mark = mark.span
        var length = 0
        while length < mark.count, text[start + length] == mark[length] { length += 1 }
        let bit: UInt64 = 1 << UInt64(place)
        guard length == mark.count, found & bit == 0 else { continue }
        let isPart =
          words & bit != 0
          && (start > 0 && Self.isOfWord(text[start - 1])
            || start + length < text.count && Self.isOfWord(text[start + length]))
        if !isPart { found |= bit }
      }
      end += 1
    }
    return found
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
