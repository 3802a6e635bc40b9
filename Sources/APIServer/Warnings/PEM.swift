import Kubernetes
import Values

/// The textual encoding of certificates and keys (RFC 7468), as far as its blocks' labels go.
enum PEM {
  /// Why a file holds no certificate, in the words of Go's `crypto/tls`.
  static func certificateFault(in bytes: [UInt8]) -> String? {
    let labels = labels(in: bytes)
    guard !labels.contains("CERTIFICATE") else { return nil }
    if labels.isEmpty { return "tls: failed to find any PEM data in certificate input" }
    if labels.count == 1, labels[0].hasSuffix("PRIVATE KEY") {
      return "tls: failed to find certificate PEM data in certificate input, but did find a private"
        + " key; PEM inputs may have been switched"
    }
    return "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM"
      + " blocks of the following types: [\(labels.joined(separator: " "))]"
  }

  /// Why a file holds no private key, in the words of Go's `crypto/tls`.
  static func keyFault(in bytes: [UInt8]) -> String? {
    let labels = labels(in: bytes)
    guard !labels.contains(where: { $0 == "PRIVATE KEY" || $0.hasSuffix(" PRIVATE KEY") }) else {
      return nil
    }
    if labels.isEmpty { return "tls: failed to find any PEM data in key input" }
    if labels == ["CERTIFICATE"] {
      return "tls: found a certificate rather than a key in the PEM for the private key"
    }
    return "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after"
      + " skipping PEM blocks of the following types: [\(labels.joined(separator: " "))]"
  }

  /// A complete block whose content is Base64.
  struct Block {
    /// What it is said to hold, as `CERTIFICATE`.
    var label: String
    /// Base64 without the ends of lines.
    var content: String
    /// Whether lines of the form `Name: value` precede the content.
    var hasHeaders: Bool
  }

  private static func labels(in bytes: [UInt8]) -> [String] { blocks(in: bytes).map(\.label) }

  /// The complete blocks in their order.
  static func blocks(in bytes: [UInt8]) -> [Block] {
    var blocks: [Block] = []
    var open: String?
    var body: [UInt8] = []
    var hasHeaders = false
    for line in bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
      let text = String(decoding: line, as: UTF8.self).trimming(\.isWhitespace)
      if let label = boundary(text, "BEGIN") {
        open = label
        body = []
        hasHeaders = false
      } else if let label = boundary(text, "END") {
        let content = String(decoding: body, as: UTF8.self)
        if label == open, Base64.decode(content) != nil {
          blocks.append(Block(label: label, content: content, hasHeaders: hasHeaders))
        }
        open = nil
      } else if open != nil {
        if text.contains(":") { hasHeaders = true } else { body += text.utf8 }
      }
    }
    return blocks
  }

  private static func boundary(_ line: Substring, _ word: String) -> String? {
    let start = "-----\(word) "
    guard line.hasPrefix(start), line.hasSuffix("-----"), line.count >= start.count + 5 else {
      return nil
    }
    return String(line.dropFirst(start.count).dropLast(5))
  }
}
