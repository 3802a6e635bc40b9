import Diagnostics

/// Reads what ``RecordWriter`` wrote, in the order in which it was written.
struct RecordReader {
  /// Bytes that no writer wrote.
  struct Malformed: Error {}

  private let bytes: [UInt8]
  private var position = 0
  private var knownTexts: [String] = []
  private var knownFiles: [SourceFile] = []
  /// Finds a file that the writer was told is known.
  private let file: (String) -> SourceFile?

  init(_ bytes: [UInt8], finding file: @escaping (String) -> SourceFile?) {
    self.bytes = bytes
    self.file = file
  }

  /// Whether all was read.
  var isAtEnd: Bool { position == bytes.count }

  mutating func number() throws(Malformed) -> Int {
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

  mutating func flag() throws(Malformed) -> Bool { try number() == 1 }

  mutating func data() throws(Malformed) -> [UInt8] {
    let count = try number()
    guard count <= bytes.count - position else { throw Malformed() }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func text() throws(Malformed) -> String {
    let place = try number()
    guard place == 0 else { return try known(knownTexts, place) }
    let text = String(decoding: try data(), as: UTF8.self)
    knownTexts.append(text)
    return text
  }

  mutating func source() throws(Malformed) -> SourceFile {
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

  mutating func optional<Value>(
    _ read: (inout RecordReader) throws(Malformed) -> Value
  ) throws(Malformed) -> Value? {
    try flag() ? try read(&self) : nil
  }

  mutating func list<Value>(
    _ read: (inout RecordReader) throws(Malformed) -> Value
  ) throws(Malformed) -> [Value] {
    let count = try number()
    // Nothing is written with less than a byte.
    guard count <= bytes.count - position else { throw Malformed() }
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }

  mutating func texts() throws(Malformed) -> [String] {
    try list { (reader) throws(Malformed) in try reader.text() }
  }

  mutating func optionalText() throws(Malformed) -> String? {
    try optional { (reader) throws(Malformed) in try reader.text() }
  }

  private func known<Value>(_ values: [Value], _ place: Int) throws(Malformed) -> Value {
    guard values.indices.contains(place - 1) else { throw Malformed() }
    return values[place - 1]
  }
}
