extension Location {
  /// Where in its file the place is, in the file's own words: the names of the lines that it stands
  /// under, by their indentation, outermost last, and its own line's first.
  ///
  /// That is the path of keys in a YAML file, and near enough in every other. It does not change
  /// when lines come or go elsewhere. A line's name is what it says before its value, so that no
  /// value goes into what is made of it; a list's entry is named by its `name`, too, and one that is
  /// no more than a value by that value where `namingValues` allows it.
  func origin(namingValues: Bool) -> [ArraySlice<UInt8>] {
    let bytes = file.bytes
    var start = bytes.startOfLine(at: min(range.lowerBound, bytes.count))
    var line = bytes[start..<bytes.endOfLine(at: start)]
    var names = [line.nameOfLine ?? (namingValues ? line.trimmed : [])]
    var indentation = line.indentationOfLine
    let limit = max(0, start - Self.reach)
    while start > limit, indentation > 0 {
      start = bytes.startOfLine(at: start - 1)
      line = bytes[start..<bytes.endOfLine(at: start)]
      guard !line.isBlankLine, line.indentationOfLine < indentation else { continue }
      indentation = line.indentationOfLine
      if let name = line.nameOfLine { names.append(name) }
    }
    return names
  }

  /// How many bytes are searched for the lines above; past them, a place counts as at the top.
  private static let reach = 1 << 16
}

extension [UInt8] {
  fileprivate func startOfLine(at offset: Int) -> Int {
    var start = offset
    while start > 0, self[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return start
  }

  fileprivate func endOfLine(at offset: Int) -> Int {
    self[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? count
  }
}

extension ArraySlice<UInt8> {
  /// How many blanks the line begins with.
  fileprivate var indentationOfLine: Int { prefix { $0 == UInt8(ascii: " ") }.count }

  /// Whether the line is empty or a comment.
  fileprivate var isBlankLine: Bool {
    let text = trimmed
    return text.isEmpty || text.first == UInt8(ascii: "#")
  }

  /// What the line says before its value; nil where it is no more than a value.
  fileprivate var nameOfLine: ArraySlice<UInt8>? {
    let text = trimmed
    guard let end = text.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") })
    else { return nil }
    let name = text[..<end]
    return name.elementsEqual("- name".utf8) ? text : name
  }

  fileprivate var trimmed: ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
    var text = drop(while: isBlank)
    while let last = text.last, isBlank(last) { text = text.dropLast() }
    return text
  }
}
