import Diagnostics
import YAML

/// A kustomization on its way from deprecated fields to others.
///
/// Each step is read back: but for the fields that it names the file must say what it said before, and under
/// the successor just what is meant. A step that finds no such text gives nil.
struct SuccessionDraft {
  let file: SourceFile
  private let root: Node

  /// Nil for a file that is no mapping, or that has errors.
  init?(_ file: SourceFile) {
    let parsed = file.parsed(as: .kubernetes)
    guard parsed.errors.isEmpty, let root = parsed.documents.first?.root, root.mapping != nil else {
      return nil
    }
    self.file = file
    self.root = root
  }

  /// Whether one of the fields says something.
  func says(_ names: String...) -> Bool {
    names.contains { name in
      guard let value = root[name], !value.isNull else { return false }
      return value.elements?.isEmpty != true && value.mapping?.isEmpty != true
    }
  }

  // MARK: Steps

  /// The items of one field behind those of another, which may not be there.
  func moving(_ name: String, behind successor: String) -> SuccessionDraft? {
    guard let items = root[name]?.elements else { return nil }
    let others = root[successor]?.elements ?? []
    let result =
      root[successor] == nil
      ? edited([renaming(name, to: successor)])
      : editedBySource { (editor) throws(EditError) in
        for (index, item) in items.enumerated() {
          let excerpt = editor.excerpt(of: [.key(name), .index(index)])
          try editor.insert(
            item, named: nil, at: others.count + index, of: [.key(successor)], like: excerpt)
        }
        try editor.remove([.key(name)])
      }
    return result?.checked(against: self, without: name, saying: others + items, under: successor)
  }

  /// The entries of `commonLabels` as an entry of `labels` that reaches selectors, behind those that are
  /// there.
  var writingCommonLabels: SuccessionDraft? {
    guard let pairs = root["commonLabels"], pairs.mapping != nil else { return nil }
    let entry = Node(
      Mapping(entries: [
        .init(key: .string("includeSelectors"), value: Node(Scalar(text: "true", type: .boolean))),
        .init(key: .string("pairs"), value: pairs),
      ]))
    let others = root["labels"]?.elements ?? []
    let result =
      root["labels"] == nil
      ? edited(nestingCommonLabels)
      : editedBySource { (editor) throws(EditError) in
        try editor.append(entry, to: ["labels"])
        try editor.remove(["commonLabels"])
      }
    return result?.checked(
      against: self, without: "commonLabels", saying: others + [entry], under: "labels")
  }

  /// The entries of `patchesStrategicMerge` as entries of `patches`, before those that are there.
  var writingStrategicMerges: SuccessionDraft? {
    let name = "patchesStrategicMerge"
    guard let items = root[name]?.elements else { return nil }
    let entries = items.map { item in
      Node(Mapping(entries: [.init(key: .string(item.patchField), value: item)]))
    }
    let others = root["patches"]?.elements ?? []
    let result =
      root["patches"] == nil
      ? edited([renaming(name, to: "patches")] + items.flatMap(naming))
      : editedBySource { (editor) throws(EditError) in
        for (index, entry) in entries.enumerated() {
          let text = items[index].origin.location?.text ?? ""
          let excerpt = editor.excerpt(of: [.key(name), .index(index)])?
            .replacing("- \(text)", with: "- \(items[index].patchField): \(text)")
          try editor.insert(entry, named: nil, at: index, of: ["patches"], like: excerpt)
        }
        try editor.remove([.key(name)])
      }
    return result?.checked(against: self, without: name, saying: entries + others, under: "patches")
  }

  // MARK: Edits

  private func renaming(_ name: String, to successor: String) -> TextEdit? {
    guard let key = root.mapping?.entry(name)?.key.origin.location else { return nil }
    return TextEdit(range: key.range, replacement: successor)
  }

