import Diagnostics
import YAML

/// A file that an editor has open, with the text that it has there.
struct OpenDocument: Sendable {
  /// As the editor names it.
  let uri: String
  /// The number that the editor gives to this state of the text.
  private(set) var version: Int
  private(set) var bytes: [UInt8]

  init(uri: String, version: Int, text: String) {
    self.uri = uri
    self.version = version
    bytes = Array(text.utf8)
  }

  /// Takes over what the editor has changed, one change after the other.
  ///
  /// - Parameter changes: `TextDocumentContentChangeEvent`s.
  /// - Throws: ``ResponseError`` where one is none; the text then is as it was.
  mutating func apply(
    _ changes: [Node], version: Int, _ encoding: PositionEncoding
  ) throws(ResponseError) {
    var text = bytes
    for change in changes {
      guard let replacement = change["text"]?.string else { throw .invalid("text") }
      guard let range = change["range"], !range.isNull else {
        text = Array(replacement.utf8)
        continue
      }
      let lines = TextLines(text, encoding)
      let start = lines.offset(of: try TextPosition(range["start"]))
      let end = lines.offset(of: try TextPosition(range["end"]))
      text.replaceSubrange(min(start, end)..<max(start, end), with: replacement.utf8)
    }
    bytes = text
    self.version = version
  }
}

extension TextPosition {
  /// - Throws: ``ResponseError`` where the node is no `Position`.
  init(_ node: Node?) throws(ResponseError) {
    guard let line = node?["line"]?.scalar?.integer,
      let character = node?["character"]?.scalar?.integer, line >= 0, character >= 0
    else { throw .invalid("position") }
    self.init(line: line, character: character)
  }
}

extension ResponseError {
  /// That a parameter is missing or is not what it should be.
  static func invalid(_ parameter: String) -> ResponseError {
    ResponseError(.invalidParams, "the parameter \"\(parameter)\" is missing or of another type")
  }
}
