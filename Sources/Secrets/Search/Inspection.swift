import Diagnostics
import Display
import Values
import YAML

/// The search of one file: what its forms gave away, and what its names and its structure do.
struct Inspection {
  private let file: SourceFile
  private var hits: [Hit] = []
  /// How many of the hits came from the forms in the file's own bytes; these stand first.
  private let formCount: Int

  private struct Hit {
    var rule: SecretRule
    var value: String
    var location: Location
    var object: String?
    var field: String?
    var remark: String?
    var companion: Location?
  }

  init(of file: SourceFile, _ forms: [TokenForms.Form]) {
    self.file = file
    hits = forms.map { form in
      Hit(
        rule: form.rule, value: form.value,
        location: Location(file: file, range: ByteRange(form.range)), remark: form.remark,
        companion: form.companion.map { Location(file: file, range: ByteRange($0)) })
    }
    formCount = hits.count
  }

  var hasForms: Bool { formCount > 0 }

  /// What was found, each place once: where several rules see one text, the surest has it.
  var secrets: [FoundSecret] {
    guard !hits.isEmpty else { return [] }
    let ranks = Dictionary(
      uniqueKeysWithValues: SecretRule.all.enumerated().map { ($1.id, $0) })
    let ordered = hits.enumerated().sorted { left, right in
      let (first, second) = (ranks[left.element.rule.id] ?? 0, ranks[right.element.rule.id] ?? 0)
      return (first, left.offset) < (second, right.offset)
    }
    var kept = KeptPlaces()
    for (index, hit) in ordered {
      let range = hit.location.range
      let isKnown = kept.overlapping(range).contains { place in
        let known = hits[place.hit]
        // Two secrets of one encoded text stand at one place.
        return place.range != range || known.value == hit.value
          || known.value.contains(hit.value) || hit.value.contains(known.value)
          || known.rule.id == "secret/placeholder" || hit.rule.id == "secret/placeholder"
      }
      if !isKnown { kept.insert(range, of: index) }
    }
    return kept.places.map { hits[$0.hit] }.map { hit in
      FoundSecret(
        rule: hit.rule, value: HiddenText(hit.value), location: hit.location, object: hit.object,
        field: hit.field, remark: hit.remark, companion: hit.companion)
    }
  }

  /// Tells the hits at a scalar's bytes which object and field they are in.
  mutating func place(_ range: ByteRange, in scope: Scope) {
    for index in hits.indices.prefix(formCount) where hits[index].object == nil {
      guard range.contains(hits[index].location.range) else { continue }
      hits[index].object = scope.object
      hits[index].field = scope.field
    }
  }

  private mutating func add(
    _ rule: SecretRule, _ value: String, _ range: Range<Int>, in passage: Passage,
    remark: String? = nil
  ) {
    guard let location = passage.locate(range) else { return }
    hits.append(
      Hit(
        rule: rule, value: value, location: location, object: passage.scope.object,
        field: passage.scope.field, remark: remark))
  }

  // MARK: Texts

  /// Looks at a text: at what it encodes, at what is written in it, and at itself under its name.
  mutating func inspect(_ passage: Passage) {
    let text = passage.text
    guard text.utf8.count >= 3, passage.scope.depth <= Scope.deepest, !text.hasPrefix("ENC[") else {
      return
    }
    if passage.scope.isEncoded {
      guard let decoded = Base64.text(text) else { return }
      inspect(passage.decoded(decoded))
      return
    }
    if !passage.scope.isSearched { addForms(of: passage) }
    let before = hits.count
    if text.utf8.contains(0x0A) && text.contains("\n") || text.beginsJSON {
      readStructure(of: passage)
      return
    }
    if passage.scope.depth < Scope.deepest, let decoded = Base64.text(text),
      decoded.utf8.count >= 8,
      decoded.utf8.contains(where: { !$0.isWordCharacter }) || ValueForm.isPlaceholder(decoded)
    {
      inspect(passage.decoded(decoded))
      if hits.count > before { return }
    }
    if addNamed(passage) { return }
    readLine(0..<text.utf8.count, of: Array(text.utf8), in: passage)
  }

  private mutating func addForms(of passage: Passage) {
    let bytes = Array(passage.text.utf8)
    for form in TokenForms(in: bytes, at: Glance(bytes)).found {
      add(form.rule, form.value, form.range, in: passage, remark: form.remark)
    }
  }

  // MARK: Names

  /// Whether the text is secret by its name, or by being a Secret's.
  private mutating func addNamed(_ passage: Passage) -> Bool {
    let scope = passage.scope
    guard scope.trust != .nothing else { return false }
    // What stands before the slash of an annotation is a domain.
    let name = passage.name.map { name in
      guard name.utf8.contains(UInt8(ascii: "/")) else { return name }
      return name.split(separator: "/").last.map(String.init) ?? name
    }
    let claim = name.map(SecretName.likelyClaim(of:)) ?? .nothing
    // What nothing calls a secret is not looked at any closer.
    guard claim != .nothing || scope.isSecret else { return false }
    let (value, range) = passage.text.unquoted
    guard value.utf8.count <= 4096 else { return false }
    let form = ValueForm(value)
    guard form != .reference else { return false }
    if form == .placeholder {
      let isMeant =
        claim == .password || claim == .secret && (scope.isSecret || scope.trust == .data)
      // `passwordKey: password` names a key.
      let isName = passage.name.map { $0.lowercased().hasSuffix(value.lowercased()) } ?? false
      guard isMeant, !isName || scope.isSecret else { return false }
      add(.placeholder, value, range, in: passage)
      return true
    }
    if TokenForms.isSecretKey(value),
      passage.name.map({ $0.lowercased().contains("secret") || $0.lowercased().contains("aws") })
        ?? false
    {
      add(.awsSecretKey, value, range, in: passage)
      return true
    }
    let isSecret: Bool
    let rule: SecretRule
    switch claim {
    case .password:
      rule = .namedPassword
      isSecret =
        form == .possible || form.mayBePassword(value, in: scope) && !value.repeats(name ?? "")
    case .secret:
      rule = .namedSecret
      isSecret =
        form == .possible && (scope.isSecret || Randomness.isLikely(value))
        && !Glance.isAccessKey(value)
    case .nothing:
      rule = .valueInSecret
      isSecret = scope.isSecret && form == .possible && value.looksChosen
    }
    if isSecret { add(rule, value, range, in: passage) }
    return isSecret
  }

