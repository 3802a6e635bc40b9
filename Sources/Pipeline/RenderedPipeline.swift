import Diagnostics
import Environments
import Relations

/// The environments of a pipeline as far as they render.
struct RenderedPipeline: Sendable {
  /// In the pipeline's order.
  let environments: [Environment]
  /// What became of each.
  let attempts: [AttemptedEnvironment]
  /// Further environments, which are not judged and say something of the namespaces of those that are.
  private let neighbours: [RenderedEnvironment]
  /// The names of all of them, in the pipeline's order.
  private let order: [String]

  init(
    _ environments: [Environment], _ attempts: [AttemptedEnvironment],
    beside neighbours: [RenderedEnvironment] = [], order: [String] = []
  ) {
    self.environments = environments
    self.attempts = attempts
    self.neighbours = neighbours
    self.order = order
  }

  /// What environments do to each other's namespaces, with the name of the one that it reaches.
  ///
  /// A search finds targets together that others apply, each to a namespace of its own; an environment
  /// of several that was found so is left out.
  func namespaceFindings(
    in configuration: PipelineConfiguration
  ) -> [(environment: String, finding: Diagnostic)] {
    var all = attempts.map(\.rendered)
    if !neighbours.isEmpty {
      let known = Dictionary(
        (all + neighbours).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      all = order.compactMap { known[$0] }
    }
    return EnvironmentNamespaces.findings(
      all.filter { configuration.found == .configuration || $0.targets.count == 1 }
        .flatMap(\.namespaceTargets))
  }
}
