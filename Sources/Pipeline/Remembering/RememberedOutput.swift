import Crypto

/// What a run printed and how it ended, for a later run that would print the same.
package struct RememberedOutput: Equatable, Sendable {
  /// The exit status.
  package var status: UInt8
  /// Standard output, whole.
  package var bytes: [UInt8]

  package init(status: UInt8, bytes: [UInt8]) {
    self.status = status
    self.bytes = bytes
  }

  /// Reads what ``encoded(for:)`` wrote; nil for anything else: a file that is cut off, changed, or
  /// another run's.
  init?(_ encoded: [UInt8], for digest: String) {
    let start = Self.heading.count + SHA256.byteCount
    guard encoded.count > start, encoded.starts(with: Self.heading) else { return nil }
    let content = encoded[start...]
    let seal = encoded[Self.heading.count..<start]
    guard seal.elementsEqual(Self.seal(of: content, for: digest)) else { return nil }
    self.init(status: content[start], bytes: Array(content.dropFirst()))
  }

  /// The bytes of a file that holds it, sealed with the digest of the run's inputs.
  func encoded(for digest: String) -> [UInt8] {
    let content = [status] + bytes
    return Self.heading + Self.seal(of: content[...], for: digest) + content
  }

  private static let heading = Array("sluice output 1\n".utf8)

  private static func seal(of content: ArraySlice<UInt8>, for digest: String) -> SHA256.Digest {
    var hash = SHA256()
    hash.update(data: Array(digest.utf8))
    content.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hash.finalize()
  }
}
