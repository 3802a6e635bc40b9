import Comparison
import YAML

/// Which rule tells the entries of a list apart, by where the list stands.
enum ListRules {
  /// The rule of a kustomization's list; nil for a list that is none of Kustomize's own.
  static func kustomization(_ keys: [String]) -> EntryRule? {
    switch keys {
    case ["images"], ["replicas"], ["vars"], ["helmCharts"], ["helmChartInflationGenerator"],
      ["configMapGenerator"], ["secretGenerator"]:
      .keys(["name"])
    case ["configMapGenerator", "literals"], ["secretGenerator", "literals"]: .literal
    case ["configMapGenerator", "files"], ["secretGenerator", "files"],
      ["configMapGenerator", "envs"], ["secretGenerator", "envs"]:
      .file
    case ["resources"], ["bases"], ["components"], ["crds"], ["generators"], ["transformers"],
      ["validators"], ["configurations"], ["patchesStrategicMerge"], ["buildMetadata"]:
      .reference
    case ["patches"], ["patchesJson6902"], ["replacements"]: .patch
    case ["labels"]: .pairs
    default: nil
    }
  }

  /// The rule by which entries of both lists have names of their own; nil where only order tells.
  static func usual(
    _ source: [Node], _ target: [Node], words: EnvironmentWords
  ) -> EntryRule? {
    for key in ListKeys.candidates(source, target) {
      guard let left = ListKeys.names(of: source, at: [key], canonical: words.toTarget),
        let right = ListKeys.names(of: target, at: [key], canonical: { $0 })
      else { continue }
      // A key by which nothing is the same tells less than the order.
      let names = Set(right.map(\.values))
      let isShared = left.contains { names.contains($0.canonical) || names.contains($0.values) }
      if key == "name" || isShared { return .keys([key]) }
    }
    return nil
  }
}
