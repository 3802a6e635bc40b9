extension [UInt8] {
  /// Appends a number in decimal digits.
  package mutating func append(decimal number: Int) {
    guard number >= 0, number < 10_000 else { return append(contentsOf: number.description.utf8) }
    let zero = UInt8(ascii: "0")
    if number >= 1000 { append(zero + UInt8(number / 1000)) }
    if number >= 100 { append(zero + UInt8(number / 100 % 10)) }
    if number >= 10 { append(zero + UInt8(number / 10 % 10)) }
    append(zero + UInt8(number % 10))
  }
}

/// Writes JSON into bytes, putting the commas where they belong.
package struct JSONWriter: Sendable {
  /// What is written so far, as UTF-8.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Writes an object whose members `body` writes, each a key and a value.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "{"))
    body(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  /// Writes an array whose elements `body` writes.
  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "["))
    body(&self)
    bytes.append(UInt8(ascii: "]"))
  }

  /// Writes a key; its value is written next.
  package mutating func key(_ name: String) {
    value(name)
    bytes.append(UInt8(ascii: ":"))
  }

  /// Writes a string, with what JSON forbids in one escaped.
  package mutating func value(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      if Self.isPlain(utf8) {
        bytes.append(contentsOf: utf8)
      } else {
        for byte in utf8 { append(escaping: byte) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a number in decimal digits.
  package mutating func value(_ number: Int) {
    separate()
    bytes.append(decimal: number)
  }
  /// Writes `true` or `false`.
  package mutating func value(_ truth: Bool) { raw(truth ? "true" : "false") }
  /// Writes the shortest number that reads back the same; null where there is none, as for NaN.
  package mutating func value(_ number: Float) {
    raw(number.isFinite ? number.description : "null")
  }
  /// Writes the shortest number that reads back the same; null where there is none, as for NaN.
  package mutating func value(_ number: Double) {
    raw(number.isFinite ? number.description : "null")
  }
  /// Puts in a value that is JSON already.
  package mutating func value(written json: [UInt8]) {
    separate()
    bytes += json
  }

  /// Writes `null`.
  package mutating func null() { raw("null") }

  /// Writes a member that is a string.
  package mutating func field(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes a member that is a whole number.
  package mutating func field(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  /// Writes a member that is a number; null for one that is not finite.
  package mutating func field(_ name: String, _ number: Float) {
    key(name)
    value(number)
  }

  /// Writes a member that is a number; null for one that is not finite.
  package mutating func field(_ name: String, _ number: Double) {
    key(name)
    value(number)
  }

  /// Writes a member that is true or false.
  package mutating func field(_ name: String, _ truth: Bool) {
    key(name)
    value(truth)
  }

  /// The text of one value.
  package static func text(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.bytes.reserveCapacity(256)
    body(&writer)
    return writer.bytes
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func separate() {
    switch bytes.last {
    case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): return
    default: bytes.append(UInt8(ascii: ","))
    }
  }

  /// Whether each byte of a string stands for itself.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in text
    where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
      return false
    }
    return true
  }

  private mutating func append(escaping byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case UInt8(ascii: "\n"):
      bytes.append(contentsOf: "\\n".utf8)
    case 0..<0x20:
      bytes.append(contentsOf: "\\u00".utf8)
      bytes.append(Self.digits[Int(byte >> 4)])
      bytes.append(Self.digits[Int(byte & 15)])
    default: bytes.append(byte)
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
