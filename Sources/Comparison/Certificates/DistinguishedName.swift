import Values

/// The name of whom a certificate is for, or who signed it.
struct DistinguishedName: CustomStringConvertible {
  /// The last part first, as RFC 4514 §2 writes it: `CN=example,O=Example Org`.
  let description: String

  /// Reads a Name (RFC 5280 §4.1.2.4); nil for what is none.
  init?(_ element: DERReader.Element?) {
    guard let element, element.tag == DERReader.Tag.sequence else { return nil }
    var reader = element.elements
    var parts: [String] = []
    while !reader.isAtEnd {
      guard var attributes = reader.next(DERReader.Tag.set)?.elements else { return nil }
      var texts: [String] = []
      while !attributes.isAtEnd {
        guard var pair = attributes.next(DERReader.Tag.sequence)?.elements,
          let type = pair.next(DERReader.Tag.object).flatMap({ Self.dotted($0.content) }),
          let value = pair.next()
        else { return nil }
        texts.append("\(Self.names[type] ?? type)=\(Self.text(value))")
      }
      parts.append(texts.joined(separator: "+"))
    }
    description = parts.reversed().joined(separator: ",")
  }

  /// RFC 4514 §3, and the address that older certificates have.
  private static let names = [
    "2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "STREET",
    "2.5.4.10": "O", "2.5.4.11": "OU", "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID", "1.2.840.113549.1.9.1": "emailAddress",
  ]

  /// An object identifier as numbers with dots; nil where it is cut off.
  static func dotted(_ bytes: ArraySlice<UInt8>) -> String? {
    var numbers: [UInt64] = []
    var number: UInt64 = 0
    for byte in bytes {
      guard number < 1 << 56 else { return nil }
      number = number << 7 | UInt64(byte & 0x7F)
      guard byte & 0x80 == 0 else { continue }
      numbers.append(number)
      number = 0
    }
    guard let first = numbers.first, bytes.last.map({ $0 & 0x80 == 0 }) ?? false else { return nil }
    let root = min(first / 40, 2)
    return ([root, first - root * 40] + numbers.dropFirst()).map(String.init).joined(separator: ".")
  }

  private static func text(_ value: DERReader.Element) -> String {
    switch value.tag {
    // UTF8String, NumericString, PrintableString, IA5String.
    case 0x0C, 0x12, 0x13, 0x16: escaped(String(decoding: value.content, as: UTF8.self))
    // TeletexString, as everybody reads it: Latin-1.
    case 0x14: escaped(String(value.content.map { Character(Unicode.Scalar($0)) }))
    case 0x1E where value.content.count.isMultiple(of: 2):
      escaped(
        String(
          decoding: stride(from: value.content.startIndex, to: value.content.endIndex, by: 2).map {
            UInt16(value.content[$0]) << 8 | UInt16(value.content[$0 + 1])
          }, as: UTF16.self))
    default: "#\(value.content.hexadecimal)"
    }
  }

  /// What would be taken for the end of a part has a backslash before it.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if ",+\"\\<>;=".contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
