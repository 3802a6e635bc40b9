import Glibc
import Values

/// Whether a text looks as if it was drawn, not written: what tells a token from the name of an object.
///
/// The threshold: at least sixteen characters of one word, of at least three bits each by how often
/// they occur (Shannon), that change between small letters, capitals and digits at every fifth or
/// oftener, and without a digit at two of five, since words in a row change too; or at least thirty-two
/// hexadecimal digits of three bits each; or a UUID.
enum Randomness {
  static let leastLength = 16
  static let leastEntropy = 3.0
  static let leastChanges = 0.2
  static let leastChangesOfLetters = 0.4

  static func isLikely(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count >= leastLength, bytes.allSatisfy({ 0x21...0x7E ~= $0 }),
      entropy(of: bytes) >= leastEntropy
    else { return false }
    if isHexadecimal(bytes) { return bytes.count >= 32 }
    if isUUID(bytes) { return true }
    let changes = zip(bytes, bytes.dropFirst()).count { sort($0) != sort($1) }
    // Words that are joined by punctuation change at each joint and nowhere else.
    let joints = zip(bytes, bytes.dropFirst()).count { sort($0) == .other || sort($1) == .other }
    let least = bytes.contains(where: \.isDigit) ? leastChanges : leastChangesOfLetters
    return Double(changes - joints) >= least * Double(bytes.count - joints)
      && Set(bytes.map(sort)).subtracting([.other]).count > 1
  }

  /// Bits a character, by how often each occurs.
  static func entropy(of bytes: [UInt8]) -> Double {
    guard !bytes.isEmpty else { return 0 }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let total = Double(bytes.count)
    return counts.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / total
      return sum - share * log2(share)
    }
  }

  static func isHexadecimal(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) }
  }

  /// RFC 9562 §4: groups of 8, 4, 4, 4 and 12 digits.
  static func isUUID(_ bytes: [UInt8]) -> Bool {
    let groups = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { isHexadecimal(Array($0)) }
  }

  private enum Sort { case small, capital, digit, other }

  private static func sort(_ byte: UInt8) -> Sort {
    if byte.isLowercaseLetter { return .small }
    if byte.isLetter { return .capital }
    return byte.isDigit ? .digit : .other
  }
}
