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
    if let kustomization = kustomization(of: directory) {
      sources.directories = directories(referredToBy: kustomization, in: directory)
      sources.pathsOutside = Self.pathsOutside(directory, in: kustomization.file)
    }
    keep(sources, of: directory)
    return sources
  }

  private func directories(
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

  /// Every path with `../` in the text of a kustomization, whichever field it stands in.
  private static func pathsOutside(_ directory: String, in file: SourceFile) -> Set<String> {
    var paths: Set<String> = []
    let bytes = file.bytes
    var place = 0
    while place + 2 < bytes.count {
      guard bytes[place] == dot, bytes[place + 1] == dot, bytes[place + 2] == slash else {
        place += 1
        continue
      }
      var start = place
      while start > 0, !separators.contains(bytes[start - 1]) { start -= 1 }
      while place < bytes.count, !separators.contains(bytes[place]) { place += 1 }
      let path = String(decoding: bytes[start..<place], as: UTF8.self)
      paths.insert(TreePath.cleaned(TreePath.join(directory, path)))
    }
    return paths
  }

  private static let dot = UInt8(ascii: ".")
  private static let slash = UInt8(ascii: "/")
  private static let separators = Set(" \t\r\n\"',[]{}=:".utf8)
}

/// What a kustomization names as the sources of its build.
struct KustomizationSources: Sendable {
  /// The directories that it builds on.
  var directories: Set<String> = []
  /// Paths that may lead out of its directory.
  var pathsOutside: Set<String> = []
}
