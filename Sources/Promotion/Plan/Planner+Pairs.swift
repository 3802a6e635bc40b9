import Environments
import Git

extension Planner {
  /// Whether the target has no such file of its own, and another environment's stands in its place.
  func isForeign(_ pair: FilePairing.Pair, _ trees: Trees) throws(PromotionError) -> Bool {
    guard pair.target == nil else { return false }
    do { return try trees.target.entry(at: pair.targetPath) != nil } catch { throw .git(error) }
  }

  /// A pair of files merged, with what other clusters of the source alone have otherwise; nothing where all
  /// say the same.
  func merges(
    of pair: FilePairing.Pair, _ trees: Trees, _ reading: FileReading
  ) throws(PromotionError) -> [PairedMerge] {
    let isSame =
      pair.source?.id == pair.target?.id
      && pair.peers.allSatisfy { $0.source?.id == pair.target?.id }
    guard !isSame || !reading.rewritings.isEmpty else { return [] }
    let target = try read(pair.target, in: trees.target)
    func merge(
      _ source: TreeEntry?, _ words: EnvironmentWords, _ rebasing: PathRebasing?
    ) throws(PromotionError) -> FileMerge {
      var reading = reading
      reading.rebasing = rebasing
      return FileMerge(
        source: try read(source, in: trees.source), target: target, words: words, reading: reading)
    }
    var peers: [ClusterPeer] = []
    for peer in pair.peers {
      peers.append(
        ClusterPeer(
          cluster: peer.cluster, merge: try merge(peer.source, peer.words, peer.rebasing)))
    }
    let own = try merge(pair.source, pair.words, pair.rebasing)
    var merges = [
      PairedMerge(
        file: pair.targetPath, sourceFile: pair.sourcePath, apps: pair.apps,
        clusters: pair.clusters, merge: own, peers: peers)
    ]
    for (peer, place) in zip(peers, pair.peers) {
      let differences = peer.differences(besides: own.differences)
      guard !differences.isEmpty else { continue }
      merges.append(
        PairedMerge(
          file: pair.targetPath, sourceFile: place.sourcePath, apps: pair.apps,
          clusters: pair.clusters, merge: peer.merge.limited(to: differences), peer: peer.cluster))
    }
    return merges
  }

  /// Sentences about what several waves are made of and the source has otherwise, which no wave takes.
  func parted(_ trees: Trees, _ words: EnvironmentWords) throws(PromotionError) -> [String] {
    var sentences: [String] = []
    do throws(GitError) {
      for directory in trees.targets.parted {
        let own = try trees.target.entry(at: directory)
        let other = try trees.source.entry(at: words.toSource(directory))
        guard other != nil, other?.id != own?.id else { continue }
        sentences.append(
          "\(directory) differs from \(words.toSource(directory)) and stays as it is: several waves "
            + "of \(request.target.name) are made of it")
      }
    } catch { throw .git(error) }
    return sentences
  }
}
