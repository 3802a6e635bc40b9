import Diagnostics
import Kubernetes
import YAML

extension ObstacleRule {
  /// Pods that keep apart have enough places.
  static let antiAffinity = ObstacleRule(
    "forecast/anti-affinity", "There are as many places as there are pods that have to keep apart.",
    why:
      "A required anti-affinity lets a node, or a zone, have one of the pods. A new pod that has to be "
      + "ready before an old one goes needs a place more, and waits for it without an end.",
    instead:
      "Let an old pod go first (maxUnavailable: 1), or prefer to keep apart instead of requiring it.",
    examples: Examples(
      passing: [
        Example(
          before: apart("kubernetes.io/hostname", image: "web:1"),
          after: apart("kubernetes.io/hostname"), nodes: "{pool: a, count: 4, cpu: 4, memory: 8Gi}"),
        Example(
          before: apart("kubernetes.io/hostname", image: "web:1", maxUnavailable: "1"),
          after: apart("kubernetes.io/hostname", maxUnavailable: "1")),
      ],
      failing: [
        Example(
          before: apart("kubernetes.io/hostname", image: "web:1"),
          after: apart("1️⃣kubernetes.io/hostname"),
          message:
            "pods keep apart by kubernetes.io/hostname, and a new one has to be ready before an old "
            + "one goes: the rollout needs 4 places for 3 pods"),
        Example(
          before: apart("kubernetes.io/hostname", image: "web:1"),
          after: apart("1️⃣kubernetes.io/hostname"),
          message:
            "pods keep apart by kubernetes.io/hostname, and a new one has to be ready before an old "
            + "one goes: the rollout needs 4 places for 3 pods, and there are 3", isCertain: true,
          nodes: "{pool: a, count: 3, cpu: 4, memory: 8Gi}"),
        Example(
          after: apart(
            "1️⃣topology.kubernetes.io/zone",
            beside:
              "nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
              + "[{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a, b]}]}]}}, "
          ),
          message:
            "pods keep apart by topology.kubernetes.io/zone, of which there are 2 for 3 pods",
          isCertain: true),
      ])
  ) { outlook in
    guard outlook.startsPods else { return [] }
    let pods = outlook.forecast.replicas
    let terms =
      outlook.written("affinity")?["podAntiAffinity"]?[
        "requiredDuringSchedulingIgnoredDuringExecution"]?.elements ?? []
    guard !terms.isEmpty else { return [] }
    let pod = outlook.workload.pod
    for (term, node) in zip(pod.antiAffinity, terms) where term.matches(pod) {
      let field = (node["topologyKey"] ?? node).origin.location
      let places = outlook.places(by: term.topologyKey)
      if let places, places < pods, outlook.workload.object.kind != "DaemonSet" {
        return [
          Finding(
            true,
            "pods keep apart by \(term.topologyKey), of which there are \(places) for \(pods) pods",
            at: field)
        ]
      }
      guard outlook.startsBeforeItStops, let old = outlook.present?.pod, term.matches(old),
        places.map({ $0 == pods }) ?? true
      else { continue }
      return [
        Finding(
          places != nil,
          "pods keep apart by \(term.topologyKey), and a new one has to be ready before an old one goes: "
            + "the rollout needs \(pods + 1) places for \(pods) pods"
            + (places.map { ", and there are \($0)" } ?? ""), at: field)
      ]
    }
    return []
  }

  /// A port of the node is free for a new pod.
  static let hostPort = ObstacleRule(
    "forecast/host-port", "A new pod finds a node whose port is free.",
    why:
      "A node gives its port to one pod at a time. A new pod that has to be ready before an old one goes "
      + "needs a node without one, and waits for it without an end.",
    instead: "Let an old pod go first: maxSurge: 0 with maxUnavailable: 1.",
    examples: Examples(
      passing: [
        Example(
          before: Example.deployment(
            image: "web:1", "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}",
            container: port),
          after: Example.deployment(
            "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}", container: port))
      ],
      failing: [
        Example(
          before: Example.deployment(image: "web:1", container: port),
          after: Example.deployment(container: "ports: [{containerPort: 80, hostPort: 1️⃣8080}]"),
          message:
            "each pod takes port 8080 of its node, and a new one has to be ready before an old one "
            + "goes: the rollout needs 4 nodes for 3 pods"),
        Example(
          before: daemonSet(image: "web:1", "8080"), after: daemonSet(image: "web:2", "1️⃣8080"),
          message:
            "each pod takes port 8080 of its node, and a new one has to be ready on the node before "
            + "the old one goes: no node gets a new pod", isCertain: true),
      ])
  ) { outlook in
    guard outlook.startsPods else { return [] }
    let ports = (outlook.written("containers")?.elements ?? [])
      .flatMap { $0["ports"]?.elements ?? [] }
    guard let port = ports.compactMap({ $0["hostPort"] }).first(where: { ($0.int32 ?? 0) > 0 }),
      outlook.startsBeforeItStops,
      outlook.present?.pod.hostPorts.contains(where: { old in
        outlook.workload.pod.hostPorts.contains { $0.conflicts(with: old) }
      }) ?? false
    else { return [] }
    let number = port.scalarText ?? ""
    guard outlook.workload.object.kind != "DaemonSet" else {
      return [
        Finding(
          true,
          "each pod takes port \(number) of its node, and a new one has to be ready on the node before "
            + "the old one goes: no node gets a new pod", at: port.origin.location)
      ]
    }
    let pods = outlook.forecast.replicas
    let nodes = outlook.places(by: "kubernetes.io/hostname")
    guard nodes.map({ $0 <= pods }) ?? true else { return [] }
    return [
      Finding(
        nodes != nil,
        "each pod takes port \(number) of its node, and a new one has to be ready before an old one goes: "
          + "the rollout needs \(pods + 1) nodes for \(pods) pods"
          + (nodes.map { ", and \($0) take them" } ?? ""), at: port.origin.location)
    ]
  }

