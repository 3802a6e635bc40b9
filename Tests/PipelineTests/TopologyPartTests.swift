import Relations
import Testing

@testable import Pipeline

struct TopologyPartTests {
  private func node(
    _ layer: Topology.Layer, _ name: String, in namespace: String = "", target: Int = 0
  ) -> Topology.Node {
    let kinds = ["Ingress", "Service", "Deployment", "ConfigMap"]
    return Topology.Node(
      layer: layer, kind: kinds[layer.rawValue], namespace: namespace, name: name, target: target)
  }

  private func parts(
    _ nodes: [Topology.Node], _ edges: [(Int, Int)] = [], apps: [String] = [""]
  ) -> [TopologyPart] {
    TopologyPart.parts(
      of: Topology(nodes: nodes, edges: edges.map { Topology.Edge(from: $0.0, to: $0.1) })
    ) { apps[$0] }
  }

  @Test func `a few objects are one part`() {
    let parts = parts(
      [node(.service, "web"), node(.workload, "web", target: 1)], [(0, 1)], apps: ["a", "b"])
    #expect(parts.map(\.name) == [""] && parts[0].boxes.count == 2 && parts[0].edges.count == 1)
  }

  @Test func `many are parted by app, each with what it names of others`() {
    let nodes =
      (0..<60).map { node(.workload, "w\($0)", target: $0 % 2) }
      + [node(.given, "of b", target: 1)]
    let parts = parts(nodes, [(0, 60), (1, 60)], apps: ["a", "b"])
    #expect(parts.map(\.name) == ["a", "b"])
    #expect(parts[0].boxes.contains { $0.members == [60] && $0.isOutside })
    #expect(parts[1].boxes.contains { $0.members == [60] && !$0.isOutside })
  }

  @Test func `those of one app are parted by namespace`() {
    let parts = parts((0..<60).map { node(.workload, "w\($0)", in: "n\($0 % 3)") })
    #expect(parts.map(\.name) == ["n0", "n1", "n2"])
  }

  @Test func `what many are given is drawn beside each of them`() {
    let nodes = [node(.given, "trust")] + (0..<10).map { node(.workload, "w\($0)") }
    let part = parts(nodes, (1...10).map { ($0, 0) })[0]
    #expect(part.boxes.count { $0.members == [0] } == 10)
    #expect(part.boxes.filter { $0.members == [0] }.allSatisfy { $0.askers == 10 })
    #expect(Set(part.edges.map(\.to)).count == 10)
  }

  @Test func `of many, those that are alike are one box`() {
    let nodes = [node(.workload, "web")] + (0..<60).map { node(.given, "c\($0)") }
    let part = parts(nodes, (1...60).map { (0, $0) })[0]
    #expect(part.boxes.map(\.members.count) == [1, 60] && part.edges.count == 1)
  }

  @Test(arguments: [120, 500, 3_000])
  func `no part has more than can be read, and none loses an object`(count: Int) {
    var nodes: [Topology.Node] = []
    var edges: [(Int, Int)] = []
    for index in 0..<count / 3 {
      nodes += [
        node(.service, "s\(index)"), node(.workload, "w\(index)"), node(.given, "c\(index)"),
      ]
      edges += [(index * 3, index * 3 + 1), (index * 3 + 1, index * 3 + 2)]
    }
    let parts = parts(nodes, edges)
    #expect(parts.allSatisfy { $0.boxes.count <= TopologyPart.most })
    #expect(Set(parts.flatMap(\.boxes).flatMap(\.members)).count == nodes.count)
    #expect(parts.map(\.edges.count).reduce(0, +) == edges.count)
    #expect(parts.count == 1 || parts.allSatisfy { $0.number?.count == parts.count })
  }
}
