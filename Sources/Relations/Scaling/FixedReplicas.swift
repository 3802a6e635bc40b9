import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// What an autoscaler scales names no number of replicas of its own.
  static let fixedReplicas = RelationRule(
    "relations/fixed-replicas", "A workload that is autoscaled names no number of replicas.",
    why:
      "Whoever applies the files puts the number back at each sync, and the autoscaler raises it "
      + "again: pods come and go under load.",
    instead: "Remove replicas from the workload and from the kustomization's replicas; "
      + "minReplicas of the autoscaler is what it starts from.",
    examples: Examples(
      passing: [.pod("env: []") + autoscaler],
      failing: [
        (
          .pod("env: []", deployment: "replicas: 1️⃣3") + autoscaler,
          "Deployment web is autoscaled and fixed at 3 replicas: each sync puts them back"
        )
      ]), needsAll: false
  ) { graph, id in
    graph.scalers.compactMap { scaler in
      let key = scaler.reference.key
      guard
        let target = graph.object(
          key.kind, key.name, in: key.namespace, near: scaler.owner.target),
        let replicas = target.object.root["spec"]?["replicas"], !replicas.isNull,
        let count = replicas.scalarText, replicas.origin.location != nil
      else { return nil }
      return target.finding(
        id, .warning,
        "\(target.shown) is autoscaled and fixed at \(count) replicas: each sync puts them back",
        at: replicas, ["spec", "replicas"],
        related: [scaler.owner.label("\(scaler.owner.shown) scales it")],
        help: "remove replicas here")
    }
  }

  private static let autoscaler = """

    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 3
    """
}
