package import Diagnostics

/// One document of a YAML stream.
package struct Document: Sendable {
  /// The file that holds the document; every range of the tree is one of its bytes.
  package var file: SourceFile
  /// 0-based among the documents of its file, empty ones included.
  package var index: Int
  /// The value; null where the document is empty.
  package var root: Node
  /// From the document's first byte to its last, its `---` included.
  package var range: ByteRange

  /// Whether the document holds no value at all: nothing but comments.
  package var isEmpty: Bool {
    guard case .scalar(let scalar) = root.content else { return false }
    return scalar.type == .null && scalar.style == .plain && scalar.text.isEmpty
  }
}

/// All that a file holds, as far as it can be read.
package struct ParsedFile: Sendable {
  /// The file that was read.
  package var file: SourceFile
  /// The documents before the first error that stops the reader.
  package var documents: [Document]
  /// What is wrong, in source order.
  ///
  /// A duplicate key does not stop the reader, a syntax error does.
  package var errors: [SyntaxError]
}

/// Which value a mapping keeps where a key is repeated; that it is repeated is an error in any case.
package enum RepeatedKeys: Sendable {
  case firstStays
  /// As decoders do that do not look for repeated keys.
  case lastWins
}

extension SourceFile {
  /// Reads the file's text as a stream of YAML documents.
  package func parsed(
    as schema: Schema, limits: Limits = .standard, repeatedKeys: RepeatedKeys = .firstStays
  ) -> ParsedFile {
    var builder = TreeBuilder(
      file: self, schema: schema, limits: limits, repeatedKeys: repeatedKeys)
    builder.run()
    return ParsedFile(file: self, documents: builder.documents, errors: builder.errors)
  }
}
