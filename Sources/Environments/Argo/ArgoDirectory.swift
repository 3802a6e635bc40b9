import Diagnostics
import Kustomize
import YAML

/// A source that is a directory of manifests.
struct ArgoDirectory {
  private let options: Node?
  private let directory: String
  private let tree: any FileTree

  init(_ source: ArgoSource, at directory: String, in tree: any FileTree) {
    options = source.node["directory"]
    self.directory = directory
    self.tree = tree
  }

  private static let skipMark = ByteMark("+argocd:skip-file-rendering")

  /// The objects of its manifests, and the files that hold none.
  func contents() throws(PipelineError) -> (rendering: Rendering, omissions: [Omission]) {
    var coverage = Coverage()
    var paths: [String] = []
    do throws(FileTreeError) {
      for path in try self.paths() {
        guard !path.hasSuffix(".jsonnet") else {
          coverage.add(Omission(.file, because: "Jsonnet, which is not run", [path]))
          continue
        }
        let file = try tree.file(at: path, limit: Limits.standard.bytes)
        if !Self.skipMark.isIn(file.bytes) { paths.append(path) }
      }
    } catch {
      throw PipelineError(error)
    }
    let (rendering, omissions) = try Manifests(tree: tree).contents(of: paths)
    for omission in omissions { coverage.add(omission) }
    return (rendering, coverage.omissions)
  }

  /// The files that are taken, relative to the tree's root.
  private func paths() throws(FileTreeError) -> [String] {
    let included = patterns("include")
    let excluded = patterns("exclude")
    let recurses = options?["recurse"]?.scalar?.boolean ?? false
    var found: [String] = []
    var waiting = [""]
    while let inner = waiting.popLast() {
      var directories: [String] = []
      let place = inner.isEmpty ? directory : TreePath.join(directory, inner)
      for name in try tree.names(inDirectory: place) {
        let path = TreePath.join(inner, name)
        let place = TreePath.join(directory, path)
        switch try tree.entry(at: place) {
        case .directory where recurses && name != ".git": directories.append(path)
        case .file where Manifests.isManifest(name) || name.hasSuffix(".jsonnet"):
          guard !excluded.contains(where: { $0.matches(path) }) else { continue }
          guard included.isEmpty || included.contains(where: { $0.matches(path) }) else { continue }
          found.append(place)
        default: break
        }
      }
      waiting += directories.reversed()
    }
    return found
  }

  private func patterns(_ field: String) -> [PathWildcard] {
    let text = options?[field]?.scalarText ?? ""
    return text.isEmpty
      ? [] : PathWildcard.alternatives(of: text).map { PathWildcard($0, crossesSlashes: true) }
  }
}
