package import Diagnostics
package import Display
package import YAML

extension Location {
  /// The place as `{"file", "line", "column"}`.
  package func json(_ positions: inout SourcePositions) -> Node {
    let position = positions.position(of: self)
    return .object([
      ("file", .string(file.path)), ("line", .integer(position.line)),
      ("column", .integer(position.column)),
    ])
  }
}
