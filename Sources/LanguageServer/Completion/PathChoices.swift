import Diagnostics
import Kubernetes
import Kustomize
import Values
import YAML

/// The paths of what is there that a kustomization may name and does not name yet.
struct PathChoices {
  private(set) var found: [Place] = []

  /// A path, from the kustomization's directory.
  struct Place {
    var path: String
    var isDirectory: Bool
  }

  private let files: any FileTree
  private let directory: String
  private let file: SourceFile
  private let kind: KustomizationShape.PlaceKind
  /// The words of the kustomization, without the one that is typed.
  private let words: Set<String>
  /// What is known of kustomizations: whether they are components, and what they name.
  private var known: [String: (isComponent: Bool, names: [String])] = [:]
  /// The kinds and names of the objects that the resources give.
  private let objects: Set<String>

  /// How many directories are looked at, nearest first.
  private static let limit = 400

  /// - Parameter word: the word that is typed.
  init(
    of kind: KustomizationShape.PlaceKind, in file: SourceFile, _ known: KnownObjects?,
    on desk: Desk, typed word: ByteRange
  ) {
    files = desk.files
    self.file = file
    self.kind = kind
    directory = TreePath.parent(of: file.treePath)
    var rest = file.bytes
    rest.removeSubrange(word.indices)
    words = SourceFile(path: file.path, bytes: rest).words
    objects = known?.names(with: file) ?? []
    switch kind {
    case .resource: look(forFiles: true, directories: true)
    case .component: look(forFiles: false, directories: true)
    case .patch, .content, .variables, .configuration: look(forFiles: true, directories: false)
    }
  }

  /// Looks in the directory and below it, then beside the ones above it.
  private mutating func look(forFiles: Bool, directories: Bool) {
    var budget = Self.limit
    let named = reachable(from: directory)
    // Where a kustomization stands, what is below is its own.
    var places = [(path: directory, prefix: "", depth: 0)]
    var above = directory
    var prefix = ""
    if directories {
      while !above.isEmpty {
        above = TreePath.parent(of: above)
        prefix += "../"
        places.append((above, prefix, 0))
      }
    }
    var seen: Set<String> = [directory]
    var index = 0
    while index < places.count, budget > 0 {
      let (path, prefix, depth) = places[index]
      index += 1
      budget -= 1
      for entry in (try? files.listing(ofDirectory: path)) ?? [] where !entry.name.hasPrefix(".") {
        let inner = TreePath.join(path, entry.name)
        let shown = prefix + entry.name
        switch entry.kind {
        case .file where forFiles && TreePath.isInside(path, directory):
          if mayBeNamed(shown, inner) { found.append(Place(path: shown, isDirectory: false)) }
        case .directory where seen.insert(inner).inserted:
          let kustomization = kustomization(in: inner)
          if directories, kustomization?.isComponent == (kind == .component),
            !words.contains(shown), !words.contains(shown + "/"), !named.contains(inner),
            !reaches(inner, named.union([directory]))
          {
            found.append(Place(path: shown, isDirectory: true))
          }
          // A file of another kustomization is not for this one to name.
          if depth < 3, directories || kustomization == nil {
            places.append((inner, shown + "/", depth + 1))
          }
        default: break
        }
      }
    }
  }

  private func mayBeNamed(_ shown: String, _ path: String) -> Bool {
    guard !words.contains(shown), !words.contains("./" + shown),
      !KustomizationFileName.all.contains(TreePath.name(of: path)),
      !words.contains(where: { $0.hasSuffix("=" + shown) })
    else { return false }
    let isYAML = [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
    guard kind == .content || kind == .variables || isYAML,
      let file = try? files.file(at: path, limit: 1 << 20)
    else { return false }
    switch kind {
    case .content: return !isYAML || !isManifest(file)
    case .variables: return !isYAML && file.holdsVariables
    case .configuration: return !isManifest(file)
    case .component: return false
    case .resource:
      let names = names(in: file)
      return names?.isEmpty == false && names?.contains(where: objects.contains) == false
    case .patch:
      let root = file.parsed(as: .kubernetes).documents.first?.root
      if root?.elements?.first?["op"] != nil { return true }
      return names(in: file)?.contains(where: objects.contains) ?? false
    }
  }

  private func isManifest(_ file: SourceFile) -> Bool { names(in: file)?.isEmpty == false }

  /// What the objects of a file are called; nil where it holds something else or cannot be read.
  private func names(in file: SourceFile) -> Set<String>? {
    let parsed = file.parsed(as: .kubernetes)
    guard parsed.errors.isEmpty else { return nil }
    var names: Set<String> = []
    for document in parsed.documents where !document.isEmpty {
      let object = KubernetesObject(document.root)
      guard !object.kind.isEmpty, !object.name.isEmpty, object.root["apiVersion"] != nil else {
        return nil
      }
      names.insert("\(object.gvk.group)/\(object.kind)/\(object.name)")
    }
    return names
  }

  // MARK: What kustomizations name

  private mutating func kustomization(
    in directory: String
  ) -> (isComponent: Bool, names: [String])? {
    if let known = known[directory] { return known }
    let file = KustomizationFileName.all.lazy.compactMap { [files] in
      try? files.file(at: TreePath.join(directory, $0), limit: 1 << 20)
    }.first
    guard let root = file?.parsed(as: .kubernetes).documents.first?.root else { return nil }
    let names = ["resources", "bases", "components"].flatMap {
      root[$0]?.elements?.compactMap(\.scalarText) ?? []
    }
    let result = (
      isComponent: root["kind"]?.string == "Component",
      names: names.map { TreePath.cleaned(TreePath.join(directory, $0)) }
    )
    known[directory] = result
    return result
  }

  /// The directories that one builds on, and what else it names, itself apart.
  private mutating func reachable(from directory: String) -> Set<String> {
    var found: Set<String> = []
    var pending = [directory]
    while let next = pending.popLast(), found.count < Self.limit {
      for name in kustomization(in: next)?.names ?? [] where found.insert(name).inserted {
        pending.append(name)
      }
    }
    return found
  }

  /// Whether a directory builds on something.
  private mutating func reaches(_ directory: String, _ places: Set<String>) -> Bool {
    !reachable(from: directory).isDisjoint(with: places)
  }
}

extension SourceFile {
  /// Whether each line of the file is one that `envs` takes.
  fileprivate var holdsVariables: Bool {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).allSatisfy { line in
      let line = line.drop { $0 == " " }
      return line.hasPrefix("#") || line.contains("=")
    }
  }
}
