/// Turns libyaml's positions, which count code points, into byte offsets.
///
/// Text that is all ASCII needs no table. Any other keeps the offset of each 64th code point.
struct CodePointIndex {
  private static let stride = 64
  private let bytes: [UInt8]
  private let checkpoints: [Int]
  /// Where the text proper begins: after a byte order mark.
  let start: Int

  /// Where byte order marks stand before further documents: they are no part of the text either.
  let marks: Set<Int>

  /// What is wrong with a text's encoding.
  enum Problem: Error, Hashable {
    case utf16
    case invalidUTF8(offset: Int)
  }

  /// - Throws: ``Problem`` when the bytes are not UTF-8.
  init(_ bytes: [UInt8]) throws(Problem) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw .utf16 }
    self.bytes = bytes
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard !bytes.allSatisfy({ $0 < 0x80 }) else {
      checkpoints = []
      marks = []
      return
    }
    if let offset = Self.firstInvalidOffset(bytes) { throw .invalidUTF8(offset: offset) }
    marks = Self.marks(in: bytes, from: start)
    var checkpoints: [Int] = []
    var count = 0
    for offset in start..<bytes.count where bytes[offset] & 0xC0 != 0x80 {
      if marks.contains(offset) { continue }
      if count % Self.stride == 0 { checkpoints.append(offset) }
      count += 1
    }
    self.checkpoints = checkpoints
  }

  /// The byte offset in the file of the code point that libyaml calls `index`.
  func byteOffset(ofCodePoint index: Int) -> Int {
    guard !checkpoints.isEmpty else { return min(start + index, bytes.count) }
    let checkpoint = index / Self.stride
    guard checkpoint < checkpoints.count else { return bytes.count }
    var offset = checkpoints[checkpoint]
    var remaining = index % Self.stride
    while remaining > 0, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      if marks.contains(offset) { offset += 3 }
      remaining -= 1
    }
    return offset
  }

  /// Kustomize and kubectl read each document by itself, so that each may begin with a mark.
  private static func marks(in bytes: [UInt8], from start: Int) -> Set<Int> {
    var marks: Set<Int> = []
    var isBehindSeparator = false
    var line = start
    while line < bytes.count {
      let rest = bytes[line...]
      if isBehindSeparator, rest.starts(with: [0xEF, 0xBB, 0xBF]) { marks.insert(line) }
      isBehindSeparator = rest.starts(with: [0x2D, 0x2D, 0x2D])
      line = (rest.firstIndex(of: 0x0A) ?? bytes.count) + 1
    }
    return marks
  }

  /// The text without its marks.
  var textWithoutMarks: [UInt8] {
    var result: [UInt8] = []
    var offset = start
    for mark in marks.sorted() {
      result += bytes[offset..<mark]
      offset = mark + 3
    }
    return result + bytes[offset...]
  }

  private static func firstInvalidOffset(_ bytes: [UInt8]) -> Int? {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }
}
