import Kustomize

/// The directories that a source's path may lead to.
struct ArgoPaths {
  private let repository: ArgoRepository
  private let loader: Loader

  init(_ repository: ArgoRepository, _ loader: Loader) {
    self.repository = repository
    self.loader = loader
  }

  /// A directory, with what it says of values that were not known.
  struct Meaning {
    /// Relative to the repository's root.
    var path: String
    var words: [String: String] = [:]
  }

  /// What a path means: itself, or where a part of it is not known, each directory that it may be and
  /// that something can be built of, but for those that others among them build on.
  func meanings(of path: String) -> [Meaning] {
    guard UnknownParameter.isIn(path) else { return [Meaning(path: TreePath.cleaned(path))] }
    let pattern = UnknownParameter.parts(of: path).map { part in
      switch part {
      case .known(let text): PathWildcard.escaped(text)
      case .unknown: "*"
      }
    }.joined()
    let found = (try? repository.directories(matching: TreePath.cleaned(pattern))) ?? []
    let built = found.filter { holdsSomething(repository.place($0)) }
    let bases = built.reduce(into: Set<String>()) { bases, path in
      let place = repository.place(path)
      bases.formUnion(loader.places(builtFrom: place).subtracting([place]))
    }
    return built.filter { !bases.contains(repository.place($0)) }.map { found in
      Meaning(path: found, words: Self.words(in: TreePath.cleaned(path), for: found))
    }
  }

  private func holdsSomething(_ directory: String) -> Bool {
    let names = (try? loader.tree.names(inDirectory: directory)) ?? []
    return names.contains { Manifests.isManifest($0) || $0 == "Kustomization" }
  }

  /// What is not known, where a segment holds one such value: as `cluster-<name>`.
  private static func words(in path: String, for found: String) -> [String: String] {
    var words: [String: String] = [:]
    for (segment, actual) in zip(path.split(separator: "/"), found.split(separator: "/")) {
      let parts = UnknownParameter.parts(of: String(segment))
      let names = parts.compactMap { part -> String? in
        if case .unknown(let name) = part { name } else { nil }
      }
      guard names.count == 1, let index = parts.firstIndex(of: .unknown(names[0])) else { continue }
      func length(_ parts: some Sequence<UnknownParameter.Part>) -> Int {
        parts.reduce(0) { sum, part in
          if case .known(let text) = part { sum + text.count } else { sum }
        }
      }
      words[names[0]] = String(
        actual.dropFirst(length(parts[..<index])).dropLast(length(parts[(index + 1)...])))
    }
    return words
  }
}
