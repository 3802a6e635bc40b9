import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A rollout that starts a pod before it stops one has a place to start it.
  static let rolloutWithoutRoom = RelationRule(
    "relations/rollout-without-room", "A rolling update has a node or zone free for the new pod.",
    why:
      "With no pod that may be unavailable, the new one starts first. A port of the node, or an "
      + "anti-affinity that is required, lets one pod of the workload run there: with as many pods as "
      + "there are places, the new one stays pending and the rollout never ends.",
    instead:
      "Set maxUnavailable: 1, with maxSurge: 0 for few pods, or make the anti-affinity preferred.",
    examples: Examples(
      passing: [
        .pod("ports: [{containerPort: 80}]"),
        .pod(
          "ports: [{containerPort: 80, hostPort: 80}]",
          deployment: "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"),
        .pod("env: []", spec: affinity(key: "kubernetes.io/hostname"), deployment: "replicas: 2"),
      ],
      failing: [
        (
          .pod("ports: [{containerPort: 80, 1️⃣hostPort: 80}]"),
          "a rolling update of Deployment web needs a node more than its 1 pod has: port 80 of a node "
            + "is taken while the old pod runs"
        ),
        (
          .pod(
            "env: []", spec: affinity(key: "1️⃣topology.kubernetes.io/zone"),
            deployment: "replicas: 3"),
          "a rolling update of Deployment web needs a zone more than its 3 pods have: the "
            + "anti-affinity lets one pod run in a zone"
        ),
        (
          .pod(
            "env: []",
            spec: "nodeSelector: {kubernetes.io/hostname: a}\n"
              + "      " + affinity(key: "1️⃣kubernetes.io/hostname"), deployment: "replicas: 1"),
          "a rolling update of Deployment web needs a node more than its 1 pod has: the "
            + "anti-affinity lets one pod run on a node"
        ),
      ]), needsAll: false
  ) { graph, id in
    graph.pods.compactMap { pods in
      guard pods.owner.kind == "Deployment", let count = graph.leastReplicas(of: pods), count > 0,
        pods.startsBeforeItStops, let place = pods.exclusivePlace(for: count)
      else { return nil }
      return pods.owner.finding(
        id, .warning,
        "a rolling update of \(pods.owner.shown) needs a \(place.noun) more than its \(count) "
          + (count == 1 ? "pod has" : "pods have") + ": \(place.reason)", at: place.node,
        place.path, help: "let one pod be unavailable")
    }
  }

  private static func affinity(key: String) -> String {
    "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
      + "[{labelSelector: {matchLabels: {app: web}}, topologyKey: \(key)}]}}"
  }
}

/// A sort of places of which each has room for one pod of a workload.
private struct ExclusivePlace {
  let noun: String
  let reason: String
  let node: Node
  let path: FieldPath
}

extension PodSet {
  /// What keeps two of the pods off one node, or zone, where there may be none free.
  fileprivate func exclusivePlace(for count: Int) -> ExclusivePlace? {
    for container in running {
      for (index, port) in (container.node["ports"]?.elements ?? []).enumerated() {
        guard let node = port["hostPort"], let number = node.scalar?.integer, number > 0 else {
          continue
        }
        return ExclusivePlace(
          noun: "node", reason: "port \(number) of a node is taken while the old pod runs",
          node: port.mapping?.entries.first { $0.name == "hostPort" }?.key ?? node,
          path: path(container.steps + ["ports", .index(index), "hostPort"]))
      }
    }
    let list = "requiredDuringSchedulingIgnoredDuringExecution"
    let terms = spec["affinity"]?["podAntiAffinity"]?[list]?.elements ?? []
    for (index, term) in terms.enumerated() {
      guard let key = term["topologyKey"], term["namespaces"] == nil,
        term["matchLabelKeys"] == nil,
        let selector = term["labelSelector"].flatMap({ try? LabelSelector($0) }),
        !selector.isEmpty, isSelected(by: selector)
      else { continue }
      let isZone = key.scalarText?.hasSuffix("/zone") ?? false
      // Regions have three zones mostly, and clusters more nodes than that, of which some are named.
      guard
        isZone
          ? count >= 3
          : key.scalarText?.hasSuffix("/hostname") ?? false && namedNodes ?? .max <= count
      else { continue }
      return ExclusivePlace(
        noun: isZone ? "zone" : "node",
        reason: "the anti-affinity lets one pod run \(isZone ? "in a zone" : "on a node")",
        node: key,
        path: path([
          "affinity", "podAntiAffinity", .key(list), .index(index), "topologyKey",
        ]))
    }
    return nil
  }

  /// How many nodes the pods may run on where they are named; nil where they are not.
  private var namedNodes: Int? {
    if spec["nodeSelector"]?["kubernetes.io/hostname"] != nil || spec["nodeName"] != nil {
      return 1
    }
    let terms =
      spec["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]?[
        "nodeSelectorTerms"]?.elements ?? []
    let counts = terms.map { term in
      ((term["matchExpressions"]?.elements ?? []) + (term["matchFields"]?.elements ?? []))
        .compactMap { expression -> Int? in
          let key = expression["key"]?.scalarText
          guard key == "kubernetes.io/hostname" || key == "metadata.name",
            expression["operator"]?.scalarText == "In"
          else { return nil }
          return expression["values"]?.elements?.count
        }.min()
    }
    guard !counts.isEmpty, !counts.contains(nil) else { return nil }
    return counts.reduce(0) { $0 + ($1 ?? 0) }
  }
}
