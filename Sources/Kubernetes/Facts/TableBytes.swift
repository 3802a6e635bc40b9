/// The bytes of an embedded table, read in place.
///
/// Numbers are little-endian; a text is two bytes of length before UTF-8.
@safe struct TableBytes: Sendable {
  nonisolated(unsafe) private let bytes: UnsafeBufferPointer<UInt8>

  /// - Parameter bytes: bytes that stay for as long as the process runs.
  @unsafe init(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe self.bytes = bytes }

  /// The byte at an offset.
  func byte(at offset: Int) -> UInt8 {
    unsafe assert(bytes.indices.contains(offset), "outside the table")
    return unsafe bytes[offset]
  }

  /// The 32 bits at an offset.
  func word(at offset: Int) -> UInt32 {
    unsafe assert(offset >= 0 && offset + 4 <= bytes.count, "outside the table")
    return unsafe UInt32(
      littleEndian: UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
        .loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The number at an offset, seven bits a byte, the lowest first; moves the offset behind it.
  func number(at offset: inout Int) -> Int {
    var number = 0
    var shift = 0
    while true {
      let byte = byte(at: offset)
      offset += 1
      number |= Int(byte & 127) << shift
      if byte < 128 { return number }
      shift += 7
    }
  }

  /// The text at an offset.
  func text(at offset: Int) -> String {
    let bytes = unsafe utf8(at: offset)
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// The row among `rows` whose text is `key`; the rows are sorted by the bytes of their texts.
  ///
  /// - Parameter offset: where the text of a row stands.
  func row(of key: String, in rows: Range<Int>, offset: (Int) -> Int) -> Int? {
    var key = key
    return key.withUTF8 { (wanted) -> Int? in
      var low = rows.lowerBound
      var high = rows.upperBound
      while low < high {
        let middle = (low + high) / 2
        let order = unsafe compare(utf8(at: offset(middle)), wanted)
        if order == 0 { return middle }
        if order < 0 { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }

  @unsafe private func utf8(at offset: Int) -> UnsafeBufferPointer<UInt8> {
    let count = unsafe Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
    return unsafe UnsafeBufferPointer(rebasing: bytes[(offset + 2)..<(offset + 2 + count)])
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
