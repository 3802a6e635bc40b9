import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A ServiceMonitor or PodMonitor finds what it is to watch, with the port that it asks.
  static let danglingMonitor = RelationRule(
    "relations/dangling-monitor",
    "A ServiceMonitor selects Services and a PodMonitor pods that have the ports it names.",
    why: "Prometheus watches nothing and says nothing of it: alerts that rest on it never fire.",
    instead:
      "Write the labels of the Service (of the pods, for a PodMonitor) into the selector, and "
      + "the name of one of its ports into endpoints.",
    examples: Examples(
      passing: [service + monitor("web", port: "http")],
      failing: [
        (
          service + monitor("1️⃣wbe", port: "http"),
          "ServiceMonitor web selects no Service: nothing is watched"
        ),
        (
          service + monitor("web", port: "1️⃣metrics"),
          "no Service that ServiceMonitor web selects has a port metrics: nothing is watched"
        ),
      ])
  ) { graph, id in
    (graph.objects(of: "ServiceMonitor") + graph.objects(of: "PodMonitor")).flatMap { monitor in
      graph.judge(monitor, id)
    }
  }

  private static let service = """
    apiVersion: v1
    kind: Service
    metadata: {name: web, labels: {app: web}}
    spec: {ports: [{name: http, port: 80}]}

    """

  private static func monitor(_ app: String, port: String) -> String {
    """
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: {name: web}
    spec: {selector: {matchLabels: {app: \(app)}}, endpoints: [{port: \(port)}]}
    """
  }
}

extension GraphObject {
  /// The namespaces in which a monitor looks, of those that are known by name; nil for all.
  var watchedNamespaces: [String]? {
    let selector = object.root["spec"]?["namespaceSelector"]
    if selector?["any"]?.scalar?.boolean == true { return nil }
    let names = (selector?["matchNames"]?.elements ?? []).compactMap(\.scalarText)
    return names.isEmpty ? [namespace] : names.map(GraphObject.key)
  }
}

extension ObjectGraph {
  /// The Services that a monitor watches.
  func services(watchedBy monitor: GraphObject, _ selector: LabelSelector) -> [GraphObject] {
    let watched =
      monitor.watchedNamespaces?.flatMap(services)
      ?? objects(of: "Service").filter(\.group.isEmpty)
    return watched.filter { selector.matches($0.object) }
  }

  fileprivate func judge(_ monitor: GraphObject, _ rule: RuleID) -> [Diagnostic] {
    let isOfPods = monitor.kind == "PodMonitor"
    guard let namespaces = monitor.watchedNamespaces, let namespace = namespaces.first,
      namespaces.count == 1,
      let selection = Selection(monitor.object.root["spec"]?["selector"], at: ["spec", "selector"])
    else { return [] }
    let list = isOfPods ? "podMetricsEndpoints" : "endpoints"
    var known: Set<String> = []
    if isOfPods {
      let pods = pods(in: namespace, selectedBy: selection.selector)
      guard !pods.isEmpty else {
        return selectsNothing(monitor, selection, rule, "nothing is watched", severity: .warning)
          .map { [$0] } ?? []
      }
      known.formUnion(pods.flatMap(\.running).flatMap(\.ports).map(\.name))
    } else {
      let services = services(watchedBy: monitor, selection.selector)
      guard !services.isEmpty else { return dangling(monitor, selection, namespace, rule) }
      // All of a namespace are those too that are not seen.
      guard !selection.selector.isEmpty else { return [] }
      for service in services {
        known.formUnion(
          (service.object.root["spec"]?["ports"]?.elements ?? []).compactMap {
            $0["name"]?.scalarText
          })
      }
    }
    return (monitor.object.root["spec"]?[list]?.elements ?? []).enumerated().compactMap {
      index, endpoint in
      guard let port = endpoint["port"], let name = port.scalarText, !port.isPlaceholder,
        !known.contains(name)
      else { return nil }
      return monitor.finding(
        rule, .warning,
        "no \(isOfPods ? "pod" : "Service") that \(monitor.shown) selects has a port \(name): "
          + "nothing is watched", at: port, ["spec", .key(list), .index(index), "port"],
        help: Spelling.nearest(to: name, among: known.sorted()).map { "did you mean \($0)?" }
          ?? (known.isEmpty ? nil : "its ports are \(known.sorted().joined(separator: ", "))"))
    }
  }

  private func dangling(
    _ monitor: GraphObject, _ selection: Selection, _ namespace: String, _ rule: RuleID
  ) -> [Diagnostic] {
    let known = services(in: namespace)
    // Where none of its Services is here, they are made elsewhere.
    guard !known.isEmpty, !ownership.isUnseen(namespace) else { return [] }
    switch absent {
    case .none: break
    case .words(let words): if words.mayMakeLabels(of: selection.selector) { return [] }
    case .unknown: return []
    }
    let claim = ownership.claim(on: namespace)
    let nearest =
      known.first { service in
        selection.selector.requirements.contains { requirement in
          requirement.matches(service.object.labels) && requirement.operator == .in
            || requirement.values.contains { value in
              Spelling.nearest(to: value, among: [service.object.labels[requirement.key] ?? ""])
                != nil
            }
        }
      } ?? known.first { $0.name == monitor.name }
    if nearest == nil, case .shared = claim { return [] }
    return [
      monitor.finding(
        rule, .warning, "\(monitor.shown) selects no Service: nothing is watched",
        at: selection.place, selection.path,
        related: (nearest.map { [$0.label("\($0.shown) has other labels")] } ?? []) + [claim.label])
    ]
  }
}
