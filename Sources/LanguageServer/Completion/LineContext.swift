import Diagnostics
import Kubernetes
import YAML

/// Where in a document a text is being typed, told by the indentation of lines: what is half typed is no
/// YAML yet.
struct LineContext {
  /// The way to the mapping whose key is typed, or to the value that is.
  private(set) var path = FieldPath.root
  /// Whether a value is typed.
  let isValue: Bool
  /// The keys that the mapping has besides.
  private(set) var siblings: Set<String> = []
  /// What the document says it is; empty parts where it does not.
  private(set) var gvk = GroupVersionKind(apiVersion: "", kind: "")
  /// Where the word begins that is typed.
  let start: Int

  /// Nil in remarks, blocks of text and flow collections.
  init?(_ file: SourceFile, at offset: Int, _ lines: TextLines) {
    let number = lines.position(of: offset).line
    let all = (0..<lines.count).map { Line(file, lines.range(ofLine: $0)) }
    let range = lines.range(ofLine: number)
    let typed = Line(
      file, ByteRange(range.lowerBound, min(max(offset, range.lowerBound), range.upperBound)))
    guard !typed.isRemark, !typed.value.contains(where: { "{[#&*|>".contains($0) }) else {
      return nil
    }
    isValue = typed.key != nil
    start = isValue ? typed.valueStart : typed.contentStart
    let first = all[..<number].lastIndex(where: \.beginsDocument).map { $0 + 1 } ?? 0
    let end = all[number...].dropFirst().firstIndex(where: \.beginsDocument) ?? all.count
    func value(_ key: String) -> String {
      all[first..<end].first { $0.column == 0 && $0.key == key }?.plainValue ?? ""
    }
    gvk = GroupVersionKind(apiVersion: value("apiVersion"), kind: value("kind"))
    guard climb(from: typed, through: all[first..<number]) else { return nil }
    for line in all[(number + 1)..<end] where !line.isBlank {
      guard line.column >= typed.column, line.dashes.isEmpty else { break }
      if line.column == typed.column, let key = line.key { siblings.insert(key) }
    }
  }

  /// Finds the way by the lines above; false where they lead nowhere.
  private mutating func climb(from typed: Line, through above: ArraySlice<Line>) -> Bool {
    var steps: [FieldPath.Step] = typed.key.map { [.key($0)] } ?? []
    var column = typed.column
    var isSequence = false
    func enter(_ dashes: [Int]) {
      for dash in dashes.reversed() {
        steps.append(.index(0))
        (column, isSequence) = (dash, true)
      }
    }
    enter(typed.dashes)
    for line in above.reversed() where !line.isBlank {
      guard let key = line.key, !(isSequence && line.dashes.contains(column)) else { continue }
      if !isSequence, line.column == column {
        if steps.count <= (typed.key == nil ? 0 : 1) { siblings.insert(key) }
        enter(line.dashes)
      } else if isSequence ? line.column <= column : line.column < column {
        guard line.value.isEmpty else { return false }
        steps.append(.key(key))
        (column, isSequence) = (line.column, false)
        enter(line.dashes)
      }
    }
    path = FieldPath(steps.reversed())
    return column == 0 || steps.isEmpty || isSequence
  }

  /// One line as far as its shape goes: dashes, a key, a value.
  private struct Line {
    var dashes: [Int] = []
    /// Where what is behind the dashes begins.
    var column = 0
    var key: String?
    var value = ""
    var isBlank = false
    var isRemark = false
    var beginsDocument = false
    var contentStart = 0
    var valueStart = 0

    /// The value without quotes and remark.
    var plainValue: String {
      let text = value.firstRange(of: " #").map { value[..<$0.lowerBound] } ?? value[...]
      return text.filter { $0 != "\"" && $0 != "'" && $0 != " " }
    }

    init(_ file: SourceFile, _ range: ByteRange) {
      let bytes = file.bytes[range.indices]
      beginsDocument = bytes.starts(with: "---".utf8)
      var place = bytes.startIndex
      func skipBlanks() {
        while place < bytes.endIndex, bytes[place] == UInt8(ascii: " ") { place += 1 }
      }
      skipBlanks()
      while place < bytes.endIndex, bytes[place] == UInt8(ascii: "-"),
        place + 1 == bytes.endIndex || bytes[place + 1] == UInt8(ascii: " ")
      {
        dashes.append(place - bytes.startIndex)
        place += 1
        skipBlanks()
      }
      column = place - bytes.startIndex
      contentStart = place
      valueStart = place
      isRemark = place < bytes.endIndex && bytes[place] == UInt8(ascii: "#")
      isBlank = isRemark || place == bytes.endIndex && dashes.isEmpty
      guard !isRemark else { return }
      let colon = bytes[place...].indices.first { index in
        bytes[index] == UInt8(ascii: ":")
          && (index + 1 == bytes.endIndex || bytes[index + 1] == UInt8(ascii: " "))
      }
      guard let colon else { return }
      key = String(decoding: bytes[place..<colon], as: UTF8.self).filter { $0 != "\"" && $0 != "'" }
      place = colon + 1
      skipBlanks()
      valueStart = place
      let rest = String(decoding: bytes[place...], as: UTF8.self)
      value = rest.hasPrefix("#") ? "" : rest
    }
  }
}
