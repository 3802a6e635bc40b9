import YAML

extension Loader {
  /// The directories at or under one that hold a kustomization on which no other there builds, in
  /// ascending order; components are left out.
  ///
  /// Directories whose names begin with a dot are not entered, nor are symbolic links. A kustomization
  /// that cannot be read counts as one of them, so that rendering it says why.
  package func overlays(under directory: String) throws(FileTreeError) -> [String] {
    try kustomizations(under: directory).overlays
  }

  /// The same, with the components there that no kustomization uses, and all directories that hold a
  /// kustomization.
  package func kustomizations(
    under directory: String
  ) throws(FileTreeError) -> (overlays: [String], components: [String], all: [String]) {
    var found: [String] = []
    var components: [String] = []
    var references: Set<String> = []
    let all = try kustomizedDirectories(under: directory)
    for directory in all {
      guard let kustomization = kustomization(of: directory) else {
        found.append(directory)
        continue
      }
      if kustomization.isComponent {
        components.append(directory)
      } else {
        found.append(directory)
      }
      references.formUnion(directories(referredToBy: kustomization, in: directory))
    }
    return (
      found.filter { !references.contains($0) }, components.filter { !references.contains($0) }, all
    )
  }

  private func kustomizedDirectories(under start: String) throws(FileTreeError) -> [String] {
    var found: [String] = []
    var pending = [start]
    while let directory = pending.popLast() {
      var inner: [String] = []
      for name in try tree.names(inDirectory: directory) {
        if KustomizationFileName.all.contains(name) {
          if found.last != directory { found.append(directory) }
        } else if !name.hasPrefix(".") {
          let path = TreePath.join(directory, name)
          if try tree.entry(at: path) == .directory { inner.append(path) }
        }
      }
      pending += inner.reversed()
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The kustomization of a directory; nil where there is none that can be read.
  func kustomization(of directory: String) -> Kustomization? {
    for name in KustomizationFileName.all {
      if case .success(let file) = file(at: TreePath.join(directory, name)) {
        return try? kustomization(in: file)
      }
    }
    return nil
  }

  /// The directories that a kustomization builds on.
  func directories(
    referredToBy kustomization: Kustomization, in directory: String
  ) -> Set<String> {
    let entries =
      kustomization.resources + kustomization.components + kustomization.generators
      + kustomization.transformers + kustomization.validators
    var result: Set<String> = []
    for entry in entries {
      // What leads nowhere is said where it is rendered.
      let resolved = try? tree.resolve(entry.value, from: directory)
      if let resolved, resolved.entry == .directory { result.insert(resolved.path) }
    }
    return result
  }
}
