import Diagnostics
import YAML

/// How the files of a pair are read before they are merged.
struct FileReading: Sendable {
  /// The fields for which the files are read, where they are no part of what environments are made of;
  /// nil for all of them.
  var declared: [FieldPattern]?
  /// The parts of the files that are merged alone; none for all of them.
  var parts: [FilePart] = []
  /// What the target writes otherwise than the source.
  var rewritings: [ValueRewriting] = []
  /// How the source's paths are read where it stands in a directory of another depth.
  var rebasing: PathRebasing?
  /// In which both differ, as far as ``rebasing`` needs them.
  var words = EnvironmentWords([])

  /// What a file says; of the source's, as the target has it where it writes fields and paths otherwise.
  func file(_ file: SourceFile, on side: PromotedField.Side) -> MergedFile {
    let merged = MergedFile(file, isDeclared: declared != nil).divided(by: parts, on: side)
    return side == .target
      ? merged : merged.rewritten(by: rewritings).rebased(by: rebasing, words)
  }

  /// Where a file of the source has what the target writes otherwise.
  func rewrittenPlaces(in file: MergedFile) -> [Location] {
    var places: [Location] = []
    for rewriting in rewritings {
      for document in file.documents {
        _ = rewriting.replacing(document) { node, _ in
          if let place = node.origin.location { places.append(place) }
          return node
        }
      }
    }
    return places
  }

  /// Whether pipeline.yaml says that a difference is promoted.
  func isDeclared(_ difference: Difference) -> Bool {
    parts.isEmpty
      ? declared != nil
      : parts.contains { part in
        // What is not named by itself may be an environment's own.
        part.label == difference.field.object && part.isDeclared
          && (part.rest != nil || difference.field.steps.isEmpty)
      }
  }

  /// Whether a difference is one of those for which the files are read.
  func isMeant(_ difference: Difference) -> Bool {
    guard parts.isEmpty else {
      // A part that one side lacks is another environment's to come.
      let isThere =
        !difference.field.steps.isEmpty || difference.source != nil && difference.target != nil
      return isThere
        && parts.contains { part in
          part.label == difference.field.object && part.rest?.covers(difference) ?? true
        }
    }
    return declared.map { patterns in patterns.contains { $0.covers(difference) } } ?? true
  }
}

/// How a target writes a field of its source's.
struct ValueRewriting: Sendable {
  /// The field.
  var field: FieldPattern
  /// What stands before the source's value, and behind it.
  var (prefix, suffix): (String, String)
  /// Whether both are the source's, and the target has none.
  var isReversed: Bool
  /// The part of a file that alone is written so; nil for whatever the field names.
  var part: FilePart?

  /// A document with the field as the target writes it, each value where it stood.
  func rewritten(_ document: MergedFile.NamedDocument) -> Node {
    replacing(document) { node, key in
      guard let text = node.scalarText, !text.isEmpty else { return node }
      return .string(rewritten(text, under: key), origin: node.origin)
    }
  }

  /// Whether a difference is in the field.
  func covers(_ difference: Difference) -> Bool {
    guard let part else { return field.covers(difference) }
    return part.label == difference.field.object && part.rest?.covers(difference) ?? true
  }

  /// A document with what stands at the field replaced, each value given with its key.
  func replacing(
    _ document: MergedFile.NamedDocument, by change: (Node, String?) -> Node
  ) -> Node {
    guard let part else {
      return field.replacing(in: document.root, of: document.object, by: change)
    }
    guard part.label == document.object else { return document.root }
    return part.rest?.replacing(in: document.root, of: "", by: change)
      ?? change(document.root, part.lastKey)
  }

  /// A value as the target writes it: of the reference of an image or of a URL its version alone.
  func rewritten(_ text: String, under key: String?) -> String {
    let range = Self.version(of: text, under: key)
    let version = String(text[range])
    return text.replacingCharacters(
      in: range, by: isReversed ? bare(version) : prefix + version + suffix)
  }

  /// A version without what the later environment writes before and behind it.
  func bare(_ version: String) -> String {
    var version = version
    if version.hasPrefix(prefix) { version.removeFirst(prefix.count) }
    if version.hasSuffix(suffix) { version.removeLast(suffix.count) }
    return version
  }

  private static func version(of text: String, under key: String?) -> Range<String.Index> {
    if let query = text.firstRange(of: "?ref=") {
      return query.upperBound..<(text[query.upperBound...].firstIndex(of: "&") ?? text.endIndex)
    }
    guard key == "image" else { return text.startIndex..<text.endIndex }
    let end = text.firstIndex(of: "@") ?? text.endIndex
    let name = text[..<end].lastIndex(of: "/") ?? text.startIndex
    guard let colon = text[name..<end].lastIndex(of: ":") else { return end..<end }
    return text.index(after: colon)..<end
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, by text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}

extension MergedFile {
  /// The file with some values of it as the target writes them, each where it stood.
  fileprivate func rewritten(by rewritings: [ValueRewriting]) -> MergedFile {
    var file = self
    for rewriting in rewritings {
      file.documents = file.documents.map { document in
        var document = document
        document.root = rewriting.rewritten(document)
        return document
      }
    }
    return file
  }
}
