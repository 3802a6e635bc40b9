import Diagnostics
import Kubernetes
import YAML

extension ObstacleRule {
  /// A volume is free for the pods that use it.
  static let claim = ObstacleRule(
    "forecast/claim", "The pods that share a volume can have it at the same time.",
    why:
      "A claim with ReadWriteOnce is mounted by one node at a time, and one with ReadWriteOncePod by one "
      + "pod. A pod that cannot have it waits, and with it a rollout that keeps the old pod until the new "
      + "one is ready.",
    instead:
      "Use strategy Recreate, a claim for each pod (a StatefulSet's volumeClaimTemplates), or "
      + "ReadWriteMany.",
    examples: Examples(
      passing: [
        Example(
          before: using("data", "replicas: 1\n  strategy: {type: Recreate}", image: "web:1")
            + claim("ReadWriteOnce"),
          after: using("data", "replicas: 1\n  strategy: {type: Recreate}") + claim("ReadWriteOnce")
        ),
        Example(after: using("data", "replicas: 3") + claim("ReadWriteMany")),
      ],
      failing: [
        Example(
          before: using("data", "replicas: 1", image: "web:1") + claim("ReadWriteOnce"),
          after: using("1️⃣data", "replicas: 1") + claim("ReadWriteOnce"),
          message:
            "claim data is ReadWriteOnce: a new pod on another node cannot start while an old one "
            + "has it; with strategy Recreate the old one goes first"),
        Example(
          before: using("data", "replicas: 1", image: "web:1") + claim("ReadWriteOncePod"),
          after: using("1️⃣data", "replicas: 1") + claim("ReadWriteOncePod"),
          message:
            "claim data is ReadWriteOncePod: a new pod cannot start while an old one has it; with "
            + "strategy Recreate the old one goes first", isCertain: true),
        Example(
          after: Example.statefulSet(
            "replicas: 3",
            pod: "volumes: [{name: data, persistentVolumeClaim: {claimName: 1️⃣data}}]")
            + claim("ReadWriteOncePod"),
          message: "claim data is ReadWriteOncePod, and 3 pods share it: 1 of them starts",
          isCertain: true),
        Example(
          after: using("1️⃣data", "replicas: 2") + claim("ReadWriteOnce"),
          message:
            "claim data is ReadWriteOnce, and 2 pods share it: those on other nodes than the first "
            + "do not start"),
      ])
  ) { outlook in
    guard outlook.startsPods else { return [] }
    let pods = outlook.forecast.replicas
    for volume in outlook.written("volumes")?.elements ?? [] {
      guard let name = volume["persistentVolumeClaim"]?["claimName"],
        let claim = outlook.claim(name.scalarText ?? "")
      else { continue }
      let modes = (claim.root["spec"]?["accessModes"]?.elements ?? []).compactMap(\.string)
      let isForOnePod = modes == ["ReadWriteOncePod"]
      guard isForOnePod || modes == ["ReadWriteOnce"] else { continue }
      let subject = "claim \(claim.name) is \(modes[0])"
      if pods > 1 {
        return [
          Finding(
            isForOnePod,
            "\(subject), and \(pods) pods share it: "
              + (isForOnePod
                ? "1 of them starts" : "those on other nodes than the first do not start"),
            at: name.origin.location)
        ]
      }
      guard outlook.startsBeforeItStops else { continue }
      return [
        Finding(
          isForOnePod,
          "\(subject): a new pod \(isForOnePod ? "" : "on another node ")cannot start while an old one has "
            + "it; with strategy Recreate the old one goes first", at: name.origin.location)
      ]
    }
    return []
  }

  private static func using(_ claim: String, _ spec: String, image: String = "web:2") -> String {
    Example.deployment(
      image: image, spec,
      pod: "volumes: [{name: data, persistentVolumeClaim: {claimName: \(claim)}}]")
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

extension RolloutOutlook {
  /// A claim of the workload's namespace.
  fileprivate func claim(_ name: String) -> KubernetesObject? {
    objects.claims.first { $0.namespace == workload.object.namespace && $0.name == name }
  }
}
