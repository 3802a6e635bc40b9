import Diagnostics
import Kustomize
import YAML

/// The options that Argo CD gives to Kustomize, as far as the repository says: `kustomize.buildOptions`
/// of `argocd-cm`, of the chart's values or of an `ArgoCD` of the operator.
struct ArgoBuildOptions: Hashable, Sendable {
  /// Which files kustomizations may read; nil where nothing is said.
  var loadRestrictor: LoadRestrictor?

  /// What files may mention that say so.
  static let marks = ["kustomize.buildOptions", "kustomizeBuildOptions"]

  init() {}

  /// - Parameter files: those that mention one of the marks.
  init(in files: [SourceFile]) {
    for file in files {
      for document in file.parsed(as: .kubernetes).documents {
        guard let text = Self.options(in: document.root) else { continue }
        let words = text.split { $0 == " " || $0 == "=" || $0 == "\n" }
        guard
          let index = words.firstIndex(where: {
            ["--load-restrictor", "--load_restrictor"].contains($0)
          }), words.indices.contains(index + 1)
        else { continue }
        let isFree = ["LoadRestrictionsNone", "none"].contains(words[index + 1])
        loadRestrictor = isFree ? .unrestricted : .rootOnly
        return
      }
    }
  }

  private static func options(in node: Node) -> String? {
    switch node.content {
    case .scalar: return nil
    case .sequence(let elements): return elements.lazy.compactMap(options).first
    case .mapping(let mapping):
      for entry in mapping.entries {
        if marks.contains(entry.name), let text = entry.value.string { return text }
        if let found = options(in: entry.value) { return found }
      }
      return nil
    }
  }
}
