import Inference

/// Reads JSON as XGBoost writes it, with `NaN` and `Infinity` among the numbers.
struct ForestJSONReader {
  let bytes: [UInt8]
  let file: String
  private(set) var place = 0

  mutating func read() throws(ModelLoadError) -> ForestDocument {
    let document = try value(depth: 0)
    skipSpace()
    guard place == bytes.count else { throw error("something follows the document") }
    return document
  }

  private func error(_ message: String) -> ModelLoadError {
    ModelLoadError("\(file): at byte \(place): \(message)")
  }

  private mutating func skipSpace() {
    while place < bytes.count,
      bytes[place] == 0x20 || (0x09...0x0a).contains(bytes[place]) || bytes[place] == 0x0d
    {
      place += 1
    }
  }

  /// The next byte that is not white space.
  private mutating func peek() throws(ModelLoadError) -> UInt8 {
    skipSpace()
    guard place < bytes.count else { throw error("the file ends here") }
    return bytes[place]
  }

  private mutating func expect(_ byte: UInt8) throws(ModelLoadError) {
    guard try peek() == byte else { throw error("'\(Unicode.Scalar(byte))' is expected") }
    place += 1
  }

  private mutating func value(depth: Int) throws(ModelLoadError) -> ForestDocument {
    guard depth < ForestDocument.maximumDepth else { throw error("values are too deep") }
    switch try peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws(ModelLoadError) -> ForestDocument {
    place += 1
    var members: [String: ForestDocument] = [:]
    if try peek() == UInt8(ascii: "}") {
      place += 1
      return .object(members)
    }
    while true {
      let name = try string()
      try expect(UInt8(ascii: ":"))
      guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
        throw error("'\(name)' is there twice")
      }
      if try peek() == UInt8(ascii: "}") { break }
      try expect(UInt8(ascii: ","))
    }
    place += 1
    return .object(members)
  }

  private mutating func array(depth: Int) throws(ModelLoadError) -> ForestDocument {
    place += 1
    var elements = ForestDocument.Elements()
    if try peek() == UInt8(ascii: "]") {
      place += 1
      return elements.document
    }
    while true {
      guard elements.append(try value(depth: depth + 1)) else {
        throw error("an array has numbers and other values")
      }
      if try peek() == UInt8(ascii: "]") { break }
      try expect(UInt8(ascii: ","))
    }
    place += 1
    return elements.document
  }

  private mutating func string() throws(ModelLoadError) -> String {
    try expect(UInt8(ascii: "\""))
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("a string is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      case ..<0x20: throw error("a string has a control character")
      default: text.append(byte)
      }
    }
    throw error("the file ends in a string")
  }

  private mutating func escape(into text: inout [UInt8]) throws(ModelLoadError) {
    guard place < bytes.count else { throw error("the file ends in a string") }
    let byte = bytes[place]
    place += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"):
      let digits = bytes[place..<min(place + 4, bytes.count)]
      guard digits.count == 4, digits.allSatisfy({ $0 != 0x2b && $0 != 0x2d }),
        let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw error("an escape is not of one character") }
      place += 4
      text += Array(String(Character(scalar)).utf8)
    default: throw error("an escape is not known")
    }
  }

  /// A number, `true`, `false`, `null`, `NaN` or `Infinity`.
  private mutating func word() throws(ModelLoadError) -> ForestDocument {
    let start = place
    while place < bytes.count, Self.isWord(bytes[place]) { place += 1 }
    let word = String(decoding: bytes[start..<place], as: UTF8.self)
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "NaN": return .number(.nan)
    case "Infinity": return .number(.infinity)
    case "-Infinity": return .number(-.infinity)
    default:
      let first = word.utf8.first ?? 0
      guard first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
        word.utf8.allSatisfy({ (0x2b...0x39).contains($0) || $0 | 0x20 == UInt8(ascii: "e") }),
        let number = Self.number(word)
      else {
        place = start
        throw error("a value is expected")
      }
      return .number(number)
    }
  }

  /// XGBoost writes a float with a fraction or an exponent, in as many digits as tell it from other
  /// floats: by way of a double it could be rounded twice.
  private static func number(_ word: String) -> Double? {
    let isInteger = word.utf8.allSatisfy { $0 == 0x2d || (0x30...0x39).contains($0) }
    return isInteger ? Double(word) : Float(word).map { Double($0) }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == 0x2b
      || byte == 0x2d || byte == 0x2e
  }
}
