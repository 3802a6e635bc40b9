import Diagnostics
import Kubernetes
import Relations
import Testing
import YAML

/// Objects of targets that are applied to different clusters do not meet.
struct ClusterTests {
  private static let settings =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\n"
  private static func ingress(_ name: String) -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: \(name)}
    spec:
      rules:
        - host: example.org
          http:
            paths:
              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}

    """
  }
  private static func service(_ name: String) -> String {
    "apiVersion: v1\nkind: Service\nmetadata: {name: \(name)}\n"
      + "spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}\n"
  }
  private static func autoscaler(_ name: String) -> String {
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: \(name)}\n"
      + "spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n"
  }

  /// What three targets bring, of which any two are one too many in a cluster.
  struct Row: Sendable, CustomTestStringConvertible {
    var rule: String
    var targets: [String]
    var testDescription: String { rule }
  }

  private static let rows = [
    Row(rule: "relations/owned-twice", targets: [settings, settings, settings]),
    Row(rule: "relations/claimed-twice", targets: ["a", "b", "c"].map(ingress)),
    Row(rule: "relations/node-port-taken", targets: ["a", "b", "c"].map(service)),
    Row(rule: "relations/scaled-twice", targets: ["a", "b", "c"].map(autoscaler)),
  ]

  private func count(_ row: Row, in clusters: [String]) -> Int {
    let targets = row.targets.enumerated().map { index, text in
      let parsed = SourceFile(path: "\(index).yaml", text: text).parsed(as: .kubernetes)
      return parsed.documents.map { KubernetesObject($0.root) }
    }
    let graph = ObjectGraph(targets, in: GraphContext(clusters: clusters))
    return graph.findings.count { $0.rule.text == row.rule }
  }

  @Test(arguments: rows)
  func `each cluster may have its own`(_ row: Row) {
    #expect(count(row, in: ["east", "west", "north"]) == 0)
  }

  @Test(arguments: rows)
  func `two of one cluster are one too many wherever the first of all is`(_ row: Row) {
    #expect(count(row, in: ["east", "west", "west"]) == 1)
  }

  @Test(arguments: rows)
  func `targets whose clusters nobody names meet`(_ row: Row) {
    #expect(count(row, in: []) == 2)
    #expect(count(row, in: ["", "", ""]) == 2)
  }
}
