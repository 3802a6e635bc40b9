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

  /// What tells entries apart where no schema says it; the first that fits both lists.
  private static let usualKeys = [
    "name", "key", "id", "host", "path", "type", "ip", "mountPath", "containerPort", "port",
    "topologyKey",
  ]

  /// The rule by which entries of both lists have names of their own; nil where only order tells.
  static func usual(
    _ source: [Node], _ target: [Node], words: EnvironmentWords
  ) -> EntryRule? {
    for key in usualKeys {
      let rule = EntryRule.keys([key])
      guard let left = names(source, rule), let right = names(target, rule) else { continue }
      // A key by which nothing is the same tells less than the order.
      let isShared = left.contains { right.contains(words.toTarget($0)) || right.contains($0) }
      if key == "name" || isShared { return rule }
    }
    return nil
  }

  /// The names of all entries; nil unless each has its own.
  private static func names(_ entries: [Node], _ rule: EntryRule) -> Set<String>? {
    var names: Set<String> = []
    for entry in entries {
      guard entry.mapping != nil, let name = rule.identity(of: entry), names.insert(name).inserted
      else { return nil }
    }
    return names
  }
}
