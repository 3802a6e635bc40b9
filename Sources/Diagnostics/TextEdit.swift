/// The replacement of a range of bytes.
package struct TextEdit: Hashable, Sendable {
  /// What goes; empty to insert.
  package var range: ByteRange
  /// What comes in its place; empty to delete.
  package var replacement: [UInt8]

  package init(range: ByteRange, replacement: [UInt8]) {
    self.range = range
    self.replacement = replacement
  }

  package init(range: ByteRange, replacement: String) {
    self.init(range: range, replacement: Array(replacement.utf8))
  }
}

/// The edits of one file, made against the bytes in `file`.
package struct FileEdit: Hashable, Sendable {
  /// The file as it was when the edits were made.
  package var file: SourceFile
  /// The edits in any order; none may overlap another.
  package var edits: [TextEdit]

  package init(file: SourceFile, edits: [TextEdit]) {
    self.file = file
    self.edits = edits
  }
}

extension FileEdit {
  /// The edit of one place.
  package static func replacing(_ location: Location, with text: String) -> FileEdit {
    FileEdit(
      file: location.file, edits: [TextEdit(range: location.range, replacement: text)])
  }
}

/// Two edits that claim the same bytes, so that their order would decide the outcome.
package struct OverlappingEdits: Error, Hashable {
  /// The one that begins first.
  package let first: ByteRange
  /// The one that begins before the first has ended.
  package let second: ByteRange
}

extension [TextEdit] {
  /// The bytes after all edits; every byte outside their ranges is kept as it is.
  ///
  /// Edits may come in any order. Insertions at one offset keep the order they are listed in.
  ///
  /// - Throws: ``OverlappingEdits`` when two ranges share a byte.
  /// - Precondition: every range lies inside `bytes`.
  package func applied(to bytes: [UInt8]) throws(OverlappingEdits) -> [UInt8] {
    let ordered = enumerated().sorted {
      ($0.element.range, $0.offset) < ($1.element.range, $1.offset)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    var previous = ByteRange(0, 0)
    for (_, edit) in ordered {
      guard edit.range.lowerBound >= position else {
        throw OverlappingEdits(first: previous, second: edit.range)
      }
      precondition(edit.range.upperBound <= bytes.count, "an edit past the end of the text")
      result += bytes[position..<edit.range.lowerBound]
      result += edit.replacement
      position = edit.range.upperBound
      previous = edit.range
    }
    result += bytes[position...]
    return result
  }
}
