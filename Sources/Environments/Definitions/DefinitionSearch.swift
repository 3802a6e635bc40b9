import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Looks through a whole tree for the CustomResourceDefinitions of kinds that nothing else explains.
///
/// Environments rarely render the definitions of their kinds: they are installed once a cluster, from
/// a directory of their own. Trees hold many that nobody asks for, so a document is parsed only where
/// its bytes name the kind.
enum DefinitionSearch {
  /// Every definition of the kinds at or under a directory, in the order of their paths.
  ///
  /// What cannot be read is passed over, for any file of a repository may be looked at here.
  static func definitions(
    of kinds: Set<GroupVersionKind>, in tree: any FileTree, under start: String
  ) -> [CustomResourceDefinition] {
    let names = Set(kinds.map { Array($0.kind.utf8) })
    var found: [CustomResourceDefinition] = []
    var waiting = [start]
    while let directory = waiting.popLast() {
      guard let entries = try? tree.names(inDirectory: directory) else { continue }
      var directories: [String] = []
      for name in entries where !name.hasPrefix(".") {
        let path = TreePath.join(directory, name)
        switch try? tree.entry(at: path) {
        case .directory: directories.append(path)
        case .file where Manifests.isManifest(name):
          guard let file = try? tree.file(at: path, limit: Limits.standard.bytes) else { continue }
          found += definitions(in: file, named: names).filter { definition in
            kinds.contains(where: definition.isFor)
          }
        default: break
        }
      }
      waiting += directories.reversed()
    }
    return found
  }

  /// The definitions in the documents of a file that name one of the kinds.
  private static func definitions(
    in file: SourceFile, named names: Set<[UInt8]>
  ) -> [CustomResourceDefinition] {
    guard definition.isIn(file.bytes) else { return [] }
    var found: [CustomResourceDefinition] = []
    var place = 0
    while let mention = kind.first(in: file.bytes, from: place) {
      place = mention + kind.bytes.count
      guard names.contains(word(after: place, in: file.bytes)) else { continue }
      let document = file.document(around: mention)
      place = document.end
      guard let objects = try? Manifests.objects(of: document.file) else { continue }
      found += objects.compactMap(CustomResourceDefinition.init)
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

  private static let definition = ByteMark("CustomResourceDefinition")
  private static let kind = ByteMark("kind")
}

extension SourceFile {
  /// The one document of a stream that a place is in, and where it ends.
  ///
  /// What stands before it is left out but for its line feeds, so that lines keep their numbers.
  fileprivate func document(around place: Int) -> (file: SourceFile, end: Int) {
    let mark = ByteMark("\n---")
    let end = mark.first(in: bytes, from: place).map { $0 + 1 } ?? bytes.count
    var start = 0
    while let next = mark.first(in: bytes, from: start), next < place { start = next + 1 }
    guard start > 0 || end < bytes.count else { return (self, end) }
    let feed = UInt8(ascii: "\n")
    let lines = bytes[..<start].count { $0 == feed }
    return (
      SourceFile(
        path: path, bytes: [UInt8](repeating: feed, count: lines) + bytes[start..<end]), end
    )
  }
}
