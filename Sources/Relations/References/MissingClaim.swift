import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The claim behind a volume is there.
  static let missingClaim = RelationRule(
    "relations/missing-claim", "The PersistentVolumeClaim behind a volume is there.",
    why: "The scheduler leaves the pods pending until somebody makes it.",
    instead: "Correct claimName, or add the PersistentVolumeClaim.",
    examples: Examples(
      passing: [
        .pod("env: []", volumes: "{name: data, persistentVolumeClaim: {claimName: data}}")
          + "\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {}\n"
      ],
      failing: [
        (
          .pod("env: []", volumes: "{name: data, persistentVolumeClaim: {claimName: 1️⃣dta}}")
            + "\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {}\n",
          "nothing here makes the PersistentVolumeClaim dta: the pods stay pending"
        )
      ])
  ) { graph, id in
    graph.references.names.filter { $0.kind == "PersistentVolumeClaim" }
      .filter { !graph.isThere($0.key) && !graph.isOfStatefulSet($0) }
      .map { graph.missing($0, id, "the pods stay pending") }
  }
}

extension ObjectGraph {
  /// Whether a StatefulSet makes a claim of the name: `<template>-<set>-<ordinal>`.
  fileprivate func isOfStatefulSet(_ claim: Reference) -> Bool {
    guard let name = claim.name.scalarText, let dash = name.lastIndex(of: "-"),
      Int(name[name.index(after: dash)...]) != nil
    else { return false }
    let stem = name[..<dash]
    return objects(of: "StatefulSet").contains { set in
      set.namespace == claim.namespace
        && (set.object.root["spec"]?["volumeClaimTemplates"]?.elements ?? []).contains {
          stem == "\($0["metadata"]?["name"]?.scalarText ?? "")-\(set.name)"
        }
    }
  }
}
