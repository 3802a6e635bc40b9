import Diagnostics
import Environments
import Git

extension Planner {
  /// The files merged in which pipeline.yaml declares fields; those that differ there.
  ///
  /// - Throws: ``PromotionError/impossible(_:)`` where neither environment has a part that is declared.
  func declaredMerges(
    _ trees: Trees, _ words: EnvironmentWords
  ) throws(PromotionError) -> [PairedMerge] {
    var merges: [PairedMerge] = []
    for pair in trees.declared.pairs
    where pair.source.id != pair.target.id || pair.isRewritten || pair.isDivided {
      let source = try read(pair.source, in: trees.source)
      let target = try read(pair.target, in: trees.target)
      func merge(_ number: Int) -> FileMerge {
        FileMerge(
          source: source, target: target, words: words,
          reading: pair.reading(from: request.source, to: request.target, by: number))
      }
      let own = merge(0)
      if pair.isDivided { try requireParts(own.reading, source, target) }
      // What the first of the source's clusters has counts where the others have it too.
      let others = pair.isOfClusters ? Array(request.source.clusters.enumerated().dropFirst()) : []
      let peers = others.map { ClusterPeer(cluster: $0.element, merge: merge($0.offset)) }
      let paired = { (merge: FileMerge, peers: [ClusterPeer], peer: String?) in
        PairedMerge(
          file: pair.target.path, sourceFile: pair.source.path, apps: pair.apps, merge: merge,
          peers: peers, peer: peer)
      }
      if !own.differences.isEmpty { merges.append(paired(own, peers, nil)) }
      for peer in peers {
        let differences = peer.differences(besides: own.differences)
        guard !differences.isEmpty else { continue }
        merges.append(paired(peer.merge.limited(to: differences), [], peer.cluster))
      }
    }
    return merges
  }

  /// The files merged that say of which revisions, and with which values, Argo CD makes what either environment
  /// has: the elements of lists that differ.
  func generatedMerges(
    _ trees: Trees, _ words: EnvironmentWords, besides known: [PairedMerge]
  ) throws(PromotionError) -> [PairedMerge] {
    let sets = ApplicationSetParts(from: request.source, to: request.target, words)
    var merges: [PairedMerge] = []
    for path in sets.files
    where trees.targets.home(of: path) == nil && !known.contains(where: { $0.file == path }) {
      let entries: (TreeEntry?, TreeEntry?)
      do { entries = (try trees.source.entry(at: path), try trees.target.entry(at: path)) } catch {
        throw .git(error)
      }
      guard let source = try read(entries.0, in: trees.source),
        let target = try read(entries.1, in: trees.target)
      else { continue }
      let parts = sets.parts(of: MergedFile(target), and: MergedFile(source))
      guard !parts.isEmpty else { continue }
      let merge = FileMerge(
        source: source, target: target, words: words, reading: FileReading(parts: parts))
      guard !merge.differences.isEmpty else { continue }
      merges.append(PairedMerge(file: path, sourceFile: path, apps: [], merge: merge))
    }
    return merges
  }

  /// Refuses a part that neither side has.
  private func requireParts(
    _ reading: FileReading, _ source: SourceFile?, _ target: SourceFile?
  ) throws(PromotionError) {
    guard let source, let target else { return }
    let known = Set(
      reading.file(source, on: .source).documents.map(\.object)
        + reading.file(target, on: .target).documents.map(\.object))
    let missing = reading.parts.filter { !known.contains($0.label) }
    guard missing.isEmpty else {
      throw .impossible(
        missing.map { part in
          Diagnostic(
            rule: .promotionPattern, severity: .error,
            message: "fields: there is no \(part.label) in \(target.path), nor its counterpart "
              + "of \(request.source.title)",
            primary: part.rest?.location ?? reading.declared?.first?.location,
            help: "{environment} stands for the name of a key, or for a value of a list's element",
            environments: [request.source.name, request.target.name])
        })
    }
  }
}
