import YAML

/// A custom kind that many clusters have, as one release of its project defines it.
///
/// It stands in where nothing else defines the kind. A cluster may run another release, which may know
/// other fields; and the rules that a definition has as expressions are not in it.
package struct CataloguedKind: Sendable {
  /// Types, required fields, allowed values, defaults, patterns and keys of lists of each version;
  /// without descriptions and expressions.
  package let definition: CustomResourceDefinition
  /// The repository of the project: `fluxcd/helm-controller`.
  package let repository: String
  /// The release, as its tag: `v1.6.3`; empty where none is known.
  package let release: String
  /// The day of the facts: `2026-07-23`.
  package let date: String

  /// The kind of that group and name, whatever its version; nil where it is not catalogued.
  package init?(group: String, kind: String) {
    guard let row = CustomKindTable.embedded.row(of: "\(group)/\(kind)") else { return nil }
    self.init(row: row)
  }

  private init?(row: Int) {
    let table = CustomKindTable.embedded
    guard let definition = CustomResourceDefinition(KubernetesObject(table.definition(row))) else {
      return nil
    }
    let source = table.source(row)
    self.definition = definition
    repository = source["repository"]?.string ?? ""
    release = source["release"]?.string ?? ""
    date = source["date"]?.string ?? ""
  }

  /// Every kind, in the order of group and kind.
  package static var all: [CataloguedKind] {
    (0..<CustomKindTable.embedded.count).compactMap { CataloguedKind(row: $0) }
  }

  /// What is catalogued of the kinds, each once whatever its versions, in the order of their names.
  package static func all(of kinds: Set<GroupVersionKind>) -> [CataloguedKind] {
    let names = Set(kinds.map { GroupVersionKind(group: $0.group, version: "", kind: $0.kind) })
    return names.sorted { $0.description < $1.description }.compactMap {
      CataloguedKind(group: $0.group, kind: $0.kind)
    }
  }

  /// The project and its release, or the day where it has none: `fluxcd/helm-controller v1.6.3`.
  package var source: String { "\(repository) \(release.isEmpty ? "of \(date)" : release)" }

  /// The versions that the release serves, in the order of the definition.
  package var versions: [String] { definition.servedKinds.map(\.version) }
}
