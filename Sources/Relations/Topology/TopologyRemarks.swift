import Kubernetes
import YAML

extension GraphObject {
  /// The hosts by which a route is called.
  var hostRemarks: [String] {
    guard let spec = object.root["spec"] else { return [] }
    var hosts: [String] = []
    for node in (spec["rules"]?.elements ?? []).compactMap({ $0["host"] })
      + (spec["hostnames"]?.elements ?? [])
    {
      guard let host = node.scalarText, !host.isEmpty, !hosts.contains(host) else { continue }
      hosts.append(host)
    }
    guard let first = hosts.first else { return [] }
    return [hosts.count == 1 ? first : "\(first) and \(hosts.count - 1) more"]
  }

  /// How a Service is called.
  var portRemarks: [String] {
    let type = object.root["spec"]?["type"]?.scalarText ?? "ClusterIP"
    let ports = servicePorts.compactMap(\.number).map { "\($0)" }
    let shown = ports.prefix(4).joined(separator: ", ") + (ports.count > 4 ? ", …" : "")
    let words = [type == "ClusterIP" ? "" : type, shown].filter { !$0.isEmpty }
    return words.isEmpty ? [] : [words.joined(separator: " ")]
  }

  /// How much a claim asks for.
  var sizeRemarks: [String] {
    guard kind == "PersistentVolumeClaim" else { return [] }
    let size = object.root["spec"]?["resources"]?["requests"]?["storage"]?.scalarText
    return [size].compactMap(\.self)
  }
}

extension PodSet {
  /// How many pods there are or when, and what scales them.
  func remarks(in graph: ObjectGraph) -> [String] {
    var remarks: [String] = []
    if let scaler = graph.scaler(of: owner), graph.meet(scaler.owner, owner) {
      let most = scaler.owner.object.root["spec"].flatMap {
        $0["maxReplicas"] ?? $0["maxReplicaCount"]
      }
      let range = "\(scaler.least.map { "\($0)" } ?? "0") to \(most?.scalarText ?? "any")"
      remarks.append("\(scaler.owner.shortKind) \(scaler.owner.name): \(range)")
    } else if let schedule = owner.object.root["spec"]?["schedule"]?.scalarText {
      remarks.append(schedule)
    } else if owner.kind != "Pod", let replicas {
      remarks.append(replicas == 1 ? "1 replica" : "\(replicas) replicas")
    }
    return remarks
  }
}

extension GraphObject {
  /// What a budget keeps of pods.
  var budgetRemark: String {
    let spec = object.root["spec"]
    let least = spec?["minAvailable"]?.scalarText.map { ": at least \($0)" }
    let most = spec?["maxUnavailable"]?.scalarText.map { ": all but \($0)" }
    return "PDB \(name)\(least ?? most ?? "")"
  }

  /// The kind as people write it for short.
  fileprivate var shortKind: String { kind == "HorizontalPodAutoscaler" ? "HPA" : kind }
}
