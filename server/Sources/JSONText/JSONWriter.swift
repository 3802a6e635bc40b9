/// Writes JSON into bytes, putting the commas where they belong.
package struct JSONWriter: Sendable {
  private var text = TextBuffer()
  /// Whether what is written next stands behind another value.
  private var isBehindValue = false

  package init() {}

  /// Writes an object whose members `body` writes, each a key and a value.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    nest("{", "}", body)
  }

  /// Writes an array whose elements `body` writes.
  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    nest("[", "]", body)
  }

  /// Writes a key that the program has; its value is written next.
  ///
  /// - Parameter name: nothing in it has to be escaped.
  package mutating func key(_ name: StaticString) {
    write(
      UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), isKey: true)
  }

  /// Writes a key; its value is written next.
  package mutating func key(named name: String) {
    value(name)
    text.append(":")
    isBehindValue = false
  }

  /// Writes a string, with what JSON forbids in one escaped.
  package mutating func value(_ string: String) {
    string.utf8.span.withUnsafeBufferPointer { utf8 in
      if Self.isPlain(utf8) { write(utf8, isKey: false) } else { write(escaping: utf8) }
    }
  }

  /// Writes a string of so many bytes, in which `body` writes what has not to be escaped.
  package mutating func value(
    plain count: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    separate()
    text.append("\"")
    text.fill(count) { room in
      body(room)
      return count
    }
    text.append("\"")
  }

  /// Writes a number in decimal digits.
  package mutating func value(_ number: Int) {
    separate()
    text.append(decimal: number)
  }
  /// Writes `true` or `false`.
  package mutating func value(_ truth: Bool) {
    separate()
    text.append(truth ? "true" : "false")
  }
  /// Writes the shortest number that reads back the same; null where there is none, as for NaN.
  package mutating func value(_ number: Float) {
    raw(number.isFinite ? number.description : "null")
  }
  /// Writes the shortest number that reads back the same; null where there is none, as for NaN.
  package mutating func value(_ number: Double) {
    raw(number.isFinite ? number.description : "null")
  }
  /// Writes a number of thousandths as ``value(_:)-(Double)`` would write the same number.
  ///
  /// - Parameter count: from 0 to what 15 digits have room for, which every `Double` tells apart.
  package mutating func value(thousandths count: Int) {
    separate()
    text.append(decimal: count / 1000)
    text.append(".")
    let (tenths, rest) = (count / 100 % 10, count % 100)
    text.append(decimal: tenths)
    guard rest > 0 else { return }
    text.append(decimal: rest / 10)
    if rest % 10 > 0 { text.append(decimal: rest % 10) }
  }
  /// Puts in a value that is JSON already.
  package mutating func value(written json: [UInt8]) {
    separate()
    text.append(contentsOf: json)
  }

  /// Writes `null`.
  package mutating func null() {
    separate()
    text.append("null")
  }

  /// Writes a member that is a string.
  package mutating func field(_ name: StaticString, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes a member that is a whole number.
  package mutating func field(_ name: StaticString, _ number: Int) {
    key(name)
    value(number)
  }

  /// Writes a member that is a number; null for one that is not finite.
  package mutating func field(_ name: StaticString, _ number: Float) {
    key(name)
    value(number)
  }

  /// Writes a member that is a number; null for one that is not finite.
  package mutating func field(_ name: StaticString, _ number: Double) {
    key(name)
    value(number)
  }

  /// Writes a member that is true or false.
  package mutating func field(_ name: StaticString, _ truth: Bool) {
    key(name)
    value(truth)
  }

  /// The text of one value.
  package static func text(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    body(&writer)
    return writer.text.finished()
  }

  private mutating func nest(
    _ open: StaticString, _ close: StaticString, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    text.append(open)
    isBehindValue = false
    body(&self)
    text.append(close)
    isBehindValue = true
  }

  private mutating func raw(_ number: String) {
    separate()
    text.append(contentsOf: number)
  }

  /// Puts a comma before a value or a key that is not the first.
  private mutating func separate() {
    if isBehindValue { text.append(",") }
    isBehindValue = true
  }

  /// Writes a string that stands for itself, and all around it, in one step.
  private mutating func write(_ utf8: UnsafeBufferPointer<UInt8>, isKey: Bool) {
    let isBehindValue = isBehindValue
    text.fill(utf8.count + 4) { room in
      var count = 0
      if isBehindValue {
        room[0] = UInt8(ascii: ",")
        count = 1
      }
      room[count] = UInt8(ascii: "\"")
      _ = UnsafeMutableBufferPointer(rebasing: room[(count + 1)...]).update(fromContentsOf: utf8)
      count += 1 + utf8.count
      room[count] = UInt8(ascii: "\"")
      guard isKey else { return count + 1 }
      room[count + 1] = UInt8(ascii: ":")
      return count + 2
    }
    self.isBehindValue = !isKey
  }

  /// Whether each byte of a string stands for itself.
  ///
  /// All are looked at, which is quicker than to stop at one: hardly any string has to be escaped.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var isPlain = true
    for byte in text {
      isPlain =
        isPlain && byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
    return isPlain
  }

  private mutating func write(escaping utf8: UnsafeBufferPointer<UInt8>) {
    separate()
    text.append("\"")
    for byte in utf8 { append(escaping: byte) }
    text.append("\"")
  }

  private mutating func append(escaping byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): text.append("\\\"")
    case UInt8(ascii: "\\"): text.append("\\\\")
    case UInt8(ascii: "\n"): text.append("\\n")
    case 0..<0x20:
      text.append("\\u00")
      text.append(contentsOf: [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]])
    default: text.append(contentsOf: [byte])
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
