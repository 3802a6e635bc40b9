import CKubernetesFacts

/// The bytes of the embedded table of API facts, read in place.
///
/// Nothing is parsed when the process starts: a question touches the records it needs. The layout,
/// all numbers little-endian: `KFT1`; seven counts (types, fields, shapes, kinds, former fields,
/// words of lists, bytes of text); then these sections in the same order, each an array of records
/// of 32-bit words. A text is an offset into the last section, where two bytes of length precede
/// UTF-8; a list is an index into the words of lists, where its count precedes its texts.
@safe struct FactTable: Sendable {
  /// The number that stands for an absent text, list or type.
  static let none = UInt32.max

  /// A section of fixed-size records.
  struct Section: Sendable {
    let start: Int
    let count: Int
    let width: Int
  }

  let types: Section
  let fields: Section
  let shapes: Section
  let kinds: Section
  let formerFields: Section
  private let lists: Section
  private let text: Int
  nonisolated(unsafe) private let bytes: UnsafeBufferPointer<UInt8>

  static let embedded = FactTable()

  private init() {
    unsafe bytes = UnsafeBufferPointer(
      start: kubernetes_facts_bytes(), count: kubernetes_facts_size())
    let words = unsafe bytes
    func count(_ index: Int) -> Int {
      let offset = 4 + index * 4
      return (0..<4).reduce(0) { unsafe $0 | Int(words[offset + $1]) << (8 * $1) }
    }
    var next = 4 + 7 * 4
    func section(_ index: Int, width: Int) -> Section {
      defer { next += count(index) * width * 4 }
      return Section(start: next, count: count(index), width: width)
    }
    types = section(0, width: 4)
    fields = section(1, width: 8)
    shapes = section(2, width: 2)
    kinds = section(3, width: 8)
    formerFields = section(4, width: 2)
    lists = section(5, width: 1)
    text = next
  }

  /// Word number `column` of record number `row`.
  func word(_ section: Section, _ row: Int, _ column: Int) -> UInt32 {
    precondition(row >= 0 && row < section.count && column < section.width, "outside the facts")
    let offset = section.start + (row * section.width + column) * 4
    return unsafe UInt32(
      littleEndian: UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
        .loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  func string(_ offset: UInt32) -> String? {
    guard offset != Self.none else { return nil }
    let bytes = unsafe utf8(offset)
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  func strings(_ index: UInt32) -> [String] {
    guard index != Self.none else { return [] }
    let count = Int(word(lists, Int(index), 0))
    return (0..<count).compactMap { string(word(lists, Int(index) + 1 + $0, 0)) }
  }

  /// The row among `rows` whose text in `column` is `key`; the rows are sorted by its bytes.
  func row(
    of key: String, in section: Section, rows: Range<Int>, column: Int = 0
  ) -> Int? {
    var key = key
    return key.withUTF8 { (wanted) -> Int? in
      var low = rows.lowerBound
      var high = rows.upperBound
      while low < high {
        let middle = (low + high) / 2
        let order = unsafe compare(utf8(word(section, middle, column)), wanted)
        if order == 0 { return middle }
        if order < 0 { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }

  @unsafe private func utf8(_ offset: UInt32) -> UnsafeBufferPointer<UInt8> {
    let start = text + Int(offset)
    let count = unsafe Int(bytes[start]) | Int(bytes[start + 1]) << 8
    return unsafe UnsafeBufferPointer(rebasing: bytes[(start + 2)..<(start + 2 + count)])
  }

  @unsafe private func compare(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Int {
    for index in 0..<min(left.count, right.count) {
      let difference = unsafe Int(left[index]) - Int(right[index])
      if difference != 0 { return difference }
    }
    return left.count - right.count
  }
}
