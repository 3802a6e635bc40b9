import Kubernetes
import YAML

/// Where a pod that waits behind a gate may run: narrower than before, never elsewhere.
extension Validation {
  private static let required = "requiredDuringSchedulingIgnoredDuringExecution"

  mutating func gatedAffinityUpdate(_ spec: Fields, _ before: Fields) {
    let held = before.requiredNodeTerms
    let terms = spec.requiredNodeTerms
    guard !held.isEmpty else { return }
    at(["affinity", "nodeAffinity", .field(Self.required), "nodeSelectorTerms"]) { v in
      guard held.count == terms.count else {
        let shown = terms.map { Node($0) }
        return v.invalid(
          value: ShownValue(Node(shown)),
          "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
      }
      for (index, (term, old)) in zip(terms, held).enumerated() where !term.onlyAdds(to: old) {
        v.invalid(
          .index(index), value: ShownValue(term),
          "only additions are allowed (no mutations or deletions)")
      }
    }
  }
}

extension Mapping {
  fileprivate var requiredNodeTerms: [Mapping] {
    value("affinity").value("nodeAffinity")
      .value("requiredDuringSchedulingIgnoredDuringExecution").objects("nodeSelectorTerms")
  }

  /// Whether a term has all conditions of another, in order and before its own.
  fileprivate func onlyAdds(to old: Mapping) -> Bool {
    let lists = ["matchExpressions", "matchFields"]
    if lists.allSatisfy(old.isEmptyCollection) { return lists.allSatisfy(isEmptyCollection) }
    return lists.allSatisfy { list in
      let (next, held) = (objects(list), old.objects(list))
      return next.count >= held.count && zip(next, held).allSatisfy { $0.means($1) }
    }
  }

  /// Puts the node affinity of another pod in the place of this one's.
  mutating func takeNodeAffinity(from before: Mapping) {
    let held = before.value("affinity")["nodeAffinity"]
    if self["affinity"] == nil, held == nil { return }
    fill("affinity", .object([:]))
    changeMapping("affinity") { $0["nodeAffinity"] = held }
  }
}
