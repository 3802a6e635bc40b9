import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Looks through a whole tree for the CustomResourceDefinitions of kinds that nothing else explains.
///
/// Environments rarely render the definitions of their kinds: they are installed once a cluster, from
/// a directory of their own. Trees hold many that nobody asks for, and many copies, so a search goes by
/// the bytes alone and a document is parsed when it is chosen.
struct DefinitionSearch {
  private let workspace: Workspace
  private let kinds: [[UInt8]: [(kind: DefinedKind, group: ByteMark)]]

  init(for kinds: Set<DefinedKind>, in workspace: Workspace) {
    self.workspace = workspace
    self.kinds = Dictionary(
      grouping: kinds.map { (kind: $0, group: ByteMark($0.group)) },
      by: { Array($0.kind.kind.utf8) })
  }

  /// The candidates under a directory, or where those are not for all kinds, those under another.
  func candidates(under near: String, or far: String) -> [DefinitionCandidate] {
    let found = candidates(under: near)
    guard near != far, Set(found.map(\.kind)).count < kinds.values.map(\.count).reduce(0, +) else {
      return found
    }
    return candidates(under: far)
  }

  /// Every document at or under a directory that is likely to define one of the kinds, in the order of
  /// paths.
  ///
  /// What cannot be read is passed over, for any file of a repository may be looked at here.
  func candidates(under start: String) -> [DefinitionCandidate] {
    workspace.search.manifests(under: start, mentioning: .definition).flatMap { path in
      let file = try? workspace.tree.file(at: path, limit: Limits.standard.bytes)
      return file.map(candidates) ?? []
    }
  }

  private func candidates(in file: SourceFile) -> [DefinitionCandidate] {
    let bytes = file.bytes
    var found: [DefinitionCandidate] = []
    var document = 0..<0
    var place = 0
    while let mention = Self.key.first(in: bytes, from: place) {
      place = mention + Self.key.bytes.count
      guard let wanted = kinds[Self.word(after: place, in: bytes)] else { continue }
      if !document.contains(mention) { document = file.document(around: mention) }
      for (kind, group) in wanted {
        guard let mark = group.first(in: bytes, from: document.lowerBound), document.contains(mark)
        else { continue }
        let candidate = DefinitionCandidate(path: file.path, range: document, kind: kind)
        if found.last != candidate { found.append(candidate) }
      }
    }
    return found
  }

  /// The word that is the value of the key that ends before a place, in YAML or JSON; empty for none.
  private static func word(after place: Int, in bytes: [UInt8]) -> [UInt8] {
    var next = place
    let isValue = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "z") ~= byte }
    var colons = 0
    while next < bytes.count, next < place + 64 {
      switch bytes[next] {
      case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\n"): break
      case UInt8(ascii: ":"): colons += 1
      default:
        guard colons == 1 else { return [] }
        return Array(bytes[next...].prefix(while: isValue))
      }
      next += 1
    }
    return []
  }

  private static let key = ByteMark("kind")
}

/// A document that is likely to define a kind.
struct DefinitionCandidate: Hashable {
  let path: String
  /// The document's bytes in the file.
  let range: Range<Int>
  let kind: DefinedKind

  /// The definition; nil where the document is none of the kind after all.
  func definition(in tree: any FileTree) -> CustomResourceDefinition? {
    guard let file = try? tree.file(at: path, limit: Limits.standard.bytes),
      range.upperBound <= file.bytes.count,
      let objects = try? Manifests.objects(of: file.excerpt(range))
    else { return nil }
    return objects.lazy.compactMap(CustomResourceDefinition.init).first { DefinedKind($0) == kind }
  }

  /// Whether the documents are the same bytes.
  func isCopy(of other: DefinitionCandidate, in tree: any FileTree) -> Bool {
    guard range.count == other.range.count,
      let file = try? tree.file(at: path, limit: Limits.standard.bytes),
      let otherFile = try? tree.file(at: other.path, limit: Limits.standard.bytes)
    else { return false }
    return file.bytes[range] == otherFile.bytes[other.range]
  }
}

extension SourceFile {
  /// The bytes of the one document of a stream that a place is in.
  fileprivate func document(around place: Int) -> Range<Int> {
    let mark = ByteMark("\n---")
    let end = mark.first(in: bytes, from: place).map { $0 + 1 } ?? bytes.count
    var start = place
    while start > 0, bytes[start] != mark.bytes[0] || !bytes[start...].starts(with: mark.bytes) {
      start -= 1
    }
    return (start == 0 ? 0 : start + 1)..<end
  }

  /// A document by itself: of what stands before it only the line feeds stay, so that lines keep their
  /// numbers.
  fileprivate func excerpt(_ range: Range<Int>) -> SourceFile {
    guard range != bytes.indices else { return self }
    let feed = UInt8(ascii: "\n")
    let lines = bytes[..<range.lowerBound].count { $0 == feed }
    return SourceFile(
      path: path, bytes: [UInt8](repeating: feed, count: lines) + bytes[range])
  }
}
