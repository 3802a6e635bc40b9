package import Diagnostics

/// Lines and columns of many places, each file's lines counted once.
package struct SourcePositions {
  private var indexes: [ObjectIdentifier: (file: SourceFile, lines: LineIndex)] = [:]

  package init() {}

  /// The lines of a file.
  package mutating func lines(of file: SourceFile) -> LineIndex {
    // The file is kept, so that no other can take its place under its identifier.
    let key = ObjectIdentifier(file)
    if let known = indexes[key] { return known.lines }
    let index = LineIndex(file.bytes)
    indexes[key] = (file, index)
    return index
  }

  /// The line and column of the first byte.
  package mutating func position(
    of location: Location, in unit: ColumnUnit = .scalars
  ) -> Position {
    lines(of: location.file).position(of: location.range.lowerBound, in: unit)
  }

  /// Where the bytes of `location` begin and end.
  package mutating func place(_ location: Location, in unit: ColumnUnit = .scalars) -> Place {
    place(location.range, of: location.file, in: unit)
  }

  /// Where `range` of `file` begins and ends.
  package mutating func place(
    _ range: ByteRange, of file: SourceFile, in unit: ColumnUnit = .scalars
  ) -> Place {
    let lines = lines(of: file)
    let start = lines.position(of: range.lowerBound, in: unit)
    let end = range.isEmpty ? start : lines.position(of: range.upperBound, in: unit)
    return Place(start: start, end: end, range: range)
  }

  /// As `path:line:column`.
  package mutating func shown(_ location: Location) -> Shown {
    let start = position(of: location)
    return "\(location.file.path):\(start.line):\(start.column)"
  }

  /// A range of bytes as lines and columns.
  package struct Place {
    /// The first character.
    package var start: Position
    /// Just past the last character.
    package var end: Position
    /// The same place in bytes.
    package var range: ByteRange
  }
}
