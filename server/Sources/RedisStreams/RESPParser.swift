/// Takes replies out of bytes that come in pieces of any size.
package struct RESPParser: Sendable {
  private let limits: RESPLimits
  private var bytes: [UInt8] = []
  private var offset = 0
  /// Up to where there is no end of a line, so that no byte is looked at again.
  private var searched = 0
  /// How long the string is whose line was read.
  private var bulkLength: Int?
  /// The arrays that are not complete, the outermost first.
  private var open: [(missing: Int, elements: [RESPValue])] = []

  package init(limits: RESPLimits = RESPLimits()) { self.limits = limits }

  /// Takes what came; replies that are complete by it are taken out one by one.
  package mutating func append(_ piece: some Collection<UInt8>) {
    if offset > 0, offset == bytes.count || offset > 64 << 10 {
      bytes.removeFirst(offset)
      searched = max(0, searched - offset)
      offset = 0
    }
    bytes.append(contentsOf: piece)
  }

  /// The next reply; nil until more bytes come.
  package mutating func next() throws(RESPError) -> RESPValue? {
    while let value = try nextPart() {
      if let whole = close(with: value) { return whole }
    }
    return nil
  }

  /// Puts a value into the array that waits for it; the value when none does.
  private mutating func close(with value: RESPValue) -> RESPValue? {
    var value = value
    while var array = open.popLast() {
      array.elements.append(value)
      array.missing -= 1
      if array.missing > 0 {
        open.append(array)
        return nil
      }
      value = .array(array.elements)
    }
    return value
  }

  /// The next value that is complete in itself.
  private mutating func nextPart() throws(RESPError) -> RESPValue? {
    while true {
      if let length = bulkLength { return try nextBulk(of: length) }
      guard let line = try nextLine() else { return nil }
      guard let type = line.first else { throw RESPError(message: "an empty line") }
      let text = String(decoding: line.dropFirst(), as: UTF8.self)
      switch type {
      case UInt8(ascii: "+"): return .simple(text)
      case UInt8(ascii: "-"): return .error(text)
      case UInt8(ascii: ":"):
        guard let value = Int64(text) else { throw RESPError(message: "not an integer") }
        return .integer(value)
      case UInt8(ascii: "$"):
        guard let length = try count(text, limit: limits.bulk) else { return .null }
        bulkLength = length
      case UInt8(ascii: "*"):
        guard let count = try count(text, limit: limits.elements) else { return .null }
        if count == 0 { return .array([]) }
        guard open.count < limits.depth else { throw RESPError(message: "arrays too deep") }
        open.append((count, []))
      default: throw RESPError(message: "an unknown type of reply")
      }
    }
  }

  /// A length, and nil for -1, which stands for no value.
  private func count(_ text: String, limit: Int) throws(RESPError) -> Int? {
    guard let count = Int(text), count >= -1 else { throw RESPError(message: "not a length") }
    guard count <= limit else { throw RESPError(message: "a reply too large") }
    return count == -1 ? nil : count
  }

  private mutating func nextBulk(of length: Int) throws(RESPError) -> RESPValue? {
    guard bytes.count - offset >= length + 2 else { return nil }
    let end = offset + length
    guard bytes[end] == 0x0D, bytes[end + 1] == 0x0A else {
      throw RESPError(message: "a string without its end")
    }
    let value = RESPValue.bulk(Array(bytes[offset..<end]))
    offset = end + 2
    bulkLength = nil
    return value
  }

  private mutating func nextLine() throws(RESPError) -> ArraySlice<UInt8>? {
    var end = max(searched, offset)
    while end + 1 < bytes.count {
      if bytes[end] == 0x0D, bytes[end + 1] == 0x0A {
        let line = bytes[offset..<end]
        offset = end + 2
        return line
      }
      end += 1
    }
    searched = end
    guard end - offset <= limits.line else { throw RESPError(message: "a line too long") }
    return nil
  }
}