  /// Every pod finds a node.
  static let noNode = ObstacleRule(
    "forecast/no-node", "Every pod of a rollout finds a node among those that are given.",
    why:
      "A pod without a node waits, and the rollout with it where a new pod has to be ready before an old "
      + "one goes.",
    instead:
      "Add nodes, ask for less, or let old pods go first: maxSurge: 0 with maxUnavailable: 1.",
    examples: Examples(
      passing: [
        Example(
          after: Example.deployment(container: "resources: {requests: {cpu: 1}}"),
          nodes: "{pool: a, count: 2, cpu: 4, memory: 8Gi}")
      ],
      failing: [
        Example(
          after: Example.deployment(container: "resources: {requests: 1️⃣{cpu: 3}}"),
          message:
            "1 of 3 pods finds no node: 0/2 nodes are available: 2 Insufficient cpu. no new claims to "
            + "deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming "
            + "pod.", isCertain: true, nodes: "{pool: a, count: 2, cpu: 4, memory: 8Gi}"),
        Example(
          before: Example.deployment(image: "web:1", container: "resources: {requests: {cpu: 2}}"),
          after: Example.deployment(container: "resources: {requests: 1️⃣{cpu: 2}}"),
          message:
            "a new pod has to be ready before an old one goes, and finds no node: 0/1 nodes are available: 1 Insufficient "
            + "cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption "
            + "victims found for incoming pod.", isCertain: true,
          nodes: "{pool: a, count: 1, cpu: 6, memory: 8Gi}"),
      ])
  ) { outlook in
    guard outlook.startsPods, let placement = outlook.placement else { return [] }
    let pods = outlook.forecast.replicas
    let container = outlook.written("containers")?.elements?.first
    let place =
      (container?["resources"]?["requests"] ?? container?["resources"])?.origin.location
      ?? outlook.workload.object.location
    if let pending = placement.pending.first(where: {
      $0.workload == outlook.workload.object.identity
    }) {
      return [
        Finding(
          true,
          "\(pending.count) of \(pods) pods \(pending.count == 1 ? "finds" : "find") no node: "
            + pending.message, at: place)
      ]
    }
    guard outlook.workload.object.kind != "DaemonSet", outlook.startsBeforeItStops,
      let refusal = placement.refusal(ofOneMore: outlook.workload.pod)
    else { return [] }
    return [
      Finding(
        true,
        "a new pod has to be ready before an old one goes, and finds no node: \(refusal)", at: place
      )
    ]
  }

  private static let port = "ports: [{containerPort: 80, hostPort: 8080}]"

  private static func daemonSet(image: String, _ port: String) -> String {
    """
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: web}
    spec:
      updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: "\(image)", ports: [{containerPort: 80, hostPort: \(port)}]}]

    """
  }

  private static func apart(
    _ key: String, image: String = "web:2", maxUnavailable: String = "25%", beside: String = ""
  ) -> String {
    Example.deployment(
      image: image,
      "replicas: 3\n  strategy: {rollingUpdate: {maxUnavailable: \(maxUnavailable)}}",
      pod: "affinity: {\(beside)podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        + "[{labelSelector: {matchLabels: {app: web}}, topologyKey: \(key)}]}}")
  }
}

extension RolloutOutlook {
  /// The values of a label that nodes for the pod have: of the nodes where they are known, else those that
  /// the pod itself names; nil where nothing says.
  fileprivate func places(by key: String) -> Int? {
    let pod = workload.pod
    if let nodes = placement?.pools.nodes {
      return Set(nodes.filter { $0.mayTake(pod) }.compactMap { $0.labels[key] }).count
    }
    return pod.nodeAffinity.values(of: key)?.count
  }
}
