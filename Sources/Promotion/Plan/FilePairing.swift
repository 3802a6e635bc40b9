import Environments
import Git
import Kustomize

/// Pairs the files of two environments: those of one app by where they stand in its directory, shared
/// bases by their path, both in the words of either environment.
///
/// A file of one cluster is the counterpart of those of several, where the target has more of them.
struct FilePairing {
  let pairs: [Pair]

  struct Pair {
    let source: TreeEntry?
    let target: TreeEntry?
    let sourcePath: String
    let targetPath: String
    let apps: [String]
    /// The clusters that the target's file is part of.
    var clusters: [String] = []
    /// In which the two differ.
    let words: EnvironmentWords
    /// How the source's paths are read; nil where they are the same from either file.
    var rebasing: PathRebasing?
    /// The source's file as its other clusters have it.
    var peers: [Peer] = []
  }

  /// A file of another of the source's clusters.
  struct Peer {
    let cluster: String
    /// Nil where that has none.
    let source: TreeEntry?
    let sourcePath: String
    let words: EnvironmentWords
    let rebasing: PathRebasing?
  }

  init(_ source: EnvironmentFiles, _ target: EnvironmentFiles, words: EnvironmentWords) {
    let found = HomeCounterparts(source, target, words: words).counterparts
    let sources = Dictionary(grouping: source.entries) { $0.home.directory }
    let targets = Dictionary(grouping: target.entries) { $0.home.directory }
    var pairs: [Pair] = []
    for (directory, counterparts) in found {
      pairs += Self.pairs(in: directory, targets[directory] ?? [], counterparts, sources)
    }
    let used = Set(found.values.joined().map(\.home.directory))
    pairs += Self.pairs(
      source.entries.filter { !used.contains($0.home.directory) },
      target.entries.filter { found[$0.home.directory] == nil }, words)
    self.pairs = pairs.sorted { $0.targetPath < $1.targetPath }
  }

  // MARK: Directories of apps

  /// The pairs of a directory of the target, by the paths inside of it.
  private static func pairs(
    in directory: String, _ targets: [EnvironmentFiles.Entry],
    _ counterparts: [HomeCounterparts.Counterpart],
    _ sources: [String: [EnvironmentFiles.Entry]]
  ) -> [Pair] {
    var open = Dictionary(targets.map { ($0.entry.path.below(directory), $0) }) { first, _ in first
    }
    let names = Set(open.keys)
    var found: [String: [(number: Int, entry: EnvironmentFiles.Entry)]] = [:]
    for (number, counterpart) in counterparts.enumerated() {
      let home = counterpart.home.directory
      let entries = (sources[home] ?? []).map { (own: $0.entry.path.below(home), entry: $0) }
      // Alike to the letter comes before alike in the environments' words.
      for (own, entry) in entries where names.contains(own) {
        found[own, default: []].append((number, entry))
      }
      for (own, entry) in entries where !names.contains(own) {
        let name = counterpart.words.toTarget(own)
        let isTaken = found[name]?.contains { $0.number == number } ?? false
        found[isTaken ? own : name, default: []].append((number, entry))
      }
    }
    for name in open.keys where found[name] == nil { found[name] = [] }
    return found.map { name, entries in
      let target = open.removeValue(forKey: name)
      let entry = { (number: Int) in entries.first { $0.number == number }?.entry }
      let path = { (counterpart: HomeCounterparts.Counterpart) in
        TreePath.join(counterpart.home.directory, counterpart.words.toSource(name))
      }
      let first = entry(0)
      var pair = Pair(
        source: first?.entry, target: target?.entry,
        sourcePath: first?.entry.path ?? path(counterparts[0]),
        targetPath: target?.entry.path ?? TreePath.join(directory, name),
        apps: Self.names((target?.home.apps ?? []) + counterparts[0].home.apps),
        clusters: targets.first?.home.clusters ?? [], words: counterparts[0].words)
      pair.rebasing = PathRebasing(from: counterparts[0].home.directory, to: directory)
      pair.peers = counterparts.enumerated().dropFirst().map { number, counterpart in
        Peer(
          cluster: counterpart.cluster, source: entry(number)?.entry,
          sourcePath: entry(number)?.entry.path ?? path(counterpart), words: counterpart.words,
          rebasing: PathRebasing(from: counterpart.home.directory, to: directory))
      }
      return pair
    }
  }

  // MARK: Shared bases, and what is in no such directory

  private static func pairs(
    _ sources: [EnvironmentFiles.Entry], _ targets: [EnvironmentFiles.Entry],
    _ words: EnvironmentWords
  ) -> [Pair] {
    var open = Dictionary(targets.map { ($0.entry.path, $0) }) { first, _ in first }
    var pairs: [Pair] = []
    for entry in sources {
      let path = words.toTarget(entry.entry.path)
      let match = open.removeValue(forKey: path)
      pairs.append(
        Pair(
          source: entry.entry, target: match?.entry, sourcePath: entry.entry.path,
          targetPath: path, apps: names((match?.home.apps ?? []) + entry.home.apps),
          clusters: match?.home.clusters ?? [], words: words))
    }
    for entry in open.values {
      pairs.append(
        Pair(
          source: nil, target: entry.entry, sourcePath: words.toSource(entry.entry.path),
          targetPath: entry.entry.path, apps: entry.home.apps, clusters: entry.home.clusters,
          words: words))
    }
    return pairs
  }

  private static func names(_ apps: [String]) -> [String] {
    apps.reduce(into: []) { names, app in
      if !app.isEmpty, !names.contains(app) { names.append(app) }
    }
  }
}

extension String {
  /// A path from a directory that it is in.
  fileprivate func below(_ directory: String) -> String {
    String(dropFirst(directory.count).drop { $0 == "/" })
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
