internal import Crypto
import Values
import YAML

/// Texts that are certificates and nothing else: PEM (RFC 7468), or the Base64 of it, as a `caBundle` and a
/// Secret's data have it.
///
/// A certificate is public, so it may be shown wherever it stands; a text with anything else in it is none.
enum CertificateText {
  private static let (begin, end) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
  /// What every Base64 of PEM begins with.
  private static let encodedBegin = "LS0tLS1CRUdJTi"
  /// A bundle of all authorities that browsers trust has a quarter of it.
  private static let limit = 1 << 20

  /// What the certificates of a text say: a mapping, or a list where there are several; nil where it holds
  /// anything else.
  static func tree(of text: String) -> Node? {
    guard text.utf8.count < limit, let blocks = blocks(of: text), !blocks.isEmpty else {
      return nil
    }
    var nodes: [Node] = []
    for block in blocks {
      guard let der = Base64.decode(block), let certificate = Certificate(der: der) else {
        return nil
      }
      nodes.append(node(certificate, der))
    }
    return nodes.count == 1 ? nodes[0] : Node(nodes)
  }

  private static func node(_ certificate: Certificate, _ der: [UInt8]) -> Node {
    .object([
      ("subject", .string(certificate.subject.description)),
      ("issuer", .string(certificate.issuer.description)),
      ("serial", .string(certificate.serial)),
      ("notBefore", .string(certificate.notBefore.textInSeconds)),
      ("notAfter", .string(certificate.notAfter.textInSeconds)),
      (
        "names",
        certificate.names.isEmpty ? nil : Node(certificate.names.map { .string($0) })
      ),
      // What else is in it, as its key, shows here alone.
      ("sha256", .string(SHA256.hash(data: der).hexadecimal)),
    ])
  }

  /// What stands between the marks; nil where anything else stands beside them.
  private static func blocks(of text: String) -> [String]? {
    let start = text.utf8.drop { " \t\r\n".utf8.contains($0) }
    if start.starts(with: begin.utf8) { return blocks(ofPEM: text) }
    guard start.starts(with: encodedBegin.utf8), let bytes = Base64.decode(text),
      let decoded = String(validating: bytes, as: UTF8.self)
    else { return nil }
    return blocks(ofPEM: decoded)
  }

  private static func blocks(ofPEM text: String) -> [String]? {
    var blocks: [String] = []
    var lines: [Substring]?
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimming { $0 == " " || $0 == "\t" }
      if let block = lines {
        lines = line == end ? nil : block + [line]
        if line == end { blocks.append(block.joined()) }
      } else if line == begin {
        lines = []
      } else if !line.isEmpty {
        return nil
      }
    }
    return lines == nil ? blocks : nil
  }
}
