import Diagnostics
import YAML

/// Holds the waves that pipeline.yaml gives an environment against the clusters that it has.
struct DeclaredWaves {
  private let waves: [[SourcedText]]
  private let place: Location?

  init(_ declaration: EnvironmentDeclaration) {
    waves = declaration.waves
    place = declaration.origin
  }

  /// Notes a cluster that there is not, and every target that no wave reaches.
  func check(_ environment: Environment, _ log: FindingLog) {
    guard !waves.isEmpty else { return }
    let clusters = environment.clusters
    let named = waves.joined().map(\.value)
    if let target = environment.targets.first(where: { $0.cluster.isEmpty }) {
      log.error(
        .configuration,
        "environment \"\(environment.name)\" has waves, and \(target.directory.shown) is of no cluster",
        at: target.directory.location ?? place,
        help: "write {cluster} in its path, where the cluster's name stands")
    }
    let unknown = clusters.isEmpty ? [] : waves.joined().filter { !clusters.contains($0.value) }
    for cluster in unknown {
      log.error(
        .configuration,
        "environment \"\(environment.name)\" has no cluster \"\(cluster.value)\"",
        at: cluster.location,
        help: Spelling.nearest(to: cluster.value, among: clusters).map { "did you mean \($0)?" }
          ?? "its clusters are \(clusters.joined(separator: ", "))")
    }
    // A misspelt one may be meant.
    for cluster in clusters where unknown.isEmpty && !named.contains(cluster) {
      log.error(
        .configuration,
        "cluster \"\(cluster)\" of environment \"\(environment.name)\" is in none of its waves",
        at: waves.last?.last?.location ?? place,
        help: "no promotion would reach it: add it to a wave, or exclude its directory")
    }
  }
}
