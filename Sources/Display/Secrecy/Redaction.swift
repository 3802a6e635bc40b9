internal import Crypto
package import Diagnostics

/// Replaces secret values by short hashes, so that equal and different can be told and no more.
///
/// The hashes are keyed: without the key, which lives as long as this value, nobody can test a guess.
package struct Redaction: Sendable {
  private let key: SymmetricKey

  /// With a key of its own that nobody else has.
  package init() { key = SymmetricKey(size: .bits256) }

  /// With a given key, so that two outputs can be compared.
  package init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

  /// With a key that only who has all of these files can make.
  package init(keyedBy files: [SourceFile]) {
    var hash = SHA256()
    for file in files {
      hash.update(data: Array(file.path.utf8) + [0])
      hash.update(data: file.bytes)
    }
    key = SymmetricKey(data: Array(hash.finalize()))
  }

  /// The text that stands for a secret one, as `<hidden:1f3a9c>`.
  package func mark(of secret: String) -> String {
    let hash = HMAC<SHA256>.authenticationCode(for: Array(secret.utf8), using: key)
    return "<hidden:" + hash.prefix(3).map(Self.hexadecimal).joined() + ">"
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
