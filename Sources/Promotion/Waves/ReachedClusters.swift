import Environments
import Git

/// The clusters of an environment that a promotion or a rollback is about.
struct ReachedClusters {
  /// None for all of them.
  private let clusters: Set<String>

  init(_ clusters: some Sequence<String>) { self.clusters = Set(clusters) }

  /// Those that the trailers of a commit name.
  init(_ trailers: [Commit.Trailer]) {
    self.init(trailers.filter { $0.key == PromotionTrailer.cluster }.map(\.value))
  }

  /// Whether each of some clusters is one of them; where none is named, all are meant.
  func hold(_ others: some Collection<String>) -> Bool {
    clusters.isEmpty || !others.isEmpty && clusters.isSuperset(of: others)
  }

  /// Whether they and some clusters have one in common; where none is named, all are meant.
  func meet(_ others: some Collection<String>) -> Bool {
    clusters.isEmpty || others.isEmpty || !clusters.isDisjoint(with: others)
  }

  /// Whether these hold what others and some clusters have in common.
  func hold(_ others: ReachedClusters, of wanted: some Collection<String>) -> Bool {
    hold(others.clusters.isEmpty ? Set(wanted) : others.clusters.intersection(wanted))
  }
}
