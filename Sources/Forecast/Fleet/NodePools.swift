import Kubernetes
import Values
package import YAML

/// The nodes that a fleet runs on.
package struct NodePools: Sendable {
  /// In the order in which they were given.
  private(set) var pools: [Pool] = []

  /// Nodes that are alike, or were given one by one.
  struct Pool {
    let name: String
    let nodes: [SchedulingNode]
  }

  /// All nodes, those of each pool behind those of the one before.
  var nodes: [SchedulingNode] { pools.flatMap(\.nodes) }
  /// How many there are.
  var count: Int { pools.reduce(0) { $0 + $1.nodes.count } }
  /// The zones that they are in; 1 where none is named.
  var zones: Int {
    max(1, Set(nodes.compactMap { $0.labels["topology.kubernetes.io/zone"] }).count)
  }

  /// Reads Node objects, or pools: `{pool: cpu, count: 3, cpu: 4, memory: 16Gi, reserved: {cpu: 1}}`.
  ///
  /// What is reserved is kept back of all nodes of the pool together; `labels`, `taints`, `zones` and
  /// further `resources` may be given. A list may hold either.
  ///
  /// - Throws: where a document is neither, or an amount cannot be read.
  package init(_ documents: [Node]) throws(ScenarioError) {
    let all = documents.flatMap { document -> [Node] in
      document.elements ?? document["items"]?.elements ?? [document]
    }
    var singles: [SchedulingNode] = []
    for node in all {
      if node["kind"]?.string == "Node" {
        singles.append(SchedulingNode(KubernetesObject(node)))
      } else if let name = node["pool"]?.scalarText {
        pools.append(try Self.pool(name, node))
      } else {
        throw ScenarioError(
          "nodes are Node objects, or pools as {pool: cpu, count: 3, cpu: 4, memory: 16Gi}")
      }
    }
    if !singles.isEmpty {
      pools.insert(Pool(name: "nodes", nodes: singles), at: 0)
    }
    guard count > 0 else { throw ScenarioError("there are no nodes") }
  }

  private static func pool(_ name: String, _ node: Node) throws(ScenarioError) -> Pool {
    let count = node["count"]?.int32 ?? 1
    guard (0...10_000).contains(count) else {
      throw ScenarioError("pool \(name) has \(count) nodes; a count from 0 to 10000 is read")
    }
    var amounts = PodResources.thousandths(node["resources"])
    for resource in ["cpu", "memory", "pods"] {
      guard let value = node[resource] else { continue }
      guard let amount = Quantity.thousandths(value) else {
        throw ScenarioError("pool \(name): \(value.scalarText ?? "") is no amount of \(resource)")
      }
      amounts[resource] = amount
    }
    if amounts["pods"] == nil { amounts["pods"] = 110_000 }
    let reserved = PodResources.thousandths(node["reserved"])
    let zones = (node["zones"]?.elements ?? []).compactMap(\.scalarText)
    let labels = node["labels"]?.mapping?.entries ?? []
    let taints = (node["taints"]?.elements ?? []).map(Taint.init)
    let nodes = (0..<count).map { index in
      let host = "\(name)-\(index + 1)"
      var all = Dictionary(
        labels.map { ($0.name, $0.value.scalarText ?? "") }, uniquingKeysWith: { $1 })
      all["kubernetes.io/hostname"] = host
      all["kubernetes.io/os"] = all["kubernetes.io/os"] ?? "linux"
      if !zones.isEmpty { all["topology.kubernetes.io/zone"] = zones[index % zones.count] }
      var own = amounts
      for (resource, amount) in reserved {
        own[resource] =
          max(0, own[resource, default: 0] - part(index, of: count, resource, amount))
      }
      return SchedulingNode(name: host, labels: all, taints: taints, allocatable: own)
    }
    return Pool(name: name, nodes: nodes)
  }

  /// What one node keeps back, so that all together keep back exactly what was asked for.
  private static func part(_ index: Int, of count: Int, _ resource: String, _ amount: Int) -> Int {
    // Bytes and other things are whole.
    let unit = resource == "cpu" ? 1 : 1_000
    let units = amount / unit
    return (units * (index + 1) / count - units * index / count) * unit
  }
}
