import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A rollout that waits for a new pod leaves that pod what it needs.
  static let stuckRollout = RelationRule(
    "relations/stuck-rollout", "A rolling update can begin while the old pod runs.",
    why: "With no pod that may be unavailable, the new one starts first. A volume that one node "
      + "mounts at a time, or a port of the node, is taken as long as the old pod runs: on another "
      + "node the new one waits for the volume, on the same one for the port, and the old one for it.",
    instead: "Set strategy.type: Recreate, or maxUnavailable: 1 with maxSurge: 0.",
    examples: Examples(
      passing: [
        .pod(
          "env: []", volumes: "{name: data, persistentVolumeClaim: {claimName: data}}",
          deployment: "strategy: {type: Recreate}") + claim("ReadWriteOnce"),
        .pod("env: []", volumes: "{name: data, persistentVolumeClaim: {claimName: data}}")
          + claim("ReadWriteMany"),
      ],
      failing: [
        (
          .pod("env: []", volumes: "{name: data, persistentVolumeClaim: {claimName: 1️⃣data}}")
            + claim("ReadWriteOnce"),
          "a rolling update of Deployment web starts a second pod while the first holds the claim "
            + "data, which one node mounts at a time"
        )
      ]), needsAll: false
  ) { graph, id in
    graph.pods.compactMap { pods in
      guard pods.owner.kind == "Deployment", pods.startsBeforeItStops,
        (graph.leastReplicas(of: pods) ?? 1) > 0
      else { return nil }
      for (index, volume) in (pods.spec["volumes"]?.elements ?? []).enumerated() {
        guard let name = volume["persistentVolumeClaim"]?["claimName"],
          let claim = graph.object(
            "PersistentVolumeClaim", name.scalarText ?? "", in: pods.owner.namespace,
            near: pods.owner.target), claim.isForOneNode
        else { continue }
        return pods.owner.finding(
          id, .warning,
          "a rolling update of \(pods.owner.shown) starts a second pod while the first holds the "
            + "claim \(name.writtenName), which one node mounts at a time", at: name,
          pods.path(["volumes", .index(index), "persistentVolumeClaim", "claimName"]),
          related: [
            Label(
              "the claim is for one node",
              at: claim.object.root["spec"]?["accessModes"]?.origin.location ?? claim.place)
          ], help: "set strategy.type: Recreate")
      }
      return nil
    }
  }

  private static func claim(_ mode: String) -> String {
    """

    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data}
    spec: {accessModes: [\(mode)], resources: {requests: {storage: 1Gi}}}
    """
  }
}

extension PodSet {
  /// Whether a rolling update of the Deployment starts a pod before it stops one: none may be
  /// unavailable, and one more may be there.
  var startsBeforeItStops: Bool {
    let strategy = owner.object.root["spec"]?["strategy"]
    guard (strategy?["type"]?.scalarText ?? "RollingUpdate") == "RollingUpdate" else {
      return false
    }
    let rolling = strategy?["rollingUpdate"]
    let replicas = replicas ?? 1
    func value(_ field: String, roundingUp: Bool) -> Int {
      let wanted = rolling?[field].flatMap(IntOrString.init) ?? .string("25%")
      return wanted.value(of: replicas, roundingUp: roundingUp) ?? 0
    }
    return value("maxUnavailable", roundingUp: false) == 0
      && value("maxSurge", roundingUp: true) > 0
  }
}

extension GraphObject {
  /// Whether a claim can be mounted by one node at a time.
  fileprivate var isForOneNode: Bool {
    let modes = (object.root["spec"]?["accessModes"]?.elements ?? []).compactMap(\.scalarText)
    return !modes.isEmpty
      && modes.allSatisfy { $0 == "ReadWriteOnce" || $0 == "ReadWriteOncePod" }
  }
}
