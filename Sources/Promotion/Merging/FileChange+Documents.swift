import Diagnostics
import YAML

extension FileChange {
  /// The bytes of a file with documents put in and taken out.
  func documents(_ choices: [Choice], in file: MergedFile) throws(Failure) -> [UInt8] {
    guard let source, let own = DocumentChunks(file)?.chunks,
      let other = DocumentChunks(source)?.chunks
    else {
      throw Failure(field: choices[0].difference.field, error: .layout(.root))
    }
    var chunks = own.map { Chunk(bytes: [UInt8]($0)) }
    for document in file.documents { chunks[document.index].name = Name(document) }
    let removed = choices.filter { $0.value == nil }.compactMap { choice in
      file.document(choice.difference.field.document, on: .target)?.index
    }
    for index in removed.sorted().reversed() { chunks.remove(at: index) }
    let names = source.documents.map { document in
      Name(object: words.toTarget(document.object), occurrence: document.occurrence)
    }
    for choice in choices {
      guard let value = choice.value, let document = choice.difference.source?.document,
        let number = source.documents.firstIndex(where: { $0.index == document })
      else { continue }
      var text = String(decoding: other[document], as: UTF8.self)
      if let old = choice.difference.source?.node {
        for (word, new) in Self.renamed(old, value) { text = text.replacing(word, with: new) }
      }
      if !text.hasPrefix("---") { text = "---\n" + text }
      let chunk = Chunk(bytes: Array(text.utf8), name: names[number])
      let position = Self.position(of: number, in: names, among: chunks.map(\.name))
      if position > 0 { chunks[position - 1].end() }
      chunks.insert(chunk, at: position)
      if position + 1 < chunks.count { chunks[position].end() }
    }
    if removed.contains(0), !chunks.isEmpty, !target.file.bytes.starts(with: "---".utf8),
      chunks[0].bytes.starts(with: "---\n".utf8)
    {
      chunks[0].bytes.removeFirst(4)
    }
    return chunks.flatMap(\.bytes)
  }

  /// The text of a document with its marker.
  private struct Chunk {
    var bytes: [UInt8]
    /// Nil for one without anything in it.
    var name: Name?

    /// Ends its last line.
    mutating func end() {
      if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    }
  }

  /// What a document is called by the target's names.
  private struct Name: Hashable {
    let object: String
    let occurrence: Int

    init(object: String, occurrence: Int) {
      (self.object, self.occurrence) = (object, occurrence)
    }

    init(_ document: MergedFile.NamedDocument) {
      self.init(object: document.object, occurrence: document.occurrence)
    }
  }

  /// Where a new document of the source comes among the target's: behind the one that it follows there, or
  /// before the one that it precedes, unless that is the first, which holds what is said of the file.
  private static func position(of number: Int, in source: [Name], among target: [Name?]) -> Int {
    for before in source[..<number].reversed() {
      if let index = target.lastIndex(of: before) { return index + 1 }
    }
    for after in source[number...].dropFirst() {
      if let index = target.firstIndex(of: after), index > 0 { return index }
    }
    return target.count
  }
}
