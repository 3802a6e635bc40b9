import Environments

/// The parts of two environments that are compared with one another: each of the target's clusters with the one
/// of the source's that is called so, or else with all of them.
struct ComparedClusters {
  /// What the target has on a cluster, and what the source has on one of its own.
  struct Pair {
    /// The target's; empty where nothing tells clusters apart.
    let cluster: String
    let target: RenderedEnvironment
    let source: RenderedEnvironment
  }

  /// A single one where neither side has several clusters, or both have the same.
  let pairs: [Pair]

  init(_ target: RenderedEnvironment, _ source: RenderedEnvironment) {
    let (own, others) = (target.namedClusters, source.namedClusters)
    guard own.count > 1 || others.count > 1, Set(own) != Set(others) else {
      pairs = [Pair(cluster: "", target: target, source: source)]
      return
    }
    pairs = own.flatMap { cluster in
      (others.contains(cluster) ? [cluster] : others).map { other in
        Pair(cluster: cluster, target: target.part(on: cluster), source: source.part(on: other))
      }
    }
  }
}

extension RenderedEnvironment {
  /// The clusters that pipeline.yaml names, each once; an empty one for targets of none.
  fileprivate var namedClusters: [String] {
    targets.map(\.target.cluster).reduce(into: []) { clusters, cluster in
      if !clusters.contains(cluster) { clusters.append(cluster) }
    }
  }

  fileprivate func part(on cluster: String) -> RenderedEnvironment {
    RenderedEnvironment(name: name, targets: targets.filter { $0.target.cluster == cluster })
  }
}
