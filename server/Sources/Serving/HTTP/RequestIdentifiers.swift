/// Makes up what requests are called in their answers and in the logs.
///
/// Each event loop has its own, so that a name costs neither a lock nor a call of the kernel. The
/// names are unlike each other, and no secret.
package struct RequestIdentifiers: Sendable {
  private var first: UInt64
  private var second: UInt64

  package init() {
    var random = SystemRandomNumberGenerator()
    first = random.next() | 1
    second = random.next()
  }

  /// The client's own name for the request, where it is one that can be logged, or a new one.
  mutating func accepting(_ given: String?) -> String {
    if let given, Self.isPlain(given) { return given }
    return hexadecimal(next(), next())
  }

  /// The next 64 bits of xoroshiro128+ (Blackman and Vigna, 2018), which never repeats in practice.
  mutating func next() -> UInt64 {
    let result = first &+ second
    let mixed = first ^ second
    first = rotated(first, by: 24) ^ mixed ^ (mixed << 16)
    second = rotated(mixed, by: 37)
    return result
  }

  private func rotated(_ bits: UInt64, by count: UInt64) -> UInt64 {
    bits << count | bits >> (64 - count)
  }

  /// Letters, digits, `.`, `_`, `-` and `:`, at most 128.
  static func isPlain(_ text: String) -> Bool {
    let length = text.utf8.count
    return length > 0 && length <= 128
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "-"), UInt8(ascii: ":"):
          true
        default: false
        }
      }
  }
}

/// Numbers in lower-case hexadecimal digits, 16 for each.
func hexadecimal(_ words: UInt64...) -> String {
  String(unsafeUninitializedCapacity: words.count * 16) { buffer in
    for (index, word) in words.enumerated() {
      for place in 0..<16 {
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - place * 4)) & 15
        buffer[index * 16 + place] = digit < 10 ? 0x30 + digit : 0x57 + digit
      }
    }
    return words.count * 16
  }
}
