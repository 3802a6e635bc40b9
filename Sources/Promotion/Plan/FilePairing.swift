import Environments
import Git
import Kustomize

/// Pairs the files of two environments: those of one app by where they stand in its directory, shared
/// bases by their path, both in the words of either environment.
struct FilePairing {
  let pairs: [Pair]

  struct Pair {
    let source: TreeEntry?
    let target: TreeEntry?
    let sourcePath: String
    let targetPath: String
    let apps: [String]
  }

  init(_ source: EnvironmentFiles, _ target: EnvironmentFiles, words: EnvironmentWords) {
    let apps = (Self.single(source), Self.single(target))
    let common = Set(apps.0.keys).intersection(apps.1.keys)
    var open: [Key: EnvironmentFiles.Entry] = [:]
    for entry in target.entries { open[Key(entry, common) { $0 }] = entry }
    var pairs: [Pair] = []
    for entry in source.entries {
      let own = Key(entry, common) { $0 }
      let translated = Key(entry, common, words.toTarget)
      // Alike to the letter comes before alike in the environments' words.
      let key = own.app != nil && open[own] != nil ? own : translated
      let match = open.removeValue(forKey: key)
      let directory = own.app.flatMap { apps.1[$0] }
      pairs.append(
        Pair(
          source: entry.entry, target: match?.entry, sourcePath: entry.entry.path,
          targetPath: match?.entry.path
            ?? (directory.map { TreePath.join($0, translated.path) } ?? translated.path),
          apps: Self.names(entry, match)))
    }
    for (key, entry) in open {
      let directory = key.app.flatMap { apps.0[$0] }
      let path = words.toSource(key.path)
      pairs.append(
        Pair(
          source: nil, target: entry.entry,
          sourcePath: directory.map { TreePath.join($0, path) } ?? path,
          targetPath: entry.entry.path, apps: entry.home.apps))
    }
    self.pairs = pairs.sorted { $0.targetPath < $1.targetPath }
  }

  /// What files are paired by.
  private struct Key: Hashable {
    /// The app in whose directory the path starts; nil for one from the root.
    let app: String?
    let path: String

    init(
      _ entry: EnvironmentFiles.Entry, _ common: Set<String>, _ name: (String) -> String
    ) {
      let home = entry.home
      guard let app = home.app, common.contains(app) else {
        self.app = nil
        path = name(entry.entry.path)
        return
      }
      self.app = app
      path = name(String(entry.entry.path.dropFirst(home.directory.count).drop { $0 == "/" }))
    }
  }

  /// The directories of the apps that have one target.
  private static func single(_ files: EnvironmentFiles) -> [String: String] {
    var directories: [String: Set<String>] = [:]
    for entry in files.entries {
      if let app = entry.home.app { directories[app, default: []].insert(entry.home.directory) }
    }
    return directories.compactMapValues { $0.count == 1 ? $0.first : nil }
  }

  private static func names(
    _ source: EnvironmentFiles.Entry, _ target: EnvironmentFiles.Entry?
  ) -> [String] {
    let apps = (target?.home.apps ?? []) + source.home.apps
    return apps.reduce(into: []) { names, app in
      if !app.isEmpty, !names.contains(app) { names.append(app) }
    }
  }
}

extension EnvironmentWords {
  /// The words of two environments: their names, and the segments in which the directories of one app
  /// differ.
  init(from source: Environment, to target: Environment) {
    var pairs = [(source: source.name, target: target.name)]
    for own in source.targets {
      let others = target.targets.filter { $0.app == own.app }
      guard others.count == 1 else { continue }
      let left = own.directory.path.split(separator: "/").map(String.init)
      let right = others[0].directory.path.split(separator: "/").map(String.init)
      guard left.count == right.count else { continue }
      for (old, new) in zip(left, right) where old != new { pairs.append((old, new)) }
    }
    self.init(pairs)
  }

  /// The words of two environments, those in the paths of their shared bases too.
  init(
    from source: Environment, _ sources: EnvironmentFiles, to target: Environment,
    _ targets: EnvironmentFiles
  ) {
    let words = EnvironmentWords(from: source, to: target)
    let left = Set(sources.homes.compactMap { source.stageWord(of: $0) })
      .subtracting(words.pairs.map(\.source))
    let right = Set(targets.homes.compactMap { target.stageWord(of: $0) })
      .subtracting(words.pairs.map(\.target))
    var pairs = words.pairs
    // Where one calls its shared directories by several words, nobody knows which is which.
    if let old = left.first, let new = right.first, left.count == 1, right.count == 1 {
      pairs.append((source: old, target: new))
    }
    self.init(pairs)
  }
}
