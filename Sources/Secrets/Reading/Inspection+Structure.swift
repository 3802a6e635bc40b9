import Diagnostics
import Values
import YAML

extension Inspection {
  /// Reads a text that holds others: JSON, YAML, lines of assignments, XML, a program.
  mutating func readStructure(of passage: Passage) {
    let text = passage.text
    let isBraced = text.first == "{" || text.first == "["
    if isBraced || text.looksLikeYAML(named: passage.name) {
      let inner = SourceFile(path: "", text: text)
      let parsed = inner.parsed(as: .kubernetes)
      let roots = parsed.documents.filter { !$0.isEmpty }.map(\.root)
      if parsed.errors.isEmpty, !roots.isEmpty, roots.allSatisfy({ $0.scalar == nil }) {
        let locate = passage.locate
        var scope = passage.scope
        // What a configuration file holds is not all secret because the file is.
        (scope.isNested, scope.isSecret) = (true, false)
        for root in roots {
          readDocument(
            root, of: passage.name ?? "", in: scope,
            Place { node in
              let own = Place.own.locating(node)
              return { range in own(range).flatMap { locate($0.range.indices) } }
            })
        }
        return
      }
    }
    readLines(of: passage)
  }

  /// Reads a text line by line.
  mutating func readLines(of passage: Passage) {
    let bytes = Array(passage.text.utf8)
    var lines: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      lines.append(start..<end)
      start = end + 1
    }
    var passage = passage
    let mayBeLogins = bytes.firstRange(of: Array("machine ".utf8)) != nil
    let entries = lines.map { bytes.entry(in: $0) }
    let isList = entries.count { $0 != nil } * 2 >= lines.count { !bytes.isRemark($0) }
    if passage.scope.trust != .nothing, !isList { passage.scope.trust = .code }
    for (line, entry) in zip(lines, entries) where !bytes.isRemark(line) {
      if isList, let entry, passage.scope.isSecret {
        let name = String(decoding: bytes[entry.name], as: UTF8.self)
        inspect(passage.part(entry.value, of: bytes, name: name))
      } else {
        readLine(line, of: bytes, in: passage)
      }
      if mayBeLogins { readLogin(line, of: bytes, in: passage) }
    }
  }

  /// netrc: `machine x login y password z`.
  private mutating func readLogin(_ line: Range<Int>, of bytes: [UInt8], in passage: Passage) {
    let words = bytes[line].split { $0 <= 0x20 }
    guard let index = words.firstIndex(where: { $0.elementsEqual("password".utf8) }),
      index + 1 < words.count,
      words[..<index].contains(where: { $0.elementsEqual("login".utf8) }) || index == 0
    else { return }
    let word = words[index + 1]
    inspect(passage.part(word.startIndex..<word.endIndex, of: bytes, name: "password"))
  }
}

extension String {
  /// Whether the text may be a mapping or a list of YAML: its first line that says something begins one.
  fileprivate func looksLikeYAML(named name: String?) -> Bool {
    if let name, name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return true }
    for line in split(whereSeparator: \.isNewline) {
      let text = String(line).trimmed
      guard !text.isEmpty, !text.hasPrefix("#") else { continue }
      if text == "---" || text.hasPrefix("- ") { return true }
      guard let colon = text.firstIndex(of: ":") else { return false }
      let rest = text[text.index(after: colon)...]
      return (rest.isEmpty || rest.first == " ") && !text[..<colon].contains(" ")
        && !text[..<colon].contains("=")
    }
    return false
  }
}

extension [UInt8] {
  /// Whether a line is empty, a remark or the head of a section.
  fileprivate func isRemark(_ line: Range<Int>) -> Bool {
    let text = self[line].drop { $0 <= 0x20 }
    guard let first = text.first else { return true }
    return "#;!".utf8.contains(first) || text.starts(with: "//".utf8) && !text.contains(0x3D)
      || first == UInt8(ascii: "[") && text.contains(UInt8(ascii: "]"))
  }

  /// The name and the value of a line that is `name=value` or `name: value` and nothing else.
  fileprivate func entry(in line: Range<Int>) -> (name: Range<Int>, value: Range<Int>)? {
    var start = line.lowerBound
    while start < line.upperBound, self[start] <= 0x20 { start += 1 }
    for word in ["export ", "set "] where self[start..<line.upperBound].starts(with: word.utf8) {
      start += word.utf8.count
    }
    let name = self[start..<line.upperBound].prefix {
      $0.isNameCharacter || "/:@".utf8.contains($0) && $0 != 0x3A
    }
    var end = name.endIndex
    while end < line.upperBound, self[end] == 0x20 { end += 1 }
    guard !name.isEmpty, end < line.upperBound,
      self[end] == UInt8(ascii: "=") || self[end] == UInt8(ascii: ":")
    else { return nil }
    var value = self[(end + 1)..<line.upperBound]
    while let first = value.first, first <= 0x20 { value.removeFirst() }
    while let last = value.last, last <= 0x20 { value.removeLast() }
    return (name.startIndex..<name.endIndex, value.startIndex..<value.endIndex)
  }
}
