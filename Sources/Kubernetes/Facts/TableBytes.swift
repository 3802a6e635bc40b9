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
    return key.withUTF8 { unsafe row(ofText: $0, in: rows, offset: offset) }
  }

  /// As ``row(of:in:offset:)`` for a text that is put together with slashes, without making one.
  func row(
    ofJoined first: String, _ second: String, _ third: String, in rows: Range<Int>,
    offset: (Int) -> Int
  ) -> Int? {
    let count = first.utf8.count + second.utf8.count + third.utf8.count + 2
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
      var end = 0
      func add(_ byte: UInt8) {
        unsafe buffer.initializeElement(at: end, to: byte)
        end += 1
      }
      for byte in first.utf8 { add(byte) }
      add(UInt8(ascii: "/"))
      for byte in second.utf8 { add(byte) }
      add(UInt8(ascii: "/"))
      for byte in third.utf8 { add(byte) }
      return unsafe row(ofText: UnsafeBufferPointer(buffer), in: rows, offset: offset)
    }
  }

  @unsafe private func row(
    ofText wanted: UnsafeBufferPointer<UInt8>, in rows: Range<Int>, offset: (Int) -> Int
  ) -> Int? {
    let beginning = unsafe Beginning(of: wanted)
    var low = rows.lowerBound
    var high = rows.upperBound
    while low < high {
      let middle = (low + high) / 2
      let order = unsafe order(ofTextAt: offset(middle), against: wanted, beginning)
      if order == 0 { return middle }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  @unsafe private func utf8(at offset: Int) -> UnsafeBufferPointer<UInt8> {
    let count = length(at: offset)
    return unsafe UnsafeBufferPointer(rebasing: bytes[(offset + 2)..<(offset + 2 + count)])
  }

  private func length(at offset: Int) -> Int {
    unsafe Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
  }

  /// Less than, greater than or equal to zero, as a text's bytes come before others, behind them, or
  /// are the same.
  @unsafe private func order(
    ofTextAt offset: Int, against wanted: UnsafeBufferPointer<UInt8>, _ beginning: Beginning
  ) -> Int {
    let count = length(at: offset)
    // Most texts differ in what one number holds; the last ones of a table may be shorter than it.
    if unsafe offset + 2 + 8 <= bytes.count {
      let own = unsafe Beginning(
        UInt64(
          bigEndian: UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
            .loadUnaligned(fromByteOffset: offset + 2, as: UInt64.self)), count: count)
      if own.number != beginning.number { return own.number < beginning.number ? -1 : 1 }
    }
    for index in 0..<min(count, wanted.count) {
      let difference = unsafe Int(bytes[offset + 2 + index]) - Int(wanted[index])
      if difference != 0 { return difference }
    }
    return count - wanted.count
  }

  /// The first eight bytes of a text as a number that is ordered as they are; zeros stand for those
  /// that a shorter text has not.
  private struct Beginning {
    let number: UInt64

    init(_ bytes: UInt64, count: Int) {
      number = count < 8 ? bytes & ~(UInt64.max >> UInt64(count * 8)) : bytes
    }

    @unsafe init(of text: UnsafeBufferPointer<UInt8>) {
      var number: UInt64 = 0
      for index in 0..<min(text.count, 8) {
        number |= unsafe UInt64(text[index]) << UInt64(56 - index * 8)
      }
      self.number = number
    }
  }
}
