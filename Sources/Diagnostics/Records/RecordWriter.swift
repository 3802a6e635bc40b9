/// Writes values as bytes that ``RecordReader`` reads again: numbers by sevens of bits, texts and files
/// that come again by their place among those before.
package struct RecordWriter {
  /// What was written.
  package private(set) var bytes: [UInt8] = []
  private var texts: [String: Int] = [:]
  private var files: [ObjectIdentifier: Int] = [:]
  /// Keeps the files, so that no other comes to have the identity of one of them.
  private var held: [SourceFile] = []
  private let isKnown: (SourceFile) -> Bool

  /// - Parameter isKnown: whether whoever reads has a file, so that its bytes need not be written.
  package init(knowing isKnown: @escaping (SourceFile) -> Bool = { _ in false }) {
    self.isKnown = isKnown
  }

  /// Writes a number.
  ///
  /// - Precondition: it is not negative.
  package mutating func add(_ number: Int) {
    var rest = UInt(number)
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Writes one of two answers.
  package mutating func add(_ flag: Bool) { add(flag ? 1 : 0) }

  /// Writes bytes.
  package mutating func add(_ data: [UInt8]) {
    add(data.count)
    bytes += data
  }

  /// Writes a text, or its place where it was written before.
  package mutating func add(_ text: String) {
    if let known = texts[text] { return add(known + 1) }
    texts[text] = texts.count
    add(0)
    add(Array(text.utf8))
  }

  /// Writes a file, or its place where it was written before.
  package mutating func add(_ file: SourceFile) {
    let identity = ObjectIdentifier(file)
    if let known = files[identity] { return add(known + 1) }
    files[identity] = files.count
    held.append(file)
    add(0)
    add(file.path)
    let isKnown = isKnown(file)
    add(isKnown)
    if !isKnown { add(file.bytes) }
  }

  /// Writes whether there is a value, and the value.
  package mutating func add<Value>(_ value: Value?, _ write: (inout RecordWriter, Value) -> Void) {
    add(value != nil)
    if let value { write(&self, value) }
  }

  /// Writes how many values there are, and each.
  package mutating func add<Value>(_ values: [Value], _ write: (inout RecordWriter, Value) -> Void)
  {
    add(values.count)
    for value in values { write(&self, value) }
  }

  /// Writes texts.
  package mutating func add(_ texts: [String]) { add(texts) { $0.add($1) } }
  /// Writes a text, if there is one.
  package mutating func add(_ text: String?) { add(text) { $0.add($1) } }
}
