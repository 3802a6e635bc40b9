/// The marks of all token formats, by the byte that each begins with.
struct MarkTable: Sendable {
  /// A text without which no token of some formats stands anywhere.
  struct Mark: Sendable {
    var bytes: [UInt8]
    /// How many characters of a token follow at least.
    var reach: Int
    /// Whether no word goes on into it.
    var beginsWord: Bool
  }

  static let standard = MarkTable(SecretRule.all.flatMap(\.formats))

  private let marks: [[Mark]]
  /// A bit for each two bytes with which a mark begins: most texts have many first ones and few of these.
  private let beginnings: [UInt32]

  private init(_ formats: [TokenFormat]) {
    var marks = [[Mark]](repeating: [], count: 256)
    var beginnings = [UInt32](repeating: 0, count: 256 * 8)
    for format in formats {
      for text in format.marks {
        let bytes = Array(text.utf8)
        for second in bytes.count > 1 ? [bytes[1]] : Array(0...UInt8.max) {
          beginnings[Self.word(of: bytes[0], second)] |= 1 << UInt32(second % 32)
        }
        marks[Int(bytes[0])].append(
          Mark(
            bytes: bytes, reach: format.reach,
            beginsWord: format.beginsWord && bytes[0].isWordCharacter))
      }
    }
    self.marks = marks
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
    marks[Int(bytes[position])].contains { mark in
      if mark.beginsWord, position > 0, bytes[position - 1].isWordCharacter { return false }
      let end = position + mark.bytes.count
      guard end + mark.reach <= bytes.count, bytes[position..<end].elementsEqual(mark.bytes) else {
        return false
      }
      return bytes[end..<end + mark.reach].allSatisfy {
        $0.isWordCharacter || "-.~+/=".utf8.contains($0)
      }
    }
  }
}
