/// Whether a name says that what it names is a secret: `DB_PASSWORD`, `apiKey`, `auth-token`.
///
/// Names are read as words, so that `tokenizer` and `passenger` say nothing. A name that goes on to
/// say something about the secret (`token_ttl`, `secretName`, `password-file`) names that.
enum SecretName {
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

  static func saysSo(_ name: String) -> Bool {
    let words = words(of: name)
    guard let last = words.last, !aspects.contains(last) else { return false }
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
    var words: [String] = []
    var word = ""
    var previous: Character = " "
    let characters = Array(name.utf8.prefix(256)).map { Character(Unicode.Scalar($0)) }
    func endWord() {
      if !word.isEmpty { words.append(word.lowercased()) }
      word = ""
    }
    for (index, character) in characters.enumerated() {
      guard character.isASCII, character.isLetter else {
        endWord()
        previous = character
        continue
      }
      // `apiKey` and `APIKey` have two words each.
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      if character.isUppercase, previous.isLowercase || previous.isUppercase && next.isLowercase {
        endWord()
      }
      word.append(character)
      previous = character
    }
    endWord()
    return words
  }
}
