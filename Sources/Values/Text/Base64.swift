/// Base64 with padding (RFC 4648 §4), line breaks between characters ignored.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text of the bytes, in one line.
  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    var iterator = bytes.makeIterator()
    while let first = iterator.next() {
      let second = iterator.next()
      let third = second == nil ? nil : iterator.next()
      let group = Int(first) << 16 | Int(second ?? 0) << 8 | Int(third ?? 0)
      let padding = UInt8(ascii: "=")
      result += [
        alphabet[group >> 18], alphabet[group >> 12 & 63],
        second == nil ? padding : alphabet[group >> 6 & 63],
        third == nil ? padding : alphabet[group & 63],
      ]
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The bytes behind a text, or nil where it is no Base64.
  package static func decode(_ text: String) -> [UInt8]? {
    guard fault(in: text) == nil else { return nil }
    var result: [UInt8] = []
    var group = 0
    var count = 0
    for byte in text.utf8 {
      guard let value = value(of: byte) else { continue }
      group = group << 6 | value
      count += 1
      if count % 4 == 0 {
        result += [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)]
        group = 0
      }
    }
    switch count % 4 {
    case 2: result.append(UInt8(group >> 4 & 255))
    case 3: result += [UInt8(group >> 10 & 255), UInt8(group >> 2 & 255)]
    default: break
    }
    return result
  }

  /// The offset of the first byte that breaks the encoding, as the server counts it.
  package static func fault(in text: String) -> Int? {
    let bytes = Array(text.utf8)
    var position = 0
    /// The offset just past the last character of the current group of four.
    var inGroup = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x0a || byte == 0x0d {
        position += 1
        continue
      }
      if value(of: byte) != nil {
        inGroup = (inGroup + 1) % 4
        position += 1
        continue
      }
      guard byte == UInt8(ascii: "="), inGroup >= 2 else { return position }
      return paddingFault(bytes, at: position, missing: 4 - inGroup)
    }
    return inGroup == 0 ? nil : bytes.count - inGroup
  }

  private static func paddingFault(_ bytes: [UInt8], at start: Int, missing: Int) -> Int? {
    var position = start + 1
    func skipBreaks() {
      while position < bytes.count, bytes[position] == 0x0a || bytes[position] == 0x0d {
        position += 1
      }
    }
    if missing == 2 {
      skipBreaks()
      guard position < bytes.count else { return bytes.count }
      guard bytes[position] == UInt8(ascii: "=") else { return position - 1 }
      position += 1
    }
    skipBreaks()
    return position < bytes.count ? position : nil
  }

  private static func value(of byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
