import Kubernetes
import YAML

/// Pods near which, or away from which, a pod wants to be.
struct PodAffinityTerm {
  /// nil selects no pod.
  private let selector: LabelSelector?
  /// The namespaces of the pods; nil for all, which an empty namespaceSelector says.
  private let namespaces: Set<String>?
  let topologyKey: String

  /// Reads a term of a pod in `namespace` with these labels.
  init(
    _ node: Node, namespace: String, labels: [String: String], among namespaces: NamespaceLabels
  ) {
    selector = LabelSelector(node["labelSelector"], with: node, labels)
    topologyKey = node["topologyKey"]?.scalarText ?? ""
    var names = Set((node["namespaces"]?.elements ?? []).compactMap(\.scalarText))
    if let query = node["namespaceSelector"], !query.isNull {
      let selector = try? LabelSelector(query)
      let isEverything = selector?.isEmpty ?? false
      if let selector { names.formUnion(namespaces.names(selectedBy: selector)) }
      self.namespaces = isEverything ? nil : names
    } else {
      if names.isEmpty { names = [namespace] }
      self.namespaces = names
    }
  }

  func matches(_ pod: SchedulingPod) -> Bool {
    (namespaces?.contains(pod.namespace) ?? true) && (selector?.matches(pod.labels) ?? false)
  }
}

/// The labels of namespaces, as far as they are known.
struct NamespaceLabels {
  private let labels: [String: [String: String]]

  /// Reads Namespace objects; each has its name as a label, as the server sees to.
  init(_ objects: [KubernetesObject]) {
    labels = Dictionary(
      objects.map { object in
        var labels = object.labels
        labels["kubernetes.io/metadata.name"] = object.name
        return (object.name, labels)
      }, uniquingKeysWith: { $1 })
  }

  /// The names of those that a selector selects.
  func names(selectedBy selector: LabelSelector) -> [String] {
    labels.filter { selector.matches($0.value) }.map(\.key)
  }
}

/// How evenly pods lie over the values of a label.
struct SpreadConstraint {
  /// nil selects no pod.
  let selector: LabelSelector?
  let topologyKey: String
  let maxSkew: Int
  /// Fewer values than this make the least count 0.
  let minDomains: Int
  /// Whether it keeps pods pending, else it ranks nodes.
  let isRequired: Bool
  private let honorsAffinity: Bool
  private let honorsTaints: Bool

  /// Reads a constraint of a pod with these labels.
  init(_ node: Node, labels: [String: String]) {
    selector = LabelSelector(node["labelSelector"], with: node, labels)
    topologyKey = node["topologyKey"]?.scalarText ?? ""
    maxSkew = node["maxSkew"]?.int32 ?? 1
    minDomains = node["minDomains"]?.int32 ?? 1
    isRequired = node["whenUnsatisfiable"]?.string != "ScheduleAnyway"
    honorsAffinity = node["nodeAffinityPolicy"]?.string != "Ignore"
    honorsTaints = node["nodeTaintsPolicy"]?.string == "Honor"
  }

  /// Whether a node is among those that are counted.
  func counts(_ node: SchedulingNode, for pod: SchedulingPod) -> Bool {
    (!honorsAffinity || pod.nodeAffinity.allows(node))
      && (!honorsTaints || !node.taints.contains { pod.isRepelled(by: $0) })
  }

  /// The pods of a node that are counted.
  func count(on node: SchedulingNode, for pod: SchedulingPod) -> Int {
    // A selector that asks for nothing counts nothing, although it selects everything.
    guard let selector, !selector.isEmpty else { return 0 }
    return node.pods.count {
      !$0.isTerminating && $0.namespace == pod.namespace && selector.matches($0.labels)
    }
  }
}

extension LabelSelector {
  /// A term's selector with its matchLabelKeys and mismatchLabelKeys, which take their values from the
  /// pod's own labels; nil where there is no selector, or none that can be read.
  fileprivate init?(_ node: Node?, with term: Node, _ labels: [String: String]) {
    guard let node, !node.isNull, var selector = try? LabelSelector(node) else { return nil }
    for (list, condition) in [("matchLabelKeys", Operator.in), ("mismatchLabelKeys", .notIn)] {
      for key in (term[list]?.elements ?? []).compactMap(\.scalarText) {
        guard let value = labels[key] else { continue }
        selector.requirements.append(
          Requirement(key: key, operator: condition, values: [value]))
      }
    }
    self = selector
  }
}
