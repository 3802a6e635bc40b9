import Diagnostics
import Values

/// A JSON text as a value: objects keep the order of their keys.
package indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// A number as it was written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// The value of a key of an object.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// Reads one JSON text; nil when it is none.
  package init?(_ text: String) {
    var reader = JSONValueReader(Array(text.utf8))
    guard let value = reader.read() else { return nil }
    self = value
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as one line of JSON.
  package var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let value): JSONValue.writeString(value, to: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        JSONValue.writeString(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func writeString(_ value: String, to text: inout String) {
    var bytes: [UInt8] = []
    bytes.appendJSON(value)
    text += String(decoding: bytes, as: UTF8.self)
  }
}

/// Reads RFC 8259.
private struct JSONValueReader {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// Deeper texts are refused before they can exhaust the stack.
  private static let depthLimit = 512

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() -> JSONValue? {
    guard let value = readValue() else { return nil }
    skipSpace()
    return position == bytes.count ? value : nil
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func readValue() -> JSONValue? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= JSONValueReader.depthLimit else { return nil }
    skipSpace()
    switch byte {
    case UInt8(ascii: "{"): return readObject()
    case UInt8(ascii: "["): return readArray()
    case UInt8(ascii: "\""): return readString().map(JSONValue.string)
    case UInt8(ascii: "t"): return takeWord("true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return takeWord("false") ? .bool(false) : nil
    case UInt8(ascii: "n"): return takeWord("null") ? .null : nil
    default: return readNumber()
    }
  }

  private mutating func readNumber() -> JSONValue? {
    let start = position
    while let byte, byte.isDigit || "+-.eE".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return Double(text) == nil ? nil : .number(text)
  }

  private mutating func readArray() -> JSONValue? {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      guard let element = readValue() else { return nil }
      elements.append(element)
      skipSpace()
    } while take(",")
    return take("]") ? .array(elements) : nil
  }

  private mutating func readObject() -> JSONValue? {
    position += 1
    var members: [(key: String, value: JSONValue)] = []
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard byte == UInt8(ascii: "\""), let key = readString() else { return nil }
      skipSpace()
      guard take(":"), let value = readValue() else { return nil }
      members.append((key, value))
      skipSpace()
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func readString() -> String? {
    position += 1
    var units: [UInt8] = []
    while let next = byte {
      position += 1
      switch next {
      case UInt8(ascii: "\""): return String(validating: units, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = readEscape() else { return nil }
        units += String(Character(scalar)).utf8
      case ..<0x20: return nil
      default: units.append(next)
      }
    }
    return nil
  }

  private mutating func readEscape() -> Unicode.Scalar? {
    guard let letter = byte else { return nil }
    position += 1
    switch letter {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "u"): return readUnit()
    default: return nil
    }
  }

  private mutating func readUnit() -> Unicode.Scalar? {
    guard let high = readHexadecimal() else { return nil }
    guard (0xD800..<0xDC00).contains(high) else {
      return Unicode.Scalar(high) ?? "\u{FFFD}"
    }
    let saved = position
    if take("\\"), take("u"), let low = readHexadecimal(), (0xDC00..<0xE000).contains(low) {
      return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }
    position = saved
    return "\u{FFFD}"
  }

  private mutating func readHexadecimal() -> UInt32? {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, let number = digits.hexadecimalNumber else { return nil }
    position += 4
    return number
  }
}
