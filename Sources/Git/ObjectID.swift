internal import CGit2
import Values

/// The name of an object: the SHA-1 of its contents.
///
/// Orders as its hexadecimal text does.
package struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
  // Three big-endian words: hashed and compared in a few instructions.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt32

  /// Reads 40 hexadecimal digits; anything else gives nil.
  package init?(hex: some StringProtocol) {
    let digits = hex.utf8
    guard digits.count == 40 else { return nil }
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    for (position, digit) in digits.enumerated() {
      guard let value = digit.hexadecimalValue else { return nil }
      switch position / 16 {
      case 0: words.0 = words.0 << 4 | UInt64(value)
      case 1: words.1 = words.1 << 4 | UInt64(value)
      default: words.2 = words.2 << 4 | UInt64(value)
      }
    }
    (first, second, third) = (words.0, words.1, UInt32(words.2))
  }

  init(_ raw: git_oid) {
    (first, second, third) = unsafe withUnsafeBytes(of: raw) { bytes in
      unsafe (
        UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
      )
    }
  }

  var raw: git_oid {
    var raw = git_oid()
    unsafe withUnsafeMutableBytes(of: &raw) { bytes in
      unsafe bytes.storeBytes(of: first.bigEndian, as: UInt64.self)
      unsafe bytes.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
      unsafe bytes.storeBytes(of: third.bigEndian, toByteOffset: 16, as: UInt32.self)
    }
    return raw
  }

  /// How many bytes an id has.
  static let length = 20

  /// Takes 20 bytes, first to last; any other number gives nil.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    let word = { (range: Range<Int>) in bytes[range].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    (first, second, third) = (word(0..<8), word(8..<16), UInt32(word(16..<20)))
  }

  /// The id's bytes, first to last.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  /// Appends the id's bytes, first to last.
  func append(to bytes: inout [UInt8]) {
    unsafe withUnsafeBytes(of: raw) { unsafe bytes.append(contentsOf: $0) }
  }

  /// The 40 lower-case hexadecimal digits.
  package var hex: String {
    first.hexadecimal(width: 16) + second.hexadecimal(width: 16) + third.hexadecimal(width: 8)
  }

  /// The leading digits, as people write it.
  package var short: String { String(hex.prefix(10)) }

  /// The hexadecimal digits.
  package var description: String { hex }

  /// Orders by the bytes, first to last.
  package static func < (left: ObjectID, right: ObjectID) -> Bool {
    (left.first, left.second, left.third) < (right.first, right.second, right.third)
  }
}

extension FixedWidthInteger {
  /// The bytes of the number, the most significant first.
  var bytes: [UInt8] { unsafe withUnsafeBytes(of: bigEndian) { unsafe Array($0) } }
}
