import Values

/// A URL, read and written as Go's `net/url` does.
struct URL: Sendable {
  private(set) var scheme = ""
  private(set) var opaque = ""
  private(set) var user: String?
  private(set) var host = ""
  private(set) var escapedPath = ""
  private(set) var query = ""
  private var fragment: String?

  struct Failure: Error {
    let message: String
  }

  /// Reads a URL as it stands in an HTTP request: absolute, or a path from the root.
  static func checkRequest(_ text: String) throws(Failure) {
    _ = try URL(Array(text.utf8)[...], isRequest: true)
  }

  /// Reads a URL with its fragment.
  init(_ text: String) throws(Failure) {
    let parts = Array(text.utf8).split(
      separator: UInt8(ascii: "#"), maxSplits: 1, omittingEmptySubsequences: false)
    try self.init(parts[0], isRequest: false)
    if parts.count == 2 { fragment = URL.text(parts[1]) }
  }

  private static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }

  private init(_ bytes: ArraySlice<UInt8>, isRequest: Bool) throws(Failure) {
    guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw Failure(message: "net/url: invalid control character in URL")
    }
    if bytes.isEmpty, isRequest { throw Failure(message: "empty url") }
    if bytes.elementsEqual("*".utf8) {
      escapedPath = "*"
      return
    }
    var rest = try takeScheme(bytes)
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = URL.text(rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    let slash = UInt8(ascii: "/")
    if rest.first != slash {
      if !scheme.isEmpty {
        opaque = URL.text(rest)
        return
      }
      if isRequest { throw Failure(message: "invalid URI for request") }
      guard !rest.prefix(while: { $0 != slash }).contains(UInt8(ascii: ":")) else {
        throw Failure(message: "first path segment in URL cannot contain colon")
      }
    }
    let mayHaveHost = !scheme.isEmpty || (!isRequest && !rest.starts(with: "///".utf8))
    if mayHaveHost, rest.starts(with: "//".utf8) {
      let authority = rest.dropFirst(2).prefix { $0 != slash }
      rest = rest[authority.endIndex...]
      try setAuthority(authority)
    }
    try setPath(rest)
  }

  private mutating func takeScheme(_ bytes: ArraySlice<UInt8>) throws(Failure) -> ArraySlice<UInt8>
  {
    for (index, byte) in zip(bytes.indices, bytes) {
      let isFirst = index == bytes.startIndex
      if byte.isLetter { continue }
      if byte.isDigit || "+-.".utf8.contains(byte) {
        if isFirst { return bytes }
        continue
      }
      guard byte == UInt8(ascii: ":") else { return bytes }
      if isFirst { throw Failure(message: "missing protocol scheme") }
      scheme = URL.text(bytes[..<index]).lowercased()
      return bytes[(index + 1)...]
    }
    return bytes
  }

  // MARK: Authority

  private mutating func setAuthority(_ authority: ArraySlice<UInt8>) throws(Failure) {
    var hostBytes = authority
    if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
      let userBytes = authority[..<at]
      guard userBytes.allSatisfy({ $0.isAlphanumeric || "-._:~!$&'()*+,;=%@".utf8.contains($0) })
      else { throw Failure(message: "net/url: invalid userinfo") }
      user = URL.text(userBytes)
      hostBytes = authority[(at + 1)...]
    }
    let colon = UInt8(ascii: ":")
    var port: ArraySlice<UInt8> = []
    if hostBytes.first == UInt8(ascii: "[") {
      guard let end = hostBytes.lastIndex(of: UInt8(ascii: "]")) else {
        throw Failure(message: "missing ']' in host")
      }
      port = hostBytes[(end + 1)...]
    } else if let start = hostBytes.lastIndex(of: colon) {
      port = hostBytes[start...]
    }
    guard URL.isPort(port) else {
      throw Failure(message: "invalid port \(URL.text(port).goQuoted) after host")
    }
    host = try URL.unescapedHost(hostBytes)
  }

  /// Whether text is empty or a colon with digits.
  private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    return first == UInt8(ascii: ":") && bytes.dropFirst().allSatisfy(\.isDigit)
  }

  private static func unescapedHost(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
    for byte in bytes where byte < 0x80 && byte != UInt8(ascii: "%") {
      guard byte.isAlphanumeric || "-_.~!$&'()*+,;=:[]<>\"".utf8.contains(byte) else {
        let name = text([byte]).goQuoted
        throw Failure(message: "invalid character \(name) in host name")
      }
    }
    return text(try unescaped(bytes, plusIsSpace: false))
  }

  var hostname: String {
    let name = splitHost.name
    return name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
  }

  var port: String { splitHost.port }

  private var splitHost: (name: String, port: String) {
    let bytes = Array(host.utf8)
    guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")), URL.isPort(bytes[colon...]) else {
      return (host, "")
    }
    return (URL.text(bytes[..<colon]), URL.text(bytes[(colon + 1)...]))
  }

  // MARK: Path and query

  private mutating func setPath(_ bytes: ArraySlice<UInt8>) throws(Failure) {
    let path = try URL.unescaped(bytes, plusIsSpace: false)
    let isEncoded = bytes.allSatisfy {
      $0.isAlphanumeric || "-_.~!$&'()*+,;=:@[]%/".utf8.contains($0)
    }
    escapedPath = isEncoded ? URL.text(bytes) : URL.escaped(path)
  }

  private static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      if byte.isAlphanumeric || "-_.~$&+,/:;=@".utf8.contains(byte) { return text([byte]) }
      return "%" + byte.hexadecimal(width: 2, uppercase: true)
    }.joined()
  }

  private static func unescaped(
    _ bytes: ArraySlice<UInt8>, plusIsSpace: Bool
  ) throws(Failure) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard rest.count >= 2, let high = rest[rest.startIndex].hexadecimalValue,
          let low = rest[rest.startIndex + 1].hexadecimalValue
        else {
          throw Failure(message: "invalid URL escape \(("%" + text(rest.prefix(2))).goQuoted)")
        }
        result.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        result.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return result
  }

  /// The keys of the query with their values, in order; what cannot be read is left out.
  var queryItems: [(key: String, values: [String])] {
    var items: [(key: String, values: [String])] = []
    for part in query.utf8.split(separator: UInt8(ascii: "&"))
    where !part.contains(UInt8(ascii: ";")) {
      let pair = Array(part).split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = try? URL.unescaped(pair[0], plusIsSpace: true),
        let value = try? URL.unescaped(pair.count == 2 ? pair[1] : [], plusIsSpace: true)
      else { continue }
      let name = URL.text(key)
      if let index = items.firstIndex(where: { $0.key == name }) {
        items[index].values.append(URL.text(value))
      } else {
        items.append((name, [URL.text(value)]))
      }
    }
    return items
  }
}

extension URL: CustomStringConvertible {
  var description: String {
    var text = scheme.isEmpty ? "" : scheme + ":"
    if !opaque.isEmpty {
      text += opaque
    } else {
      if !host.isEmpty || user != nil { text += "//" + (user.map { $0 + "@" } ?? "") + host }
      text += escapedPath
    }
    if !query.isEmpty { text += "?" + query }
    if let fragment { text += "#" + fragment }
    return text
  }
}
