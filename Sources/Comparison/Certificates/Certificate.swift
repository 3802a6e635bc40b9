import Values

/// What people look at in an X.509 certificate (RFC 5280).
struct Certificate {
  let subject: DistinguishedName
  let issuer: DistinguishedName
  /// In lower-case hexadecimal digits.
  let serial: String
  let notBefore: Timestamp
  let notAfter: Timestamp
  /// The subject's alternative names, as `DNS:example.com`, in their order.
  let names: [String]

  /// Nil for what is no certificate.
  init?(der bytes: [UInt8]) {
    var outer = DERReader(bytes[...])
    guard var certificate = outer.next(DERReader.Tag.sequence)?.elements, outer.isAtEnd,
      var body = certificate.next(DERReader.Tag.sequence)?.elements
    else { return nil }
    _ = body.next(DERReader.Tag.explicit(0))
    guard let serial = body.next(DERReader.Tag.integer),
      body.next(DERReader.Tag.sequence) != nil,
      let issuer = DistinguishedName(body.next()),
      var validity = body.next(DERReader.Tag.sequence)?.elements,
      let notBefore = validity.next().flatMap(Self.time),
      let notAfter = validity.next().flatMap(Self.time),
      let subject = DistinguishedName(body.next()),
      body.next(DERReader.Tag.sequence) != nil
    else { return nil }
    // A zero before it says only that the number is not negative.
    let digits = serial.content.count > 1 && serial.content.first == 0 ? 1 : 0
    self.serial = serial.content.dropFirst(digits).hexadecimal
    (self.issuer, self.subject) = (issuer, subject)
    (self.notBefore, self.notAfter) = (notBefore, notAfter)
    names = Self.names(behind: &body)
  }

  /// UTCTime or GeneralizedTime, in the form that RFC 5280 §4.1.2.5 leaves of each.
  private static func time(_ element: DERReader.Element) -> Timestamp? {
    var text = String(decoding: element.content, as: UTF8.self)
    switch element.tag {
    case 0x17:
      guard let year = Int(text.prefix(2)) else { return nil }
      text = (year < 50 ? "20" : "19") + text
    case 0x18: break
    default: return nil
    }
    let digits = Array(text)
    guard digits.count == 15, digits[14] == "Z" else { return nil }
    func part(_ start: Int, _ count: Int) -> String { String(digits[start..<start + count]) }
    return Timestamp(
      "\(part(0, 4))-\(part(4, 2))-\(part(6, 2))T\(part(8, 2)):\(part(10, 2)):\(part(12, 2))Z")
  }

  // MARK: Alternative names

  private static let alternativeName: [UInt8] = [0x55, 0x1D, 0x11]

  private static func names(behind body: inout DERReader) -> [String] {
    while let element = body.next() {
      guard element.tag == DERReader.Tag.explicit(3) else { continue }
      var list = element.elements
      guard var extensions = list.next(DERReader.Tag.sequence)?.elements else { return [] }
      while var entry = extensions.next()?.elements {
        guard let id = entry.next(DERReader.Tag.object),
          id.content.elementsEqual(alternativeName)
        else { continue }
        // Between the two may stand whether it is critical.
        while let value = entry.next() {
          guard value.tag == DERReader.Tag.octets else { continue }
          var names = value.elements
          return names.next(DERReader.Tag.sequence).map { self.names(in: $0.elements) } ?? []
        }
      }
    }
    return []
  }

  private static func names(in reader: DERReader) -> [String] {
    var reader = reader
    var names: [String] = []
    while let name = reader.next() {
      let text = String(decoding: name.content, as: UTF8.self)
      switch name.tag {
      case 0x81: names.append("email:\(text)")
      case 0x82: names.append("DNS:\(text)")
      case 0x86: names.append("URI:\(text)")
      case 0x87: names.append("IP:\(address(Array(name.content)))")
      default: names.append("other:\(name.content.hexadecimal)")
      }
    }
    return names
  }

  private static func address(_ bytes: [UInt8]) -> String {
    switch bytes.count {
    case 4: bytes.map(String.init).joined(separator: ".")
    case 16:
      stride(from: 0, to: 16, by: 2)
        .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    default: bytes.hexadecimal
    }
  }
}
