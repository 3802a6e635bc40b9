import Diagnostics

/// The line indexes of the files that a report mentions, each built once.
struct LineIndexes {
  private var indexes: [ObjectIdentifier: LineIndex] = [:]

  /// The lines of `file`, which must live as long as this value.
  mutating func lines(of file: SourceFile) -> LineIndex {
    let key = ObjectIdentifier(file)
    if let known = indexes[key] { return known }
    let index = LineIndex(file.bytes)
    indexes[key] = index
    return index
  }

  /// Where the bytes of `location` begin and end.
  mutating func place(_ location: Location) -> Place {
    place(location.range, in: location.file)
  }

  /// Where `range` of `file` begins and ends.
  mutating func place(_ range: ByteRange, in file: SourceFile) -> Place {
    let lines = lines(of: file)
    let start = lines.position(of: range.lowerBound)
    return Place(
      start: start, end: range.isEmpty ? start : lines.position(of: range.upperBound), range: range)
  }

  /// A range of bytes as lines and columns.
  struct Place {
    var start: Position
    /// Just past the last character.
    var end: Position
    var range: ByteRange
  }
}
