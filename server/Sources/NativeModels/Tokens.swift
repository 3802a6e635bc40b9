/// The words of a text in lower case, as the model was trained on: runs of ASCII letters, digits and
/// apostrophes, and each `!` and `?`.
struct Tokens {
  /// The tokens with one space between, so that a pair of them is a part of it too.
  private(set) var joined: [UInt8] = []
  private(set) var ranges: [Range<Int>] = []

  /// - Parameter dropped: tokens that are left out, as if they were not there.
  init(of text: String, dropping dropped: [[UInt8]]) {
    let bytes = text.utf8.span
    joined.reserveCapacity(bytes.count + 1)
    var start = -1
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let letter = Self.letters[Int(byte)] {
        if start < 0 { start = begin() }
        joined.append(letter)
        continue
      }
      // Two letters outside ASCII are ASCII in lower case: the Kelvin sign, and I with a dot, whose
      // dot then ends the word.
      if byte == 0xe2, index + 1 < bytes.count, bytes[index] == 0x84, bytes[index + 1] == 0xaa {
        if start < 0 { start = begin() }
        joined.append(UInt8(ascii: "k"))
        index += 2
        continue
      }
      if byte == 0xc4, index < bytes.count, bytes[index] == 0xb0 {
        if start < 0 { start = begin() }
        joined.append(UInt8(ascii: "i"))
        index += 1
      }
      if start >= 0 {
        end(start, dropping: dropped)
        start = -1
      }
      if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") {
        let mark = begin()
        joined.append(byte)
        end(mark, dropping: dropped)
      }
    }
    if start >= 0 { end(start, dropping: dropped) }
  }

  private mutating func begin() -> Int {
    if !ranges.isEmpty { joined.append(UInt8(ascii: " ")) }
    return joined.count
  }

  private mutating func end(_ start: Int, dropping dropped: [[UInt8]]) {
    let token = joined[start...]
    if dropped.contains(where: { $0.count == token.count && token.elementsEqual($0) }) {
      joined.removeLast(joined.count - (ranges.last?.upperBound ?? 0))
    } else {
      ranges.append(start..<joined.count)
    }
  }

  /// For each byte of a word its lower case; nil for the others.
  private static let letters: [UInt8?] = (0...255).map { (byte: UInt8) -> UInt8? in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "'"):
      byte
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    default: nil
    }
  }
}
