/// The check digits that issuers put at the end of their tokens.
enum CheckDigits {
  /// Whether the last six characters are the CRC-32 of `body`, in digits, capitals and small letters.
  ///
  /// GitHub and npm write tokens like this:
  /// https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  static func areCRC(_ digits: some StringProtocol, of body: some StringProtocol) -> Bool {
    var rest = crc32(body.utf8)
    var expected: [UInt8] = []
    for _ in digits.utf8 {
      expected.append(alphabet[Int(rest % 62)])
      rest /= 62
    }
    return rest == 0 && expected.reversed().elementsEqual(digits.utf8)
  }

  /// Digits of base 62 as GitHub orders them.
  static let alphabet = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// The checksum of ISO 3309, as zlib computes it.
  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
