import Diagnostics
import YAML

extension Loader {
  /// The directories and files that a directory is built from: itself, and all that its kustomization
  /// and those that it builds on name outside of it.
  ///
  /// They may be more than are read; a file that is read stands in or is one of them. Nothing is
  /// rendered, and what leads nowhere is passed over.
  package func places(builtFrom directory: String) -> Set<String> {
    var places: Set<String> = [directory]
    var waiting = [directory]
    while let next = waiting.popLast() {
      guard let kustomization = kustomization(of: next) else { continue }
      for base in directories(referredToBy: kustomization, in: next)
      where places.insert(base).inserted {
        waiting.append(base)
      }
      places.formUnion(pathsOutside(next))
    }
    return places
  }

  /// Every path in the text of a directory's kustomization that begins by leaving the directory,
  /// whichever field it stands in.
  private func pathsOutside(_ directory: String) -> Set<String> {
    var paths: Set<String> = []
    for name in KustomizationFileName.all {
      guard case .success(let file) = file(at: TreePath.join(directory, name)) else { continue }
      let text = String(decoding: file.bytes, as: UTF8.self)
      for word in text.split(whereSeparator: { " \t\r\n\"',[]{}=:".contains($0) })
      where word.hasPrefix("../") {
        paths.insert(TreePath.cleaned(TreePath.join(directory, String(word))))
      }
    }
    return paths
  }
}
