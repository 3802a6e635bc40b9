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

  init(_ tree: any FileTree) { self.tree = tree }

  /// The definitions of any of the kinds, in the order of their paths.
  ///
  /// What cannot be read is passed over, for any file of a repository may be looked at here.
  func definitions(of kinds: Set<GroupVersionKind>) -> [KubernetesObject] {
    var found: [KubernetesObject] = []
    var waiting = [""]
    while let directory = waiting.popLast() {
      guard let names = try? tree.names(inDirectory: directory) else { continue }
      var directories: [String] = []
      for name in names where !name.hasPrefix(".") {
        let path = TreePath.join(directory, name)
        switch try? tree.entry(at: path) {
        case .directory: directories.append(path)
        case .file where Manifests.isManifest(name): found += definitions(of: kinds, inFileAt: path)
        default: break
        }
      }
      waiting += directories.reversed()
    }
    return found
  }

  private func definitions(
    of kinds: Set<GroupVersionKind>, inFileAt path: String
  ) -> [KubernetesObject] {
    guard let file = try? tree.file(at: path, limit: Limits.standard.bytes),
      file.bytes.firstRange(of: Self.mark) != nil, let objects = try? Manifests.objects(of: file)
    else { return [] }
    return objects.filter { object in
      object.kind == Self.kind
        && kinds.contains {
          object.root["spec"]?["group"]?.string == $0.group
            && object.root["spec"]?["names"]?["kind"]?.string == $0.kind
        }
    }
  }

  private static let kind = "CustomResourceDefinition"
  /// Most files are passed over without being parsed.
  private static let mark = Array(kind.utf8)
}
