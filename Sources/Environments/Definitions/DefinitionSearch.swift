import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Looks through a whole tree for the CustomResourceDefinitions of kinds that nothing else explains.
///
/// Environments rarely render the definitions of their kinds: they are installed once a cluster, from
/// a directory of their own.
struct DefinitionSearch {
  private let tree: any FileTree
  private var found: [CustomResourceDefinition] = []
  /// The kinds that nothing defines yet.
  private var missing: Set<GroupVersionKind>

  private init(_ tree: any FileTree, _ kinds: Set<GroupVersionKind>) {
    self.tree = tree
    missing = kinds
  }

  /// Definitions of the kinds, as many as there are.
  ///
  /// A directory that is likely to hold them is looked through first, since the search ends when
  /// every kind is defined. What cannot be read is passed over, for any file of a repository may be
  /// looked at here.
  static func definitions(
    of kinds: Set<GroupVersionKind>, in tree: any FileTree, first directory: String
  ) -> [CustomResourceDefinition] {
    var search = DefinitionSearch(tree, kinds)
    search.look(below: directory)
    if !directory.isEmpty { search.look(below: "", except: directory) }
    return search.found
  }

  private mutating func look(below top: String, except known: String? = nil) {
    var waiting = [top]
    while !missing.isEmpty, let directory = waiting.popLast() {
      guard let names = try? tree.names(inDirectory: directory) else { continue }
      var directories: [String] = []
      for name in names where !name.hasPrefix(".") {
        let path = TreePath.join(directory, name)
        guard path != known else { continue }
        switch try? tree.entry(at: path) {
        case .directory: directories.append(path)
        case .file where Manifests.isManifest(name): read(path)
        default: break
        }
      }
      waiting += directories.reversed()
    }
  }

  private mutating func read(_ path: String) {
    guard let file = try? tree.file(at: path, limit: Limits.standard.bytes) else { return }
    let bytes = file.bytes
    guard Self.mentionsDefinitions(bytes.span), let objects = try? Manifests.objects(of: file)
    else { return }
    for definition in objects.compactMap(CustomResourceDefinition.init) {
      let defined = missing.filter(definition.isFor)
      guard !defined.isEmpty else { continue }
      found.append(definition)
      missing.subtract(defined)
    }
  }

  /// Whether the text names the kind; most files are passed over by this, without being parsed.
  private static func mentionsDefinitions(_ bytes: Span<UInt8>) -> Bool {
    let mark = Array("CustomResourceDefinition".utf8)
    let first = mark[0]
    var start = 0
    while start + mark.count <= bytes.count {
      if bytes[start] == first {
        var length = 1
        while length < mark.count, bytes[start + length] == mark[length] { length += 1 }
        if length == mark.count { return true }
      }
      start += 1
    }
    return false
  }
}
