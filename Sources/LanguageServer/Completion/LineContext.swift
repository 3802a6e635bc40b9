import Diagnostics
import Kubernetes
import YAML

/// Where in a document a text is being typed, told by the shape of its lines: what is half typed is no
/// YAML yet.
struct LineContext {
  /// What may be typed at a place.
  enum Typed {
    /// The key of a mapping.
    case key
    /// The value of a key, or an entry of a list in brackets.
    case value
    /// What stands behind a dash: a value, or the first key of a mapping.
    case entry
  }

  /// The way to the mapping whose key is typed, or to the value that is.
  private(set) var path = FieldPath.root
  private(set) var typed: Typed
  /// The keys that the mapping has besides, or the other entries of the list.
  private(set) var siblings: Set<String> = []
  /// The scalars that the mapping has under its keys.
  private(set) var scalars: [String: String] = [:]
  /// What the document says it is; empty parts where it does not.
  private(set) var gvk = GroupVersionKind(apiVersion: "", kind: "")
  /// The name that the document gives to its object; empty where it gives none.
  private(set) var name = ""
  /// Where the word stands that is typed, with the quotes around it.
  private(set) var word: ByteRange
  /// The quote that the word begins with.
  private(set) var quote: Character?
  /// Whether it stands in brackets.
  private(set) var isInFlow = false

  /// Nil in remarks and blocks of text.
  init?(_ file: SourceFile, at offset: Int, _ lines: TextLines) {
    let number = lines.position(of: offset).line
    let all = (0..<lines.count).map { TextLine(file, lines.range(ofLine: $0)) }
    let first = all[..<number].lastIndex(where: \.beginsDocument).map { $0 + 1 } ?? 0
    let end = all[number...].dropFirst().firstIndex(where: \.beginsDocument) ?? all.count
    let range = lines.range(ofLine: number)
    let cursor = min(max(offset, range.lowerBound), range.upperBound)
    let start: Int
    var host = number
    if let flow = Flow(file, all, lines, first, number, cursor, end: end) {
      (isInFlow, host, start) = (true, flow.line, flow.text.start)
      typed = flow.text.isValue ? .value : .key
      word = ByteRange(min(start, cursor), cursor)
      read(all, first, host, end)
      let line = TextLine(file, ByteRange(lines.range(ofLine: host).lowerBound, flow.start))
      guard climb(from: line, through: all[first..<host]) else { return nil }
      (siblings, scalars) = (flow.text.siblings, flow.text.scalars)
      path = FieldPath(path.steps + flow.text.steps)
      if gvk.kind.isEmpty, first == host || all[first..<host].allSatisfy(\.isBlank) {
        let outermost = flow.text.outermost
        gvk = GroupVersionKind(
          apiVersion: outermost["apiVersion"] ?? "", kind: outermost["kind"] ?? "")
      }
    } else {
      let line = TextLine(file, ByteRange(range.lowerBound, cursor))
      guard !line.isRemark, !line.value.contains(where: { "{[#&*|>".contains($0) }) else {
        return nil
      }
      typed = line.key != nil ? .value : line.dashes.isEmpty ? .key : .entry
      start = line.key != nil ? line.valueStart : line.contentStart
      word = ByteRange(min(start, cursor), cursor)
      read(all, first, host, end)
      guard climb(from: line, through: all[first..<number]) else { return nil }
      lookBelow(line, all[(number + 1)..<end])
    }
    includeQuotes(file, lines.range(ofLine: number))
  }

  /// A flow collection that a place is in.
  private struct Flow {
    var text: FlowText
    /// The line that it begins in.
    var line: Int
    var start: Int

