/// UTF-8 that grows at its end, with room that is looked for once for each piece and not for each byte.
package struct TextBuffer: Sendable {
  /// What is written, and behind it the room for more.
  private var storage = blank
  /// How many bytes are written.
  package private(set) var count = 0

  /// Room for most answers and lines, which is copied with the first piece: an array that is filled with
  /// one value again and again takes three times as long.
  private static let blank = [UInt8](repeating: 0, count: 512)

  /// Nothing yet.
  package init() {}

  /// Appends text that the program has.
  package mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends text.
  package mutating func append(contentsOf text: String) {
    text.utf8.span.withUnsafeBufferPointer { append($0) }
  }

  /// Appends bytes.
  package mutating func append(contentsOf bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { append($0) }
  }

  /// Appends a number in decimal digits.
  package mutating func append(decimal number: Int) {
    guard number >= 0, number < 10_000 else { return append(contentsOf: number.description) }
    let zero = UInt8(ascii: "0")
    fill(4) { room in
      var count = 0
      func write(_ digit: Int) {
        room[count] = zero + UInt8(truncatingIfNeeded: digit % 10)
        count += 1
      }
      if number >= 1000 { write(number / 1000) }
      if number >= 100 { write(number / 100) }
      if number >= 10 { write(number / 10) }
      write(number)
      return count
    }
  }

  /// Lends what is written.
  package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// What is written; nothing can be appended to it any more.
  package consuming func finished() -> [UInt8] {
    storage.removeLast(storage.count - count)
    return storage
  }

  /// Appends up to so many bytes, which `body` writes and counts.
  @inline(__always)
  mutating func fill(_ most: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    if storage.count &- count < most { grow(most) }
    let start = count
    count = storage.withUnsafeMutableBufferPointer { room in
      start &+ body(UnsafeMutableBufferPointer(rebasing: room[start..<(start &+ most)]))
    }
  }

  @inline(__always)
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    fill(bytes.count) { $0.update(fromContentsOf: bytes) }
  }

  private mutating func grow(_ most: Int) {
    storage.append(contentsOf: repeatElement(0, count: max(storage.count, most)))
  }
}
