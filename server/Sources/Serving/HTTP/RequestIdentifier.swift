/// What a request is called in its answer and in the logs.
enum RequestIdentifier {
  /// The client's own name for the request, where it is one that can be logged, or a new one.
  static func accepting(_ given: String?) -> String {
    if let given, isPlain(given) { return given }
    let digits = Array("0123456789abcdef".utf8)
    var random = SystemRandomNumberGenerator()
    return String(unsafeUninitializedCapacity: 32) { buffer in
      for half in 0..<2 {
        var bits = random.next()
        for place in 0..<16 {
          buffer[half * 16 + place] = digits[Int(bits & 15)]
          bits >>= 4
        }
      }
      return 32
    }
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
