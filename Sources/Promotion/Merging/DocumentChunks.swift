import Diagnostics
import YAML

/// The documents of a file as pieces of its text, each with the `---` that begins it.
struct DocumentChunks {
  /// Empty documents included, so that a chunk has the number of its document.
  let chunks: [ArraySlice<UInt8>]

  /// Nil where the pieces are not the documents that a reader finds.
  init?(_ file: MergedFile) {
    let bytes = file.file.bytes
    let count = file.file.parsed(as: .kustomize).documents.count
    var starts: [Int] = []
    var line = 0
    while line < bytes.count {
      if bytes[line...].starts(with: "---".utf8) { starts.append(line) }
      line = bytes[line...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
    }
    // What stands before the first marker is a document where it holds more than comments.
    if starts.first != 0, starts.count != count { starts.insert(0, at: 0) }
    if let first = starts.first, first > 0 { starts[0] = 0 }
    guard starts.count == count else { return nil }
    chunks = starts.indices.map { index in
      bytes[starts[index]..<(index + 1 < starts.count ? starts[index + 1] : bytes.count)]
    }
  }
}
