/// Reads what ``RecordWriter`` wrote, in the order in which it was written.
package struct RecordReader {
  /// Bytes that no writer wrote.
  package struct Malformed: Error {
    package init() {}
  }

  private let bytes: [UInt8]
  private var position = 0
  private var knownTexts: [String] = []
  private var knownFiles: [SourceFile] = []
  private let file: (String) -> SourceFile?

  /// - Parameter file: finds by its path a file that the writer was told is known.
  package init(
    _ bytes: [UInt8], finding file: @escaping (String) -> SourceFile? = { _ in nil }
  ) {
    self.bytes = bytes
    self.file = file
  }

  /// Whether all was read.
  package var isAtEnd: Bool { position == bytes.count }

  /// Reads a number.
  package mutating func number() throws(Malformed) -> Int {
    var (value, shift) = (0, 0)
    while position < bytes.count, shift < 63 {
      let byte = bytes[position]
      position += 1
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Malformed()
  }

  /// Reads one of two answers.
  package mutating func flag() throws(Malformed) -> Bool { try number() == 1 }

  /// Reads bytes.
  package mutating func data() throws(Malformed) -> [UInt8] {
    let count = try number()
    guard count <= bytes.count - position else { throw Malformed() }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// Reads a text.
  package mutating func text() throws(Malformed) -> String {
    let place = try number()
    guard place == 0 else { return try known(knownTexts, place) }
    let text = String(decoding: try data(), as: UTF8.self)
    knownTexts.append(text)
    return text
  }

  /// Reads a file.
  package mutating func source() throws(Malformed) -> SourceFile {
    let place = try number()
    guard place == 0 else { return try known(knownFiles, place) }
    let path = try text()
    let source: SourceFile
    if try flag() {
      guard let found = file(path) else { throw Malformed() }
      source = found
    } else {
      source = SourceFile(path: path, bytes: try data())
    }
    knownFiles.append(source)
    return source
  }

  /// Reads a value, if there is one.
  package mutating func optional<Value>(
    _ read: (inout RecordReader) throws(Malformed) -> Value
  ) throws(Malformed) -> Value? {
    try flag() ? try read(&self) : nil
  }

  /// Reads any number of values.
  package mutating func list<Value>(
    _ read: (inout RecordReader) throws(Malformed) -> Value
  ) throws(Malformed) -> [Value] {
    let count = try number()
    // Nothing is written with less than a byte.
    guard count <= bytes.count - position else { throw Malformed() }
    var values: [Value] = []
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }

  /// Reads texts.
  package mutating func texts() throws(Malformed) -> [String] {
    try list { (reader) throws(Malformed) in try reader.text() }
  }

  /// Reads a text, if there is one.
  package mutating func optionalText() throws(Malformed) -> String? {
    try optional { (reader) throws(Malformed) in try reader.text() }
  }

  private func known<Value>(_ values: [Value], _ place: Int) throws(Malformed) -> Value {
    guard values.indices.contains(place - 1) else { throw Malformed() }
    return values[place - 1]
  }
}
