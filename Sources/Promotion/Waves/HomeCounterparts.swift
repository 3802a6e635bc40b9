import Environments

/// Which directories of the source the directories of the target's apps are made from.
///
/// An app that is one directory on either side is paired so. Where clusters are named, each of the target's
/// has its counterpart on the source's cluster of the same name, or else on each of the source's clusters,
/// the first of which is the one that it is made from.
struct HomeCounterparts {
  /// A directory of the source with the words in which its files differ from the target's.
  struct Counterpart {
    let home: EnvironmentFiles.Home
    let words: EnvironmentWords

    /// The cluster that it is of; empty where nothing names one.
    var cluster: String { home.clusters.first ?? "" }
  }

  /// By the target's directory, the one that it is made from first.
  private(set) var counterparts: [String: [Counterpart]] = [:]

  init(_ source: EnvironmentFiles, _ target: EnvironmentFiles, words: EnvironmentWords) {
    let (sources, targets) = (Self.homes(source), Self.homes(target))
    for (app, homes) in targets {
      guard let others = sources[app] else { continue }
      for home in homes {
        let found = Self.counterparts(of: home, among: homes, in: others, words)
        if !found.isEmpty { counterparts[home.directory] = found }
      }
    }
  }

  /// The directories of each app's targets, in the order of the files.
  private static func homes(_ files: EnvironmentFiles) -> [String: [EnvironmentFiles.Home]] {
    var seen: Set<String> = []
    return files.entries.map(\.home)
      .filter { $0.app != nil && seen.insert($0.directory).inserted }
      .reduce(into: [:]) { homes, home in homes[home.app ?? "", default: []].append(home) }
  }

  private static func counterparts(
    of home: EnvironmentFiles.Home, among siblings: [EnvironmentFiles.Home],
    in others: [EnvironmentFiles.Home], _ words: EnvironmentWords
  ) -> [Counterpart] {
    let isOnly = siblings.count { $0.clusters == home.clusters } == 1
    var found: [Counterpart] = []
    for (_, places) in Dictionary(grouping: others, by: \.clusters).sorted(by: isBefore) {
      let meant: EnvironmentFiles.Home?
      if isOnly, places.count == 1 {
        meant = places[0]
      } else {
        // Without clusters nothing tells them apart but their paths, by which each file is paired.
        meant =
          home.clusters.isEmpty
          ? nil
          : places.first {
            EnvironmentWords(words, from: $0, to: home).toTarget($0.directory) == home.directory
          }
      }
      if let meant {
        found.append(
          Counterpart(home: meant, words: EnvironmentWords(words, from: meant, to: home)))
      }
    }
    let same = found.filter { $0.home.clusters == home.clusters }
    return same.isEmpty ? found : same
  }

  private static func isBefore(
    _ left: (key: [String], value: [EnvironmentFiles.Home]),
    _ right: (key: [String], value: [EnvironmentFiles.Home])
  ) -> Bool {
    left.key.lexicographicallyPrecedes(right.key)
  }
}

extension EnvironmentWords {
  /// The same with the words of a directory of either environment: its cluster's name, and the segments of its
  /// path.
  fileprivate init(
    _ words: EnvironmentWords, from source: EnvironmentFiles.Home, to target: EnvironmentFiles.Home
  ) {
    var pairs = words.pairs
    if let old = source.clusters.first, let new = target.clusters.first { pairs.append((old, new)) }
    let (left, right) = (
      source.directory.split(separator: "/"), target.directory.split(separator: "/")
    )
    if left.count == right.count, !target.clusters.isEmpty {
      for (old, new) in zip(left, right) where old != new {
        pairs.append((String(old), String(new)))
      }
    }
    self.init(pairs)
  }
}
