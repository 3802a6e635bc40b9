import Diagnostics
import YAML

/// Where a remark of its own line can stand above a place: on no line that is part of a text.
struct RemarkPlace {
  /// Where the line begins before which the remark goes.
  let offset: Int
  let indentation: String
  /// As the file ends its lines.
  let lineEnd: String

  /// Nil where the file's language has no remarks.
  init?(above location: Location) {
    let file = location.file
    guard !file.path.hasSuffix(".json") else { return nil }
    var start = location.range.lowerBound
    let documents = file.parsed(as: .kubernetes).documents
    // In a block of text a remark would be text; above its first line it is for all of it.
    if let block = documents.lazy.compactMap({ $0.root.block(around: start) }).first {
      start = block.lowerBound
    }
    let bytes = file.bytes
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    offset = start
    indentation = String(
      decoding: bytes[start...].prefix { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
    let isPaired = end.map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } ?? false
    lineEnd = isPaired ? "\r\n" : "\n"
  }
}

extension Node {
  /// The innermost scalar of several lines that holds an offset, keys apart.
  fileprivate func block(around offset: Int) -> ByteRange? {
    switch content {
    case .scalar:
      guard let location = origin.location, location.range.contains(offset),
        location.text.contains("\n")
      else { return nil }
      return location.range
    case .sequence(let elements):
      return elements.lazy.compactMap { $0.block(around: offset) }.first
    case .mapping(let mapping):
      return mapping.entries.lazy.compactMap { $0.value.block(around: offset) }.first
    }
  }
}