  /// What a line of a text gives to names that say so.
  mutating func readLine(_ line: Range<Int>, of bytes: [UInt8], in passage: Passage) {
    guard passage.scope.trust != .nothing else { return }
    for assignment in Assignments(in: line, of: bytes).found {
      let value = String(decoding: bytes[assignment.value], as: UTF8.self)
      let form = ValueForm(value)
      guard form != .reference else { continue }
      let isLiteral = assignment.isQuoted || passage.scope.trust != .code
      if form == .placeholder {
        guard isLiteral, assignment.claim == .password else { continue }
        add(.placeholder, value, assignment.value, in: passage)
      } else if assignment.claim == .password {
        let isChosen = isLiteral || value.utf8.contains(where: \.isDigit)
        guard isChosen, !value.isExpression || assignment.isQuoted,
          form == .possible
            || isLiteral && form.mayBePassword(value, in: passage.scope)
              && !value.repeats(assignment.name)
        else { continue }
        add(
          assignment.isInURL ? .passwordInURL : .namedPassword, value, assignment.value,
          in: passage)
      } else if TokenForms.isSecretKey(value) {
        add(.awsSecretKey, value, assignment.value, in: passage)
      } else if form == .possible, Randomness.isLikely(value), !value.isExpression,
        !Glance.isAccessKey(value)
      {
        add(.namedSecret, value, assignment.value, in: passage)
      }
    }
  }

  /// A login in Base64, as a registry's `auth` is.
  mutating func addLogin(_ passage: Passage) {
    let text = passage.text
    guard SecretRule.login(text) == .sound, let login = Base64.text(text),
      let colon = login.firstIndex(of: ":")
    else { return }
    let password = String(login[colon...].dropFirst())
    let rule: SecretRule = ValueForm(password) == .placeholder ? .placeholder : .imageRegistryLogin
    add(rule, password, 0..<text.utf8.count, in: passage)
  }
}

extension ValueForm {
  /// Whether a plain value may be a password all the same: people choose words and numbers.
  fileprivate func mayBePassword(_ value: String, in scope: Scope) -> Bool {
    guard self == .plain, !value.contains("/"), !value.contains("://"), !value.hasPrefix("sha256:"),
      !value.hasPrefix("ssh-"), !value.hasPrefix("-----BEGIN ")
    else { return false }
    if value.contains(" ") { return scope.isSecret && value.split(separator: " ").count <= 6 }
    if value.utf8.allSatisfy(\.isDigit) { return value.utf8.count >= 4 }
    return !value.contains(":")
  }
}

extension String {
  /// Whether the first character is that of an object or a list of JSON.
  fileprivate var beginsJSON: Bool {
    guard let byte = utf8.first, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else {
      return false
    }
    return first == "{" || first == "["
  }

  /// Without the quotes around it, with where that stands.
  fileprivate var unquoted: (String, Range<Int>) {
    let bytes = Array(utf8)
    guard bytes.count >= 2, let first = bytes.first, first == bytes.last,
      "\"'".utf8.contains(first)
    else { return (self, 0..<bytes.count) }
    return (String(decoding: bytes[1..<bytes.count - 1], as: UTF8.self), 1..<bytes.count - 1)
  }

  /// Whether the text ends with the last word of a name, as the name of what holds it does:
  /// `PASSWORD: web-db-password`.
  fileprivate func repeats(_ name: String) -> Bool {
    func words(_ text: String) -> [Substring] {
      text.lowercased().split { !$0.isLetter && !$0.isNumber }
    }
    let own = words(self)
    return own.count > 1 && own.last == words(name).last
  }

  /// Whether the text is drawn, or made as passwords are: eight characters or more, of three sorts.
  fileprivate var looksChosen: Bool {
    // Ids of tunnels, tenants and clients are UUIDs, and public.
    if Randomness.isLikely(self) { return !Randomness.isUUID(Array(utf8)) }
    let bytes = Array(utf8)
    let sorts = [
      bytes.contains(where: \.isLowercaseLetter), bytes.contains(where: \.isCapital),
      bytes.contains(where: \.isDigit),
      bytes.contains { !$0.isWordCharacter && !"-.:|,/@ ".utf8.contains($0) && $0 < 0x80 },
    ]
    return bytes.count >= 8 && sorts.count { $0 } >= 3 && !contains(".") && !contains("/")
  }

  /// Whether a program would compute the value: a call, an index, a field of something.
  fileprivate var isExpression: Bool {
    contains("(") || contains("[") || contains(").")
      || split(separator: ".").count > 1 && utf8.allSatisfy { $0.isWordCharacter || $0 == 0x2E }
  }
}
