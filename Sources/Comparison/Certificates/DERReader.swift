/// Reads the elements of DER (X.690) one after the other.
struct DERReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// One element.
  struct Element {
    /// The identifier octet.
    let tag: UInt8
    let content: ArraySlice<UInt8>

    var elements: DERReader { DERReader(content) }
  }

  /// The kinds of elements that certificates are made of.
  enum Tag {
    static let integer: UInt8 = 0x02
    static let octets: UInt8 = 0x04
    static let object: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    /// The constructed element that a structure gives this number.
    static func explicit(_ number: UInt8) -> UInt8 { 0xA0 | number }
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// The next element; nil at the end, and where there is none that is whole.
  mutating func next() -> Element? {
    // An identifier of several octets is no part of a certificate.
    guard let tag = rest.popFirst(), tag & 0x1F != 0x1F, let first = rest.popFirst() else {
      return nil
    }
    var length = Int(first)
    if first >= 0x80 {
      let count = Int(first & 0x7F)
      guard (1...4).contains(count), rest.count >= count else { return nil }
      length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(count)
    }
    guard rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return Element(tag: tag, content: rest.prefix(length))
  }

  /// The next element if it is of a kind; nothing is read where it is of another.
  mutating func next(_ tag: UInt8) -> Element? {
    guard rest.first == tag else { return nil }
    return next()
  }
}
