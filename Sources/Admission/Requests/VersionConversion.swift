import Kubernetes
import YAML

/// The same object in another version of its API, as the server converts it for a policy that
/// matched through an equivalent resource.
///
/// A 1.36 server serves two kinds in more than one version: HorizontalPodAutoscalers and Events.
/// Custom resources whose versions are not converted by a webhook differ in their `apiVersion`.
enum VersionConversion {
  /// The object as one of another kind; itself where it is of that kind.
  static func convert(_ node: Node, to kind: GroupVersionKind) -> Node {
    let object = KubernetesObject(node)
    guard object.gvk != kind else { return node }
    var result = node
    switch (object.gvk.group, object.gvk.version, kind.group, kind.version) {
    case ("autoscaling", "v2", "autoscaling", "v1"): AutoscalerConversion.convertToV1(&result)
    case ("autoscaling", "v1", "autoscaling", "v2"): AutoscalerConversion.convertToV2(&result)
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
}
