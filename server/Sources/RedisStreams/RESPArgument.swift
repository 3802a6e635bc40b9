package import NIOCore

/// One part of a command: its name or a value, as bytes.
package struct RESPArgument: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The bytes as they are sent, after their length.
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// The UTF-8 of a text.
  package init(_ text: String) { bytes = Array(text.utf8) }
  /// A number in decimal digits.
  package init(_ number: some BinaryInteger) { bytes = Array(String(number).utf8) }
  package init(stringLiteral text: String) { self.init(text) }
}

extension ByteBuffer {
  /// Writes a command as Redis reads it: an array of strings with their lengths.
  package mutating func write(command: [RESPArgument]) {
    writeStaticString("*")
    writeString(String(command.count))
    writeStaticString("\r\n")
    for argument in command {
      writeStaticString("$")
      writeString(String(argument.bytes.count))
      writeStaticString("\r\n")
      writeBytes(argument.bytes)
      writeStaticString("\r\n")
    }
  }
}
