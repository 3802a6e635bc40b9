import Crypto
import FoundationEssentials
import Synchronization

/// The keys that clients may show, from a file with one a line.
///
/// Only digests are kept. A key is compared with every one of them in a time that tells nothing of
/// where it differs, nor which of them it is.
package final class APIKeys: Sendable {
  private let file: String
  private let variable: String
  private let digests: Mutex<[SHA256.Digest]>
  private let seen: Mutex<String?>

  /// - Parameter variable: what names the file in the configuration.
  /// - Throws: ``ConfigurationError`` when the file cannot be read or holds no key.
  package init(
    file: String, variable: String = "API_KEYS_FILE"
  ) throws(ConfigurationError) {
    self.file = file
    self.variable = variable
    // Before the file is read: what changes between is read once more.
    seen = Mutex(FileFingerprint.of(file))
    digests = Mutex(try Self.read(file, variable))
  }

  /// Reads the file again; the keys that were known stay when it is not as it must be.
  package func reload() throws(ConfigurationError) {
    seen.withLock { $0 = FileFingerprint.of(file) }
    let found = try Self.read(file, variable)
    digests.withLock { $0 = found }
  }

  /// Whether the file is another one than was read last.
  package var haveChanged: Bool { FileFingerprint.of(file) != seen.withLock { $0 } }

  /// Whether a key is one of the file's.
  func accepts(_ key: some StringProtocol) -> Bool { owner(showing: key) != nil }

  /// What whoever shows a key is called; nil where it is none of the file's.
  ///
  /// The name is a part of the key's digest, which says nothing of the key.
  private func owner(showing key: some StringProtocol) -> String? {
    let digest = SHA256.hash(data: Array(key.utf8))
    var isKnown = false
    // Digest compares in constant time; each is looked at, whatever came before.
    for known in digests.withLock({ $0 }) where known == digest { isKnown = true }
    guard isKnown else { return nil }
    return hexadecimal(digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// What the client is called that shows a known key, as `Authorization: Bearer …` or
  /// `X-API-Key: …`; nil where it shows none.
  func owner(of headers: HTTPQuestion.Headers) -> String? {
    if let key = headers.apiKey { return owner(showing: key) }
    let scheme = "bearer "
    guard let shown = headers.authorization, shown.prefix(scheme.count).lowercased() == scheme
    else { return nil }
    return owner(showing: shown.dropFirst(scheme.count))
  }

  private static func read(
    _ file: String, _ variable: String
  ) throws(ConfigurationError) -> [SHA256.Digest] {
    func refuse(_ reason: String) -> ConfigurationError {
      ConfigurationError(problems: ["\(variable): \(file) \(reason)"])
    }
    guard let text = FileManager.default.contents(atPath: file) else {
      throw refuse("cannot be read")
    }
    let space: Set<UInt8> = [0x20, 0x09, 0x0D]
    let keys = text.split(separator: 0x0A).map { line in
      line.drop { space.contains($0) }.reversed().drop { space.contains($0) }.reversed()
    }
    let digests = keys.filter { !$0.isEmpty }.map { SHA256.hash(data: Array($0)) }
    guard !digests.isEmpty else { throw refuse("holds no key") }
    return digests
  }
}
