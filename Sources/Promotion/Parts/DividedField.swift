import Environments

/// A declared field in whose path the name of an environment or of a cluster stands, as `values.{environment}.tag`
/// and `elements[{environment},{cluster}].revision`: one file has it for several of them.
struct DividedField: Sendable {
  private let pattern: FieldPattern
  /// How many of the pattern's steps lead to the part.
  private let depth: Int

  /// Nil where the path is the same for all.
  init?(_ pattern: FieldPattern) {
    let last = pattern.steps.lastIndex { step in
      PartName.allCases.contains { step.text.contains($0.placeholder) }
    }
    guard let last else { return nil }
    self.pattern = pattern
    depth = last + 1
  }

  /// What stands for a name.
  private enum PartName: String, CaseIterable {
    case environment, cluster

    var placeholder: String { "{\(rawValue)}" }
  }

  /// Whether clusters have it each.
  var isOfClusters: Bool {
    pattern.steps.contains { $0.text.contains(PartName.cluster.placeholder) }
  }

  /// The parts of the target's that move, each with its counterpart: where the source has several clusters, as
  /// the one of some number has it.
  func parts(from source: Environment, to target: Environment, by number: Int) -> [FilePart] {
    guard isOfClusters else { return [part((source.name, ""), (target.name, ""))] }
    return target.clusters.compactMap { cluster in
      let others = source.clusters.contains(cluster) ? [cluster] : source.clusters
      guard let last = others.last else { return nil }
      let other = others.indices.contains(number) ? others[number] : last
      return part((source.name, other), (target.name, cluster))
    }
  }

  private typealias Names = (environment: String, cluster: String)

  private func part(_ source: Names, _ target: Names) -> FilePart {
    FilePart(
      label: label(target), source: selector(source), target: selector(target),
      rest: FieldPattern(pattern, after: depth), isDeclared: true)
  }

  private func selector(_ names: Names) -> PartSelector {
    PartSelector(
      steps: pattern.steps.prefix(depth).map { step in
        switch step {
        case .key(let key): .key(Self.filled(key, names))
        case .entry("*"): .any
        case .entry(let text):
          .holding(Self.filled(text, names).split(separator: ",").map(String.init))
        }
      })
  }

  private func label(_ names: Names) -> String {
    pattern.steps.prefix(depth).reduce(into: "") { label, step in
      let text = Self.filled(step.text, names)
      switch step {
      case .key: label += label.isEmpty ? text : ".\(text)"
      case .entry: label += "[\(text)]"
      }
    }
  }

  private static func filled(_ text: String, _ names: Names) -> String {
    text.replacing(PartName.environment.placeholder, with: names.environment)
      .replacing(PartName.cluster.placeholder, with: names.cluster)
  }
}

extension FieldPattern.Step {
  fileprivate var text: String {
    switch self {
    case .key(let text), .entry(let text): text
    }
  }
}
