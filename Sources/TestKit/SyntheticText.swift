import Values

/// Writes texts that have the form of secrets and are none, from a notation that no scanner takes for
/// one: `⟨b62:36⟩` stands for so many characters of an alphabet.
package struct SyntheticText {
  private var state: UInt64

  /// - Parameter seed: what decides which characters are drawn.
  package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  private mutating func next(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % limit
  }

  private static let digits = "0123456789"
  private static let small = "abcdefghijklmnopqrstuvwxyz"
  private static let alphabets: [String: String] = [
    "dec": digits, "hex": digits + "abcdef", "a": small, "A": small.uppercased(),
    "b62": digits + small.uppercased() + small, "B32": digits + small.uppercased(),
    "b32": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "b64": digits + small.uppercased() + small + "+/",
    "b36": digits + small, "bech": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
  ]

  /// So many characters of an alphabet, with at least a digit, a capital and a small letter where it has
  /// them: what is drawn and lacks one is drawn again.
  private mutating func draw(_ alphabet: String, _ count: Int) -> String {
    let characters = Array(Self.alphabets[alphabet] ?? alphabet)
    while true {
      let text = String((0..<count).map { _ in characters[next(below: characters.count)] })
      guard count >= 10, alphabet.hasPrefix("b6") else { return text }
      if text.contains(where: \.isNumber), text.contains(where: \.isUppercase),
        text.contains(where: \.isLowercase)
      {
        return text
      }
    }
  }

  /// The text with every piece of the notation written out, innermost first.
  package mutating func expand(_ template: String) -> String {
    var text = template
    while let open = text.lastIndex(of: "⟨"), let close = text[open...].firstIndex(of: "⟩") {
      let words = text[text.index(after: open)..<close].split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false
      ).map(String.init)
      text.replaceSubrange(open...close, with: value(words))
    }
    return text
  }

  private mutating func value(_ words: [String]) -> String {
    let argument = words.count > 1 ? words[1] : ""
    switch words[0] {
    case "crc":
      let body = draw("b62", Int(argument) ?? 30)
      return body + checkDigits(of: body)
    case "snowflake":
      return String(Base64.encode(Array(("1" + draw("dec", 17)).utf8)).prefix { $0 != "=" })
    case "login": return Base64.encode(Array("web:\(draw("b62", 14))".utf8))
    case "base64": return Base64.encode(Array(argument.utf8))
    case "jwt":
      let parts = ["{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"sub\":\"\(draw("dec", 12))\"}"]
      return (parts.map { url(Base64.encode(Array($0.utf8))) } + [draw("b62", 43)])
        .joined(separator: ".")
    default: return draw(words[0], Int(argument) ?? 1)
    }
  }

  private func url(_ text: String) -> String {
    text.replacing("=", with: "").replacing("+", with: "-").replacing("/", with: "_")
  }

  private func checkDigits(of body: String) -> String {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in body.utf8 {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    var rest = ~sum
    let digits = Array(Self.alphabets["b62"] ?? "")
    var text = ""
    for _ in 0..<6 {
      text = String(digits[Int(rest % 62)]) + text
      rest /= 62
    }
    return text
  }
}
