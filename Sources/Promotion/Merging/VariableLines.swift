import Diagnostics
import YAML

/// A file of lines `KEY=value`, as generators and shells read them.
struct VariableLines {
  let file: SourceFile
  /// The variables as a mapping; each value knows the bytes that it stands in.
  let node: Node
  /// The line of each variable, its break included; of one that is set twice the last.
  private let lines: [String: ByteRange]

  /// Nil where a line is none of a variable, a comment and a blank one.
  init?(_ file: SourceFile) {
    self.file = file
    var (entries, lines): ([Mapping.Entry], [String: ByteRange]) = ([], [:])
    var start = 0
    let bytes = file.bytes
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
      var last = end
      while last > start, [UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(bytes[last - 1]) {
        last -= 1
      }
      defer { start = end }
      let line = bytes[start..<last]
      let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
      guard let mark = line.first(where: { !isBlank($0) }), mark != UInt8(ascii: "#") else {
        continue
      }
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let key = line[..<equals].trimming(while: isBlank)
      // Where blanks stand before the sign, those behind it are no part of the value either.
      let isSpaced = line[..<equals].last.map(isBlank) ?? false
      let first =
        isSpaced ? line[(equals + 1)...].firstIndex { !isBlank($0) } ?? last : equals + 1
      guard let name = String(validating: key, as: UTF8.self),
        let value = String(validating: line[first...], as: UTF8.self)
      else { return nil }
      let place = Location(file: file, range: ByteRange(first, last))
      entries.removeAll { $0.name == name }
      entries.append(
        Mapping.Entry(key: .string(name), value: .string(value, origin: Origin(place))))
      lines[name] = ByteRange(start, end)
    }
    node = Node(Mapping(entries: entries))
    self.lines = lines
  }

  /// The edits that give variables new values, or take those out that get none.
  ///
  /// A new variable comes after the one before it in `order` that is there, or else at the end.
  func edits(setting values: [(name: String, value: String?)], like order: [String]) -> [TextEdit] {
    var edits: [TextEdit] = []
    for (name, value) in values {
      let current = node[name]?.origin.location?.range
      switch (value, current) {
      case (let value?, let range?): edits.append(TextEdit(range: range, replacement: value))
      case (nil, _?):
        if let line = lines[name] { edits.append(TextEdit(range: line, replacement: "")) }
      case (let value?, nil):
        let before = order.prefix { $0 != name }.last { lines[$0] != nil }
        let place = before.flatMap { lines[$0]?.upperBound } ?? file.bytes.count
        let hasBreak = place == 0 || file.bytes[place - 1] == UInt8(ascii: "\n")
        let lineBreak = usesCRLF ? "\r\n" : "\n"
        edits.append(
          TextEdit(
            range: ByteRange(place, place),
            replacement: hasBreak ? "\(name)=\(value)\(lineBreak)" : "\(lineBreak)\(name)=\(value)")
        )
      case (nil, nil): continue
      }
    }
    return edits
  }

  private var usesCRLF: Bool {
    file.bytes.firstIndex(of: UInt8(ascii: "\n")).map {
      $0 > 0 && file.bytes[$0 - 1] == UInt8(ascii: "\r")
    } ?? false
  }
}

extension ArraySlice<UInt8> {
  fileprivate func trimming(while isMeant: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let rest = drop(while: isMeant)
    return rest[..<(rest.lastIndex { !isMeant($0) }.map { $0 + 1 } ?? rest.startIndex)]
  }
}