    init?(
      _ file: SourceFile, _ all: [TextLine], _ lines: TextLines, _ first: Int, _ number: Int,
      _ cursor: Int, end: Int
    ) {
      var index = first
      while index <= number {
        let line = all[index]
        if line.beginsBlock {
          index += 1
          while index <= number, all[index].isBlank || all[index].column > line.column {
            index += 1
          }
          continue
        }
        guard let start = line.flowStart, start < cursor else {
          index += 1
          continue
        }
        // What never ends is broken off where the next key stands.
        let isWhole = line.key == nil && line.dashes.isEmpty
        let rest = all[(index + 1)..<end]
        let next =
          isWhole
          ? end
          : rest.firstIndex { other in
            !other.isBlank && other.column <= line.column && other.key != nil
          } ?? end
        let limit = next > index ? lines.range(ofLine: next - 1).upperBound : cursor
        if let closed = FlowText.end(file, from: start, before: limit), closed <= cursor {
          index = max(index + 1, lines.position(of: closed).line)
          continue
        }
        guard cursor <= limit, let text = FlowText(file, from: start, to: cursor, end: limit) else {
          index = max(next, index + 1)
          continue
        }
        (self.text, self.line, self.start) = (text, index, start)
        return
      }
      return nil
    }
  }

  /// Reads what the document says of itself.
  private mutating func read(_ all: [TextLine], _ first: Int, _ number: Int, _ end: Int) {
    func value(_ key: String) -> String {
      all[first..<end].first { $0.column == 0 && $0.key == key }?.plainValue ?? ""
    }
    gvk = GroupVersionKind(apiVersion: value("apiVersion"), kind: value("kind"))
    guard
      let metadata = all[first..<end].firstIndex(where: { $0.column == 0 && $0.key == "metadata" })
    else { return }
    let inner = all[(metadata + 1)..<end].prefix { $0.isBlank || $0.column > 0 }
    let column = inner.first { !$0.isBlank }?.column
    name = inner.first { $0.key == "name" && $0.column == column }?.plainValue ?? ""
  }

  /// Takes the quotes around the word in, and the one that an editor has put behind it.
  private mutating func includeQuotes(_ file: SourceFile, _ line: ByteRange) {
    guard word.lowerBound < word.upperBound else { return }
    let first = file.bytes[word.lowerBound]
    guard first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") else { return }
    quote = Character(Unicode.Scalar(first))
    if word.upperBound < line.upperBound, file.bytes[word.upperBound] == first {
      word = ByteRange(word.lowerBound, word.upperBound + 1)
    }
  }

  /// Finds the way by the lines above; false where they lead nowhere.
  private mutating func climb(from typed: TextLine, through above: ArraySlice<TextLine>) -> Bool {
    var steps: [FieldPath.Step] = typed.key.map { [.key($0)] } ?? []
    var column = typed.column
    var isSequence = false
    /// Whether the lines still are those of the mapping or list that is typed in.
    var isSame = true
    let ownDepth = typed.key == nil ? 0 : 1
    func enter(_ dashes: [Int]) {
      for dash in dashes.reversed() {
        steps.append(.index(0))
        (column, isSequence) = (dash, true)
      }
    }
    enter(typed.dashes)
    let list = typed.key == nil ? typed.dashes.last : nil
    for line in above.reversed() where !line.isBlank {
      if let list, isSame {
        if line.dashes.contains(list) {
          if line.key == nil { siblings.insert(line.plainValue) }
        } else if line.column <= list {
          isSame = false
        }
      }
      guard let key = line.key, !(isSequence && line.dashes.contains(column)) else { continue }
      if !isSequence, line.column == column {
        if steps.count <= ownDepth { add(line, key) }
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

  /// Takes in what the mapping or list has below.
  private mutating func lookBelow(_ typed: TextLine, _ below: ArraySlice<TextLine>) {
    let list = typed.key == nil ? typed.dashes.last : nil
    var isSameEntry = true
    for line in below where !line.isBlank {
      if let list, line.dashes.contains(list) {
        isSameEntry = false
        if line.key == nil { siblings.insert(line.plainValue) }
        continue
      }
      guard line.column >= (list.map { $0 + 1 } ?? typed.column) else { break }
      guard isSameEntry, line.column >= typed.column else { continue }
      if !line.dashes.isEmpty {
        // A list under a key may stand as far left as the key.
        if list == nil, line.dashes.first.map({ $0 < typed.column }) ?? false { break }
        continue
      }
      if line.column == typed.column, let key = line.key { add(line, key) }
    }
  }

  private mutating func add(_ line: TextLine, _ key: String) {
    siblings.insert(key)
    if !line.plainValue.isEmpty { scalars[key] = line.plainValue }
  }
}