  /// The name of the field that an item of `patchesStrategicMerge` stands under in `patches`.
  private func naming(_ item: Node) -> [TextEdit?] {
    guard let place = item.origin.location,
      let list = root["patchesStrategicMerge"]?.origin.location
    else { return [nil] }
    let (start, end) = (place.range.lowerBound, place.range.upperBound)
    let head = "\(item.patchField): "
    if file.bytes[list.range.lowerBound] == UInt8(ascii: "[") {
      return [
        TextEdit(range: ByteRange(start, start), replacement: "{" + head),
        TextEdit(range: ByteRange(end, end), replacement: "}"),
      ]
    }
    let first = TextEdit(range: ByteRange(start, start), replacement: head)
    guard place.text.hasPrefix("|") || place.text.hasPrefix(">") else { return [first] }
    // Below a name a text must be indented more than the name is.
    let lines = fileLines(after: start, upTo: end)
    let margin = lines.map { line in line.prefix { $0 == UInt8(ascii: " ") }.count }.min() ?? 0
    return [first] + indenting(lines, by: max(0, column(of: start) + 2 - margin))
  }

  private var nestingCommonLabels: [TextEdit?] {
    guard let entry = root.mapping?.entry("commonLabels"), let key = entry.key.origin.location,
      let value = entry.value.origin.location
    else { return [nil] }
    let margin = String(repeating: " ", count: column(of: key.range.lowerBound) + listOffset)
    let lineBreak = file.bytes.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n"
    let name = "labels:\(lineBreak)\(margin)- includeSelectors: true\(lineBreak)\(margin)  pairs"
    return [TextEdit(range: key.range, replacement: name)]
      + indenting(
        fileLines(after: key.range.upperBound, upTo: value.range.upperBound), by: listOffset + 2)
  }

  /// How far lists are indented from their names.
  private var listOffset: Int {
    for entry in root.mapping?.entries ?? [] {
      guard let key = entry.key.origin.location, let list = entry.value.origin.location,
        entry.value.elements?.isEmpty == false,
        file.bytes[list.range.lowerBound] == UInt8(ascii: "-")
      else { continue }
      return max(0, column(of: list.range.lowerBound) - column(of: key.range.lowerBound))
    }
    return 0
  }

  private func column(of offset: Int) -> Int {
    let start = file.bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return offset - start
  }

  /// The lines that begin behind one place and before another, but for blank ones.
  private func fileLines(after start: Int, upTo end: Int) -> [ArraySlice<UInt8>] {
    let feed = UInt8(ascii: "\n")
    guard let first = file.bytes[start..<end].firstIndex(of: feed) else { return [] }
    return file.bytes[(first + 1)..<end].split(separator: feed).filter { line in
      line.contains { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
    }
  }

  private func indenting(_ lines: [ArraySlice<UInt8>], by count: Int) -> [TextEdit?] {
    guard count > 0 else { return [] }
    return lines.map { line in
      TextEdit(
        range: ByteRange(line.startIndex, line.startIndex),
        replacement: String(repeating: " ", count: count))
    }
  }

  private func edited(_ edits: [TextEdit?]) -> SuccessionDraft? {
    let known = edits.compactMap(\.self)
    guard known.count == edits.count, let bytes = try? known.applied(to: file.bytes) else {
      return nil
    }
    return SuccessionDraft(SourceFile(path: file.path, bytes: bytes))
  }

  private func editedBySource(
    _ change: (inout SourceEditor) throws(EditError) -> Void
  ) -> SuccessionDraft? {
    do throws(EditError) {
      var editor = try SourceEditor(file, as: .kubernetes)
      try change(&editor)
      return SuccessionDraft(SourceFile(path: file.path, bytes: editor.bytes))
    } catch { return nil }
  }

  /// The draft where it says what one before it says, but for a field whose items are another's now.
  private func checked(
    against before: SuccessionDraft, without name: String, saying items: [Node],
    under successor: String
  ) -> SuccessionDraft? {
    guard var expected = before.root.mapping else { return nil }
    expected[name] = nil
    expected[successor] = Node(items)
    return root.isEqual(to: Node(expected)) ? self : nil
  }
}

extension Node {
  /// The field of an entry of `patches` that an entry of `patchesStrategicMerge` is meant for: it is a patch,
  /// or else the path of one.
  fileprivate var patchField: String {
    let text = scalarText ?? ""
    return text.contains("\n") || text.contains(": ") || text.contains("{") ? "patch" : "path"
  }
}
