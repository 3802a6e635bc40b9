import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// What an autoscaler scales is there.
  static let missingScaleTarget = RelationRule(
    "relations/missing-scale-target",
    "What a HorizontalPodAutoscaler or a ScaledObject scales is there.",
    why: "The autoscaler does nothing, and the workload that was meant keeps its number of pods.",
    instead: "Correct scaleTargetRef: its kind and name, and its apiVersion.",
    examples: Examples(
      passing: [.pod("env: []") + autoscaler("web")],
      failing: [
        (
          .pod("env: []") + autoscaler("1️⃣wbe"),
          "nothing here makes the Deployment wbe: the autoscaler does nothing"
        )
      ])
  ) { graph, id in
    graph.scalers.compactMap { scaler in
      guard !graph.isThere(scaler.reference.key) else { return nil }
      return graph.missing(scaler.reference, id, "the autoscaler does nothing")
    }
  }

  private static func autoscaler(_ target: String) -> String {
    """

    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(target)}
      maxReplicas: 3
    """
  }
}
