/// Whether a name says that what it names is a secret: `DB_PASSWORD`, `apiKey`, `auth-token`.
///
/// Names are read as words, so that `tokenizer` and `passenger` say nothing. A name that goes on to
/// say something about the secret (`token_ttl`, `secretName`, `password-file`) names that.
package enum SecretName {
  /// What a name says of its value.
  package enum Claim: Sendable {
    case nothing
    /// A secret, or what keeps one: its value may as well be the name of an object.
    case secret
    /// A password: hardly anything else stands under such a name.
    case password
  }

  /// What a name says of its value.
  package static func claim(of name: String) -> Claim {
    guard saysSo(name) else { return .nothing }
    guard let last = words(of: name).last else { return .secret }
    return passwords.contains { last.hasSuffix($0) } ? .password : .secret
  }

  private static let passwords = [
    "password", "passwords", "passwd", "pwd", "passphrase", "passcode", "pass",
  ]

  /// Each of these alone says so.
  private static let words: Set<String> = [
    "apikey", "authtoken", "connectionstring", "credential", "credentials", "creds", "dsn",
    "htpasswd", "passcode", "passphrase", "passwd", "password", "passwords", "privatekey", "pwd",
    "secret", "secretkey", "secrets", "token", "accesskey", "accesstoken", "dockerconfigjson",
  ]

  /// What makes a secret of a key.
  private static let keepers: Set<String> = [
    "access", "account", "api", "app", "auth", "encryption", "hmac", "license", "master", "private",
    "secret", "service", "shared", "signing", "ssh", "storage", "webhook",
  ]

  /// What makes a secret of several tokens, which are pieces of text otherwise.
  private static let grants: Set<String> = ["access", "api", "auth", "bearer", "refresh"]

  /// What a name may say about a secret.
  private static let aspects: Set<String> = [
    "algorithm", "attempts", "audience", "audiences", "backend", "budget", "class", "count", "dir",
    "directory", "duration", "enabled", "encoding", "endpoint", "expiration", "expires", "expiry",
    "field", "file", "filename", "format", "header", "hint", "host", "hours", "id", "interval",
    "issuer", "kind", "length", "lifetime", "limit", "limits", "location", "max", "min", "minutes",
    "mode", "mount", "name", "names", "namespace", "path", "policy", "port", "prefix", "provider",
    "ref", "refs", "reference", "region", "required", "requirements", "rotation", "seconds",
    "selector", "size", "source", "store", "strategy", "suffix", "template", "ttl", "type", "uri",
    "url", "usage", "validity", "version", "volume", "window",
  ]

  /// Whether the name says so.
  package static func saysSo(_ name: String) -> Bool {
    let words = words(of: name)
    guard let last = words.last, !aspects.contains(last) else { return false }
    // `DB_PASS`; before another word it is a way through, or a round.
    if last == "pass" { return true }
    for (index, word) in words.enumerated() {
      // `PGPASSWORD` is one word.
      if Self.words.contains(word) || word.hasSuffix("password") || word.hasSuffix("passwd") {
        return true
      }
      guard index > 0 else { continue }
      if word == "key" || word == "keys", keepers.contains(words[index - 1]) { return true }
      if word == "tokens", grants.contains(words[index - 1]) { return true }
    }
    return false
  }

  /// The words of a name in lower case, parted by punctuation, by digits and by a change to capitals.
  private static func words(of name: String) -> [String] {
    let bytes = Array(name.utf8.prefix(256))
    var words: [String] = []
    var word: [UInt8] = []
    func endWord() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    var previous = UInt8(ascii: " ")
    for (index, byte) in bytes.enumerated() {
      defer { previous = byte }
      guard byte.isSmall || byte.isCapital else {
        endWord()
        continue
      }
      // `apiKey` and `APIKey` have two words each.
      let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
      if byte.isCapital, previous.isSmall || previous.isCapital && next.isSmall { endWord() }
      word.append(byte | 0x20)
    }
    endWord()
    return words
  }
}

extension UInt8 {
  fileprivate var isSmall: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  fileprivate var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
