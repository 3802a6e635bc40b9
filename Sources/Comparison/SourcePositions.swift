package import Diagnostics

/// Lines and columns of many places, each file's lines counted once.
package struct SourcePositions {
  private var indexes: [SourceFile: LineIndex] = [:]

  package init() {}

  package mutating func position(of location: Location) -> Position {
    if let index = indexes[location.file] { return index.position(of: location.range.lowerBound) }
    let index = LineIndex(location.file.bytes)
    indexes[location.file] = index
    return index.position(of: location.range.lowerBound)
  }

  /// As `path:line:column`.
  package mutating func text(of location: Location) -> String {
    let position = position(of: location)
    return "\(location.file.path.shown):\(position.line):\(position.column)"
  }
}
