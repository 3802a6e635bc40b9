import Kubernetes
import YAML

/// The same object in another version of its API, as the server converts it for a policy that
/// matched through an equivalent resource.
///
/// A 1.36 server serves two kinds in more than one version: HorizontalPodAutoscalers and Events.
/// Custom resources whose versions are not converted by a webhook differ in their `apiVersion`.
enum VersionConversion {
  /// Fields of `autoscaling/v1` that carry more than a CPU target are annotations there, and left
  /// out here.
  static func convert(_ node: Node, to kind: GroupVersionKind) -> Node {
    let object = KubernetesObject(node)
    guard object.gvk != kind else { return node }
    var result = node
    switch (object.gvk.group, object.gvk.version, kind.group, kind.version) {
    case ("autoscaling", "v2", "autoscaling", "v1"): result.replaceMetricsByTarget()
    case ("autoscaling", "v1", "autoscaling", "v2"): result.replaceTargetByMetrics()
    case ("", _, "events.k8s.io", _): result.rename(eventFields)
    case ("events.k8s.io", _, "", _): result.rename(eventFields.map { ($0.1, $0.0) })
    default: break
    }
    let origin = node["apiVersion"]?.origin ?? .none
    result["apiVersion"] = .string(kind.apiVersion, origin: origin)
    result["kind"] = .string(kind.kind, origin: node["kind"]?.origin ?? .none)
    return result
  }

  /// The names of the core group's Event beside those of `events.k8s.io`.
  private static let eventFields = [
    ("involvedObject", "regarding"), ("message", "note"),
    ("reportingComponent", "reportingController"), ("source", "deprecatedSource"),
    ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
    ("count", "deprecatedCount"),
  ]
}

extension Node {
  fileprivate mutating func rename(_ names: [(String, String)]) {
    guard let mapping else { return }
    let entries = mapping.entries.map { entry in
      guard let name = names.first(where: { $0.0 == entry.name })?.1 else { return entry }
      return Mapping.Entry(key: .string(name, origin: entry.key.origin), value: entry.value)
    }
    content = .mapping(Mapping(entries: entries))
  }

  fileprivate mutating func replaceMetricsByTarget() {
    guard var spec = self["spec"] else { return }
    let target = (spec["metrics"]?.elements ?? []).lazy.compactMap { metric -> Node? in
      guard metric["type"]?.string == "Resource", metric["resource"]?["name"]?.string == "cpu"
      else { return nil }
      return metric["resource"]?["target"]?["averageUtilization"]
    }.first
    spec["metrics"] = nil
    spec["behavior"] = nil
    spec["targetCPUUtilizationPercentage"] = target
    self["spec"] = spec
    guard var status = self["status"] else { return }
    status["currentMetrics"] = nil
    status["conditions"] = nil
    self["status"] = status
  }

  fileprivate mutating func replaceTargetByMetrics() {
    guard var spec = self["spec"], let target = spec["targetCPUUtilizationPercentage"] else {
      return
    }
    let origin = target.origin
    func mapping(_ entries: [(String, Node)]) -> Node {
      Node(
        Mapping(
          entries: entries.map {
            Mapping.Entry(key: .string($0.0, origin: origin), value: $0.1)
          }), origin: origin)
    }
    let utilization = mapping([
      ("type", .string("Utilization", origin: origin)), ("averageUtilization", target),
    ])
    let resource = mapping([("name", .string("cpu", origin: origin)), ("target", utilization)])
    let metric = mapping([
      ("type", .string("Resource", origin: origin)), ("resource", resource),
    ])
    spec["targetCPUUtilizationPercentage"] = nil
    spec["metrics"] = Node([metric], origin: origin)
    self["spec"] = spec
  }
}
