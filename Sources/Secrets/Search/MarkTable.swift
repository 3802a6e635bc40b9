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

  private init(_ formats: [TokenFormat]) {
    var marks = [[Mark]](repeating: [], count: 256)
    for format in formats {
      for text in format.marks {
        let bytes = Array(text.utf8)
        marks[Int(bytes[0])].append(
          Mark(
            bytes: bytes, reach: format.reach,
            beginsWord: format.beginsWord && bytes[0].isWordCharacter))
      }
    }
    self.marks = marks
  }

  /// Whether a mark begins with a byte.
  func hasMark(beginningWith byte: UInt8) -> Bool { !marks[Int(byte)].isEmpty }

  /// Whether a mark stands at a position, with what must follow it.
  func marks(_ bytes: [UInt8], at position: Int) -> Bool {
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
