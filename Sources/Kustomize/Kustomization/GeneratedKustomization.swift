import Diagnostics
import YAML

extension RenderContext {
  /// The kustomization that Flux makes for a directory that has none: it lists every `.yaml` and `.yml`
  /// file at any depth, and each directory with a kustomization, below which it does not look.
  ///
  /// - Throws: ``RenderError`` for a file that holds no resources.
  func generatedKustomization(
    in site: Site, for origin: Origin
  ) throws(RenderError) -> Kustomization {
    let file = SourceFile(
      path: TreePath.join(site.directory, KustomizationFileName.all[0]), bytes: [])
    var result = Kustomization(file: file)
    result.isGenerated = true
    do throws(FileTreeError) {
      result.resources = try paths(below: site.directory).map { SourcedText("./\($0)", origin) }
    } catch {
      throw RenderError(
        .unreadableFile, "\(error.path) cannot be read: \(error.reason)", at: origin.location)
    }
    for entry in result.resources where isFile(entry, from: site) {
      do { _ = try loader.resources(in: try load(entry, from: site)) } catch {
        throw error.explained(
          "Flux reads every .yaml file under \(shown(site.directory)), since no kustomization "
            + "there says which")
      }
    }
    return result
  }

  /// Relative to `top`, a directory's in the order of their bytes.
  private func paths(below top: String, in inner: String = "") throws(FileTreeError) -> [String] {
    var found: [String] = []
    let directory = inner.isEmpty ? top : TreePath.join(top, inner)
    for name in try loader.tree.names(inDirectory: directory) {
      let path = TreePath.join(inner, name)
      switch try loader.tree.entry(at: TreePath.join(top, path)) {
      case .directory:
        if holdsKustomization(Site(directory: TreePath.join(top, path))) {
          found.append(path)
        } else {
          found += try paths(below: top, in: path)
        }
      case .file, .symbolicLink:
        let isManifest = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        if isManifest { found.append(path) }
      case .submodule, .other, .absent: continue
      }
    }
    return found
  }
}

extension RenderError {
  /// The failure, with help where it has none.
  fileprivate func explained(_ help: String) -> RenderError {
    var result = self
    for index in result.diagnostics.indices where result.diagnostics[index].help == nil {
      result.diagnostics[index].help = help
    }
    return result
  }
}
