import Display
import RegularExpression
import Values

/// What is secret in a text by its form alone: tokens, private keys, passwords in URLs, AWS key pairs.
struct TokenForms {
  /// What was found, in the order of the text for each form.
  private(set) var found: [Form] = []
  private let bytes: [UInt8]

  /// A secret by its form.
  struct Form {
    var rule: SecretRule
    var range: Range<Int>
    var value: String
    var remark: String?
    /// Where the public half of it stands: the id of an access key.
    var companion: Range<Int>?
  }

  init(in bytes: [UInt8], at glance: Glance) {
    self.bytes = bytes
    for line in glance.markedLines { findTokens(in: line) }
    findPrivateKeys(at: glance.keys)
    for colon in glance.authorities { findPassword(at: colon) }
    for start in glance.accessKeys { findSecretKey(beside: start) }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  // MARK: Tokens

  /// The formats of all rules as one set, compiled when a file has a mark of one.
  private static let formats = SecretRule.all.flatMap { rule in
    rule.formats.map { (rule: rule, format: $0, pattern: LazyPattern($0.expression)) }
  }
  private static let set = try? PatternSet(formats.map(\.format.expression))

  private mutating func findTokens(in line: Range<Int>) {
    let text = Array(bytes[line])
    for number in Self.set?.matches(in: text) ?? [] {
      let (rule, format, lazy) = Self.formats[number]
      guard let pattern = lazy.pattern else { continue }
      var position = 0
      while let match = pattern.firstMatch(in: text, from: position) {
        let range = match.groups.compactMap(\.self).last ?? match.range
        position = max(range.upperBound, position + 1)
        add(rule, range.lowerBound + line.lowerBound..<range.upperBound + line.lowerBound, format)
      }
    }
  }

  private mutating func add(_ rule: SecretRule, _ range: Range<Int>, _ format: TokenFormat) {
    let value = text(range)
    // A mask, or the same character over and over.
    guard Randomness.entropy(of: Array(value.utf8.suffix(32))) > 2, !value.contains("xxxxxx"),
      !value.contains("XXXXXX"), !value.contains("..."), !value.contains("****")
    else { return }
    let verdict = format.judge?(value) ?? .sound
    guard verdict != .other else { return }
    var form = Form(rule: rule, range: range, value: value)
    if ValueForm.isPlaceholder(value) {
      form.rule = .placeholder
    } else if ValueForm.isSequence(value) {
      form.remark = "it holds a sequence that nobody draws: it may be made up"
    } else if verdict == .unsound {
      form.remark = "its check digits are wrong: it may be made up, or mistyped"
    }
    found.append(form)
  }

  // MARK: Keys

  /// RFC 7468: from `-----BEGIN … PRIVATE KEY-----` to the end mark, with no other beginning between.
  private mutating func findPrivateKeys(at starts: [Int]) {
    for (index, start) in starts.enumerated() {
      let next = index + 1 < starts.count ? starts[index + 1] : bytes.count
      findPrivateKey(start, before: min(next, start + 1 << 16))
    }
  }

  private mutating func findPrivateKey(_ start: Int, before limit: Int) {
    let dashes = Array("-----".utf8)
    let limit = min(limit, bytes.count)
    let label = bytes[start..<limit].dropFirst(11).prefix(64)
    guard let close = label.firstRange(of: dashes),
      text(start..<close.lowerBound).contains("PRIVATE KEY")
    else { return }
    guard let end = bytes[close.upperBound..<limit].firstRange(of: Array("-----END".utf8)) else {
      return
    }
    // Without what indents and folds it, so that one key is one wherever it stands.
    let body = text(close.upperBound..<end.lowerBound).replacing("\\n", with: "")
      .filter { !$0.isWhitespace }
    guard body.utf8.count >= 40, body.utf8.allSatisfy({ $0.isBase64 || "-:,".utf8.contains($0) })
    else { return }
    let rule: SecretRule = ValueForm.isPlaceholder(body) ? .placeholder : .privateKey
    found.append(Form(rule: rule, range: start..<end.upperBound, value: body))
  }

  /// What stands near the id of an access key and has the form of its secret.
  private mutating func findSecretKey(beside id: Int) {
    let window = max(0, id - 400)..<min(bytes.count, id + 500)
    var start = window.lowerBound
    while start < window.upperBound {
      guard bytes[start].isSecretKeyCharacter else {
        start += 1
        continue
      }
      let run = bytes[start..<window.upperBound].prefix { $0.isSecretKeyCharacter }
      // `--key=…` and `id:…` have it behind a mark of assignment, paths behind a slash.
      if run.count == 40, Self.isSecretKey(String(decoding: run, as: UTF8.self)) {
        addSecretKey(run.startIndex..<run.endIndex, of: id..<id + 20)
      }
      start = run.endIndex
    }
  }

  private mutating func addSecretKey(_ range: Range<Int>, of id: Range<Int>) {
    let value = text(range)
    found.append(
      Form(
        rule: .awsSecretKey, range: range, value: value,
        remark: ValueForm.isPlaceholder(value) ? "it says that it is an example" : nil,
        companion: id))
  }

  /// Whether forty characters are mixed as a key's are: no path, no digest.
  static func isSecretKey(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 40 && bytes.allSatisfy(\.isSecretKeyCharacter)
      && Randomness.entropy(of: bytes) >= 3.8 && !Randomness.isHexadecimal(bytes)
      && bytes.contains(where: \.isDigit) && bytes.contains(where: \.isCapital)
      && bytes.contains(where: \.isLowercaseLetter)
  }

  // MARK: URLs

  private mutating func findPassword(at colon: Int) {
    guard let range = URLPassword.range(in: bytes, at: colon) else { return }
    let value = text(range)
    switch ValueForm(value) {
    case .reference: return
    case .placeholder: found.append(Form(rule: .placeholder, range: range, value: value))
    case .plain, .possible: found.append(Form(rule: .passwordInURL, range: range, value: value))
    }
  }
}

extension UInt8 {
  fileprivate var isSecretKeyCharacter: Bool {
    isAlphanumeric || self == UInt8(ascii: "+") || self == UInt8(ascii: "/")
  }
}
