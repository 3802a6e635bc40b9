import Values

extension Base64 {
  /// The text behind an encoded one, with or without padding; nil where it is none, or what it holds
  /// is no text.
  static func text(_ encoded: String) -> String? {
    // Most texts are none, and cost no copy.
    guard encoded.utf8.allSatisfy({ $0 <= 0x20 || $0.isBase64 }) else { return nil }
    var compact = encoded.utf8.filter { $0 > 0x20 }
    guard compact.count >= 8 else { return nil }
    while compact.count % 4 != 0 { compact.append(UInt8(ascii: "=")) }
    guard let bytes = decode(String(decoding: compact, as: UTF8.self)),
      let text = String(validating: bytes, as: UTF8.self),
      text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 })
    else { return nil }
    return text
  }
}

extension UInt8 {
  /// A character of Base64, its padding too.
  var isBase64: Bool {
    isAlphanumeric || self == UInt8(ascii: "+") || self == UInt8(ascii: "/")
      || self == UInt8(ascii: "=")
  }
}
