import Diagnostics
import Display
import YAML

/// Finds where a target goes on naming commits that its promotion moves away from, in what both environments
/// have alike and no promotion looks at.
struct LeftBehind {
  /// What moves, by the commit that it moves from.
  private let moves: [String: PlannedField]
  private let fields: [PlannedField]

  init(_ fields: [PlannedField]) {
    self.fields = fields
    var moves: [String: PlannedField] = [:]
    for field in fields {
      for commit in CoupledVersions.commitsLeft(by: field) where moves[commit] == nil {
        moves[commit] = field
      }
    }
    self.moves = moves
  }

  /// Whether no commit is moved away from.
  var isEmpty: Bool { moves.isEmpty }

  /// Whether what moves is part of one of some apps, or of an environment without any.
  func concerns(_ apps: [String]) -> Bool {
    apps.isEmpty
      || moves.values.contains { $0.apps.isEmpty || !Set($0.apps).isDisjoint(with: apps) }
  }

  /// A sentence for each place of a file of those apps that names such a commit still.
  func warnings(in file: SourceFile, of apps: [String]) -> [String] {
    let text = String(decoding: file.bytes, as: UTF8.self)
    let named = moves.filter { text.contains($0.key) }.sorted { $0.key < $1.key }
    guard !named.isEmpty else { return [] }
    // What differs is the plan's to tell of.
    let known = fields.filter { $0.file == file.path }.compactMap(\.target?.extent)
    var positions = SourcePositions()
    var warnings: [String] = []
    for document in MergedFile(file).documents {
      for scalar in Self.scalars(of: document.root) {
        guard let place = scalar.origin.location, let value = scalar.scalarText,
          !known.contains(where: { $0.contains(place.range) })
        else { continue }
        for (commit, field) in named
        where value.contains(commit) && (field.file == file.path || concerns(apps)) {
          warnings.append(
            "\(positions.shown(place).text) goes on naming \(commit), from which \(field.field) moves to "
              + field.sourceText)
        }
      }
    }
    return warnings
  }

  private static func scalars(of node: Node) -> [Node] {
    switch node.content {
    case .scalar: [node]
    case .sequence(let elements): elements.flatMap(scalars)
    case .mapping(let mapping): mapping.entries.flatMap { scalars(of: $0.value) }
    }
  }
}
