import Diagnostics
import Git
import Kustomize
import Synchronization

/// What is known of files by the names of their bytes, which holds of no others.
///
/// That is what a manifest mentions, and what a kustomization is built from: trees hold thousands of files,
/// and few of them change.
package final class ContentFacts: Sendable {
  private let state: Mutex<State>

  private struct State {
    var facts: [ObjectID: Fact] = [:]
    var added = 0
  }

  private struct Fact {
    var words: ManifestSearch.Words?
    /// Twice optional, since a file may be known to be no kustomization that can be read.
    var outline: KustomizationOutline??
  }

  /// Nothing is known yet.
  package init() { state = Mutex(State()) }

  /// Reads what ``encoded()`` wrote; nil for anything else.
  package init?(_ bytes: [UInt8]) {
    var reader = RecordReader(bytes)
    guard let facts = try? Self.facts(from: &reader), reader.isAtEnd else { return nil }
    state = Mutex(State(facts: facts))
  }

  /// Whether enough was learned to be written again.
  package var areWorthKeeping: Bool {
    state.withLock { $0.added * 50 > $0.facts.count && $0.facts.count <= Self.limit }
  }

  /// A record of more costs more to read than it saves.
  private static let limit = 200_000

  /// The bytes that they are read from again, the same for the same facts.
  package func encoded() -> [UInt8] {
    let facts = state.withLock { $0.facts }.sorted { $0.key < $1.key }
    var writer = RecordWriter()
    writer.add(facts) { writer, fact in
      writer.add(fact.key.bytes)
      writer.add(fact.value.words) { $0.add(Int($1.rawValue)) }
      writer.add(fact.value.outline) { writer, outline in
        writer.add(outline) { writer, outline in
          writer.add(outline.entries)
          writer.add(outline.pathsOutside)
          writer.add(outline.isComponent)
        }
      }
    }
    return writer.bytes
  }

  private static func facts(
    from reader: inout RecordReader
  ) throws(RecordReader.Malformed) -> [ObjectID: Fact] {
    var facts: [ObjectID: Fact] = [:]
    for (id, fact) in try reader.list({ (reader) throws(RecordReader.Malformed) in
      guard let id = ObjectID(bytes: try reader.data()) else { throw RecordReader.Malformed() }
      return (id, try self.fact(from: &reader))
    }) { facts[id] = fact }
    return facts
  }

  private static func fact(
    from reader: inout RecordReader
  ) throws(RecordReader.Malformed) -> Fact {
    let words = try reader.optional { (reader) throws(RecordReader.Malformed) in
      ManifestSearch.Words(rawValue: UInt64(try reader.number()))
    }
    let outline = try reader.optional { (reader) throws(RecordReader.Malformed) in
      try reader.optional { (reader) throws(RecordReader.Malformed) in
        KustomizationOutline(
          entries: try reader.texts(), pathsOutside: try reader.texts(),
          isComponent: try reader.flag())
      }
    }
    return Fact(words: words, outline: outline)
  }

  // MARK: Asking and telling

  func words(in contents: ObjectID) -> ManifestSearch.Words? {
    state.withLock { $0.facts[contents]?.words }
  }

  func keep(_ words: ManifestSearch.Words, in contents: ObjectID) {
    state.withLock { state in
      state.facts[contents, default: Fact()].words = words
      state.added += 1
    }
  }

  fileprivate func outline(in contents: ObjectID) -> KustomizationOutline?? {
    state.withLock { $0.facts[contents]?.outline }
  }

  fileprivate func keep(_ outline: KustomizationOutline?, in contents: ObjectID) {
    state.withLock { state in
      state.facts[contents, default: Fact()].outline = .some(outline)
      state.added += 1
    }
  }
}

/// The outlines of a tree's kustomizations by what is known of their contents.
struct TreeOutlines: KnownOutlines {
  let tree: GitTree
  let facts: ContentFacts

  func outline(at path: String) -> KustomizationOutline?? {
    tree.contents(at: path).flatMap { facts.outline(in: $0) }
  }

  func keep(_ outline: KustomizationOutline?, at path: String) {
    if let contents = tree.contents(at: path) { facts.keep(outline, in: contents) }
  }
}
