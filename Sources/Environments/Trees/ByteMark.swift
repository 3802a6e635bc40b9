/// A run of bytes to look for, quickly, in files that are mostly passed over.
///
/// By Horspool's rule: the byte under the mark's end says how far the next place can be.
package struct ByteMark: Sendable {
  let bytes: [UInt8]
  private let steps: [Int]

  /// - Precondition: the text is not empty.
  package init(_ text: String) {
    precondition(!text.isEmpty, "an empty mark is everywhere")
    bytes = Array(text.utf8)
    var steps = [Int](repeating: bytes.count, count: 256)
    for (index, byte) in bytes.dropLast().enumerated() {
      steps[Int(byte)] = bytes.count - 1 - index
    }
    self.steps = steps
  }

  /// Whether the text holds the mark.
  func isIn(_ text: [UInt8]) -> Bool { first(in: text, from: 0) != nil }

  /// The first place at or after an offset where the mark stands.
  package func first(in text: [UInt8], from start: Int) -> Int? {
    let text = text.span
    let last = bytes.count - 1
    var place = start
    while place + last < text.count {
      let end = text[place + last]
      if end == bytes[last] {
        var length = 0
        while length < last, text[place + length] == bytes[length] { length += 1 }
        if length == last { return place }
      }
      place += steps[Int(end)]
    }
    return nil
  }
}
