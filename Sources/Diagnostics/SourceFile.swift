/// The bytes of one file as they were read, under the path that people know it by.
///
/// A class because every node of a tree refers to its file: a reference costs eight bytes. Two
/// files are equal when they are the same path with the same bytes.
package final class SourceFile: Sendable, Hashable {
  /// The path shown to people, relative to the root of the tree that was read, with `/` between
  /// components.
  package let path: String
  /// The bytes exactly as stored: never normalised, never re-encoded.
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// A file with the UTF-8 of `text` for its bytes.
  package convenience init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  package static func == (left: SourceFile, right: SourceFile) -> Bool {
    left === right || (left.path == right.path && left.bytes == right.bytes)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(path) }

  /// The bytes of `range` as text, with invalid UTF-8 replaced.
  package func text(in range: ByteRange) -> String {
    String(decoding: bytes[range.indices], as: UTF8.self)
  }
}

/// A range of bytes in a file: what a finding points at and where a value comes from.
package struct Location: Hashable, Sendable {
  /// The file that the range is one of.
  package var file: SourceFile
  /// The bytes in ``file``; empty for a place between two bytes.
  package var range: ByteRange

  package init(file: SourceFile, range: ByteRange) {
    self.file = file
    self.range = range
  }

  /// The text that the location covers.
  package var text: String { file.text(in: range) }

  /// The line and column of the first byte.
  ///
  /// Counts from the beginning of the file at each call; to place many locations of one file, keep
  /// a ``LineIndex``.
  package var position: Position { LineIndex(file.bytes).position(of: range.lowerBound) }
}
