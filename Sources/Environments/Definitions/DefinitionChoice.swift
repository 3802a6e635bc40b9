import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// One of the definitions that a tree has of a kind: the nearest to where the kind is used.
///
/// Trees keep copies of definitions beside each program that brings them, and not all of one release.
struct DefinitionChoice {
  /// The one that counts.
  let taken: CustomResourceDefinition
  private let taker: DefinitionCandidate
  private let others: [DefinitionCandidate]
  private let isUsed: Bool

  /// Nil where none of the candidates defines the kind.
  ///
  /// - Parameter parsed: reads a candidate.
  init?(
    _ candidates: [DefinitionCandidate], of kind: DefinedKind,
    for environment: RenderedEnvironment,
    parsed: (DefinitionCandidate) -> CustomResourceDefinition?
  ) {
    let users = environment.targets.filter { $0.objects.contains { kind.contains($0.gvk) } }
    let directories = (users.isEmpty ? environment.targets : users).map(\.target.directory.path)
    let ordered = candidates.map { (rank: Rank($0.path, from: directories), candidate: $0) }
      .sorted { $0.rank < $1.rank }.map(\.candidate)
    for (place, candidate) in ordered.enumerated() {
      guard let definition = parsed(candidate) else { continue }
      (taken, taker) = (definition, candidate)
      others = Array(ordered[(place + 1)...])
      isUsed = !users.isEmpty
      return
    }
    return nil
  }

  /// That others define the kind otherwise; nil where the environment does not use it, or none does.
  ///
  /// Copies of one text are one definition.
  func note(in tree: any FileTree) -> Diagnostic? {
    guard isUsed else { return nil }
    let others = others.filter { !$0.isCopy(of: taker, in: tree) }
    guard !others.isEmpty else { return nil }
    var labels = others.prefix(3).map { Label("not taken, being farther away: \($0.path)") }
    if others.count > 3 { labels.append(Label("and \(others.count - 3) more")) }
    return Diagnostic(
      rule: "pipeline/several-definitions", severity: .note,
      message: "\(taken.kind) of \(taken.group) is defined in \(others.count + 1) ways; this "
        + "definition, the nearest, judges",
      primary: taken.object.metadata?["name"]?.origin.location ?? taken.object.location,
      related: labels, help: "name the one that counts under crds: in pipeline.yaml")
  }

  /// How far a definition is from directories, the least first.
  private struct Rank: Comparable {
    /// How many directories it shares with the nearest of them, negated.
    let distance: Int
    let depth: Int
    let path: String

    init(_ path: String, from directories: [String]) {
      self.path = path
      let own = path.split(separator: "/").dropLast()
      depth = own.count
      distance =
        directories.map { directory in
          -zip(own, directory.split(separator: "/")).prefix { $0 == $1 }.count
        }.min() ?? 0
    }

    static func < (left: Self, right: Self) -> Bool {
      (left.distance, left.depth, left.path) < (right.distance, right.depth, right.path)
    }
  }
}
