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
      let sources = sources(of: next)
      for base in sources.directories where places.insert(base).inserted { waiting.append(base) }
      places.formUnion(sources.pathsOutside)
    }
    return places
  }

  /// What the kustomization of a directory names; nothing where there is none that can be read.
  func sources(of directory: String) -> KustomizationSources {
    if let known = knownSources(of: directory) { return known }
    var sources = KustomizationSources()
    if let outline = outline(of: directory) {
      sources.directories = directories(named: outline.entries, in: directory)
      sources.pathsOutside = Set(
        outline.pathsOutside.map { TreePath.cleaned(TreePath.join(directory, $0)) })
    }
    keep(sources, of: directory)
    return sources
  }

  private func directories(named entries: [String], in directory: String) -> Set<String> {
    var result: Set<String> = []
    for entry in entries {
      // What leads nowhere is said where it is rendered.
      let resolved = try? tree.resolve(entry, from: directory)
      if let resolved, resolved.entry == .directory { result.insert(resolved.path) }
    }
    return result
  }

  /// What the kustomization of a directory says of its sources; nil where there is none that can be read.
  func outline(of directory: String) -> KustomizationOutline? {
    for name in KustomizationFileName.all {
      let path = TreePath.join(directory, name)
      if let known = outlines?.outline(at: path) { return known }
      guard case .success(let file) = file(at: path) else { continue }
      let outline = (try? kustomization(in: file)).map(KustomizationOutline.init)
      outlines?.keep(outline, at: path)
      return outline
    }
    return nil
  }
}

/// What a kustomization names as the sources of its build.
struct KustomizationSources: Sendable {
  /// The directories that it builds on.
  var directories: Set<String> = []
  /// Paths that may lead out of its directory.
  var pathsOutside: Set<String> = []
}
