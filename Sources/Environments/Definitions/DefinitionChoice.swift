import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// One of the definitions that a tree has of a kind: the nearest to where the kind is used.
///
/// Trees keep copies of definitions beside each program that brings them, and not all of one release.
struct DefinitionChoice {
  let kind: DefinedKind
  /// The one that counts.
  let taken: CustomResourceDefinition
  private let others: [CustomResourceDefinition]
  private let isUsed: Bool

  /// - Precondition: there is a definition.
  init(
    _ definitions: [CustomResourceDefinition], of kind: DefinedKind,
    for environment: RenderedEnvironment
  ) {
    precondition(!definitions.isEmpty, "a kind was found by its definition")
    let users = environment.targets.filter { $0.objects.contains { kind.contains($0.gvk) } }
    let directories = (users.isEmpty ? environment.targets : users).map(\.target.directory.path)
    let ordered = definitions.map { (rank: Rank($0, from: directories), definition: $0) }
      .sorted { $0.rank < $1.rank }
    self.kind = kind
    isUsed = !users.isEmpty
    taken = ordered[0].definition
    // Copies of one text are one definition.
    let text = taken.text
    others = ordered.dropFirst().map(\.definition).filter { $0.text != text }
  }

  /// That others define the kind otherwise; nil where the environment does not use it, or none does.
  var note: Diagnostic? {
    guard isUsed, !others.isEmpty else { return nil }
    var labels = others.prefix(3).map {
      Label("not taken: it stands farther away", at: $0.object.location)
    }
    if others.count > 3 { labels.append(Label("and \(others.count - 3) more")) }
    return Diagnostic(
      rule: "pipeline/several-definitions", severity: .note,
      message:
        "\(kind.kind) of \(kind.group) is defined in \(others.count + 1) ways; this definition, "
        + "the nearest, judges",
      primary: taken.nameLocation, related: labels,
      help: "name the one that counts under crds: in pipeline.yaml")
  }

  /// How far a definition is from directories, the least first.
  private struct Rank: Comparable {
    /// How many directories it shares with the nearest of them, negated.
    let distance: Int
    let depth: Int
    let path: String

    init(_ definition: CustomResourceDefinition, from directories: [String]) {
      path = definition.object.location?.file.path ?? ""
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

extension CustomResourceDefinition {
  fileprivate var text: String { object.location?.text ?? "" }

  fileprivate var nameLocation: Location? {
    object.metadata?["name"]?.origin.location ?? object.location
  }
}
