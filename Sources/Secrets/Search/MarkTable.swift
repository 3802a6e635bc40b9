/// The marks of all token formats, by the byte that each begins with.
struct MarkTable: Sendable {
  /// A text without which no token of some formats stands anywhere.
  struct Mark: Sendable {
    /// Where it stands in the text of all marks: numbers, so that none is counted as it is looked at.
    var start: Int
    var count: Int
    /// How many characters of a token follow at least.
    var reach: Int
    /// Whether no word goes on into it.
    var beginsWord: Bool
  }

  static let standard = MarkTable(SecretRule.all.flatMap(\.formats))

  private let marks: [[Mark]]
  /// All marks, one behind the other.
  private let text: [UInt8]
  /// A bit for each two bytes with which a mark begins: most texts have many first ones and few of these.
  private let beginnings: [UInt32]

  private init(_ formats: [TokenFormat]) {
    var marks = [[Mark]](repeating: [], count: 256)
    var all: [UInt8] = []
    var beginnings = [UInt32](repeating: 0, count: 256 * 8)
    for format in formats {
      for text in format.marks {
        let bytes = Array(text.utf8)
        for second in bytes.count > 1 ? [bytes[1]] : Array(0...UInt8.max) {
          beginnings[Self.word(of: bytes[0], second)] |= 1 << UInt32(second % 32)
        }
        marks[Int(bytes[0])].append(
          Mark(
            start: all.count, count: bytes.count, reach: format.reach,
            beginsWord: format.beginsWord && bytes[0].isWordCharacter))
        all += bytes
      }
    }
    self.marks = marks
    text = all
    self.beginnings = beginnings
  }

  private static func word(of first: UInt8, _ second: UInt8) -> Int {
    Int(first) * 8 + Int(second) / 32
  }

  /// Whether a mark begins with a byte.
  func hasMark(beginningWith byte: UInt8) -> Bool { !marks[Int(byte)].isEmpty }

  /// Whether a mark stands at a position, with what must follow it.
  @inline(__always)
  func marks(_ bytes: [UInt8], at position: Int) -> Bool {
    let second = position + 1 < bytes.count ? bytes[position + 1] : 0
    let word = beginnings[Self.word(of: bytes[position], second)]
    guard word & (1 << UInt32(second % 32)) != 0 else { return false }
    return hasMark(bytes, at: position)
  }

  private func hasMark(_ bytes: [UInt8], at position: Int) -> Bool {
    for mark in marks[Int(bytes[position])] where stands(mark, in: bytes, at: position) {
      return true
    }
    return false
  }

  private func stands(_ mark: Mark, in bytes: [UInt8], at position: Int) -> Bool {
    if mark.beginsWord, position > 0, bytes[position - 1].isWordCharacter { return false }
    let end = position + mark.count
    guard end + mark.reach <= bytes.count else { return false }
    for index in 0..<mark.count where bytes[position + index] != text[mark.start + index] {
      return false
    }
    return bytes[end..<end + mark.reach].allSatisfy {
      $0.isWordCharacter || "-.~+/=".utf8.contains($0)
    }
  }
}
