import Diagnostics
import Git
import Kustomize
import Synchronization
import YAML

/// Finds the manifests of a tree that mention what decides how all of it is read.
///
/// Most trees hold none of them, which is known only when every manifest was looked through; so that is
/// done once a tree, whoever asks and however often, and each file is looked through for all words at a
/// time. No file is parsed, and none is kept.
final class ManifestSearch: Sendable {
  /// What is looked for.
  struct Words: OptionSet, Hashable {
    let rawValue: UInt64

    static let flux = Words(rawValue: 1 << 0)
    static let fluxOperator = Words(rawValue: 1 << 1)
    static let admissionPolicy = Words(rawValue: 1 << 2)
    static let definition = Words(rawValue: 1 << 3)
    static let argo = Words(rawValue: 1 << 4)
    static let argoBuildOptions = Words(rawValue: 0b11 << 5)
    static let namespace = Words(rawValue: 1 << 7)
    static let role = Words(rawValue: 1 << 8)
    static let resourceLimit = Words(rawValue: 0b11 << 9)

    /// As they stand in files, in the order of their bits.
    fileprivate static let marks = ByteMarkSet(
      [
        FluxKustomization.group, "fluxcd.controlplane.io", "AdmissionPolicy",
        "CustomResourceDefinition", ArgoApplication.group,
      ] + ArgoBuildOptions.marks + [
        "Namespace", "rbac.authorization.k8s.io", "ResourceQuota", "LimitRange",
      ],
      // An Application says CreateNamespace.
      asWords: ["Namespace"])
  }

  private let tree: any FileTree
  private let facts: ContentFacts?
  private let walks = Mutex<[String: [Mention]]>([:])
  private let found = Mutex<[String: [Manifest]]>([:])

  /// A manifest and the name of its bytes, where they have one.
  private struct Manifest {
    var path: String
    var contents: ObjectID?
  }

  /// A manifest that mentions something.
  private struct Mention {
    var path: String
    var words: Words
  }

  /// - Parameter facts: what is known of files by what they hold.
  init(_ tree: any FileTree, knowing facts: ContentFacts? = nil) {
    self.tree = tree
    self.facts = facts
  }

  /// The paths of the manifests under a directory that mention one of the words, those that stand in
  /// a directory before those that stand below it.
  ///
  /// Directories whose names begin with a dot are not entered. What cannot be read is passed over.
  func manifests(under directory: String, mentioning words: Words) -> [String] {
    mentions(under: directory).filter {
      !$0.words.isDisjoint(with: words) && TreePath.isInside($0.path, directory)
    }.map(\.path)
  }

  /// The paths of the manifests under a directory that hold one of some texts, in the same order.
  ///
  /// - Precondition: there are one to 64 texts, and none is empty.
  func manifests(under directory: String, holding texts: [String]) -> [String] {
    let marks = ByteMarkSet(texts)
    return mentions(under: directory) { words(in: $0.path, marks) }.map(\.path)
  }

  /// What a walk through the directory, or through one that it is in, has found.
  private func mentions(under directory: String) -> [Mention] {
    // Under the lock, so that two who ask at a time do not both read everything.
    walks.withLock { walks in
      if let known = walks.first(where: { TreePath.isInside(directory, $0.key) }) {
        return known.value
      }
      let found = mentions(under: directory, found: words)
      walks[directory] = found
      return found
    }
  }

  private func mentions(
    under start: String, found words: (Manifest) -> Words
  ) -> [Mention] {
    // Trees hold many copies of a file.
    var known: [ObjectID: Words] = [:]
    return manifests(under: start).compactMap { manifest in
      let words = manifest.contents.flatMap { known[$0] } ?? words(manifest)
      if let contents = manifest.contents { known[contents] = words }
      return words.isEmpty ? nil : Mention(path: manifest.path, words: words)
    }
  }

  /// The words that decide, as they are known or as the manifest has them.
  private func words(in manifest: Manifest) -> Words {
    guard let facts, let contents = manifest.contents else {
      return words(in: manifest.path, Words.marks)
    }
    if let known = facts.words(in: contents) { return known }
    guard let file = file(at: manifest.path) else { return [] }
    let words = Words(rawValue: Words.marks.found(in: file.bytes))
    facts.keep(words, in: contents)
    return words
  }

  /// Every manifest under a directory, found once.
  private func manifests(under start: String) -> [Manifest] {
    found.withLock { found in
      if let known = found[start] { return known }
      let manifests = listed(under: start)
      found[start] = manifests
      return manifests
    }
  }

  private func listed(under start: String) -> [Manifest] {
    let git = tree as? GitTree
    var manifests: [Manifest] = []
    var waiting = [start]
    while let directory = waiting.popLast() {
      guard let listing = try? tree.listing(ofDirectory: directory) else { continue }
      var directories: [String] = []
      for entry in listing where !entry.name.hasPrefix(".") {
        let path = TreePath.join(directory, entry.name)
        switch entry.kind {
        case .directory: directories.append(path)
        case .file where Manifests.isManifest(entry.name):
          manifests.append(Manifest(path: path, contents: git?.contents(at: path)))
        case .file, .other: break
        }
      }
      waiting += directories.reversed()
    }
    return manifests
  }

  /// What a manifest mentions; nothing where there is none.
  func words(at path: String) -> Words { words(in: path, Words.marks) }

  private func words(in path: String, _ marks: ByteMarkSet) -> Words {
    guard let file = file(at: path) else { return [] }
    return Words(rawValue: marks.found(in: file.bytes))
  }

  private func file(at path: String) -> SourceFile? {
    try? tree.file(at: path, limit: Limits.standard.bytes)
  }
}
