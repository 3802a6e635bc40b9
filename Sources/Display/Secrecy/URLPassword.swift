/// The password in a URL (RFC 3986 §3.2.1).
package enum URLPassword {
  /// Where the password stands; nil where `://` does not stand at `colon`, or no password follows.
  package static func range(in bytes: [UInt8], at colon: Int) -> Range<Int>? {
    guard bytes[colon...].starts(with: "://".utf8) else { return nil }
    let authority = bytes[(colon + 3)...].prefix { byte in
      byte > 0x20 && !"/?#\"'<>\\".utf8.contains(byte)
    }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
      let divider = authority[..<at].firstIndex(of: UInt8(ascii: ":")), divider + 1 < at,
      !bytes[divider + 1..<at].isReference
    else { return nil }
    return divider + 1..<at
  }
}
