import Diagnostics
import Kustomize
import YAML

/// Turns places in files into what editors call them; the lines of each file are found once.
struct FilePositions {
  private let encoding: PositionEncoding
  private var known: [ObjectIdentifier: (file: SourceFile, lines: TextLines)] = [:]

  init(_ encoding: PositionEncoding) { self.encoding = encoding }

  /// The lines of a file.
  mutating func lines(of file: SourceFile) -> TextLines {
    if let known = known[ObjectIdentifier(file)] { return known.lines }
    let lines = TextLines(file.bytes, encoding)
    known[ObjectIdentifier(file)] = (file, lines)
    return lines
  }

  /// The LSP `Range` of a place.
  mutating func range(of location: Location) -> Node {
    lines(of: location.file).json(location.range)
  }

  /// The range of a place as far as its first line goes, so that what is wrong with an object does not
  /// underline all of it.
  mutating func firstLine(of location: Location) -> Node {
    let lines = lines(of: location.file)
    let start = lines.position(of: location.range.lowerBound)
    let end = lines.range(ofLine: start.line).upperBound
    return lines.json(
      ByteRange(
        location.range.lowerBound,
        max(location.range.lowerBound, min(location.range.upperBound, end))))
  }

  /// The LSP `Location` of a place.
  mutating func location(_ location: Location, on desk: Desk) -> Node {
    .object([
      ("uri", .string(desk.uri(of: location.file.treePath))), ("range", range(of: location)),
    ])
  }
}

extension TextLines {
  /// The LSP `Range` of some bytes.
  func json(_ range: ByteRange) -> Node {
    .object([
      ("start", position(of: range.lowerBound).json), ("end", position(of: range.upperBound).json),
    ])
  }
}

extension TextPosition {
  /// The LSP `Position`.
  var json: Node {
    .object([("line", .integer(line)), ("character", .integer(character))])
  }
}
