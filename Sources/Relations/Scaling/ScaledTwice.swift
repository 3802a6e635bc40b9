import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// One autoscaler alone scales a workload.
  static let scaledTwice = RelationRule(
    "relations/scaled-twice", "One autoscaler alone scales a workload.",
    why: "Each sets the number that it thinks right, and the pods come and go between the two.",
    instead: "Put the metrics of both into one autoscaler.",
    examples: Examples(
      passing: [.pod("env: []") + autoscaler("cpu", "web") + autoscaler("queue", "worker")],
      failing: [
        (
          .pod("env: []") + autoscaler("cpu", "web") + autoscaler("queue", "1️⃣web"),
          "Deployment web is scaled by HorizontalPodAutoscaler cpu too: the two work against each other"
        )
      ]), needsAll: false
  ) { graph, id in
    var first: [String: [ObjectKey: Scaler]] = [:]
    return graph.scalers.compactMap { scaler -> Diagnostic? in
      let key = scaler.reference.key
      guard let other = first[scaler.owner.cluster]?[key] else {
        first[scaler.owner.cluster, default: [:]][key] = scaler
        return nil
      }
      guard other.owner.name != scaler.owner.name || other.owner.kind != scaler.owner.kind,
        graph.meet(other.owner, scaler.owner)
      else { return nil }
      return scaler.owner.finding(
        id, .warning,
        "\(key.kind) \(key.name) is scaled by \(other.owner.shown) too: the two work against each "
          + "other", at: scaler.reference.name, scaler.reference.path.fieldPath,
        related: [other.owner.label("the other autoscaler")])
    }
  }

  private static func autoscaler(_ name: String, _ target: String) -> String {
    """

    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: \(name)}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(target)}
      maxReplicas: 3
    """
  }
}
