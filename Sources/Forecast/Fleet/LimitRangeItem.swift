import APIServer
import Diagnostics
import Kubernetes
import Values
import YAML

/// One item of a LimitRange, as admission reads it (plugin `LimitRanger`).
struct LimitRangeItem {
  private let range: String
  private let item: Node
  private var isForPods: Bool { item["type"]?.string == "Pod" }

  /// The items that bound containers and pods of a range, with the server's defaults.
  static func all(of range: KubernetesObject) -> [LimitRangeItem] {
    (Defaulting.apply(to: range).root["spec"]?["limits"]?.elements ?? [])
      .filter { ["Container", "Pod"].contains($0["type"]?.string) }
      .map { LimitRangeItem(range: range.name, item: $0) }
  }

  /// A pod's spec with what the item gives to containers that ask for nothing.
  func applied(to spec: Node) -> Node {
    guard !isForPods else { return spec }
    var spec = spec
    for list in ["containers", "initContainers"] {
      guard let containers = spec[list]?.elements else { continue }
      spec[list] = Node(containers.map(applied(toContainer:)), origin: spec[list]?.origin ?? .none)
    }
    return spec
  }

  private func applied(toContainer container: Node) -> Node {
    var resources = container["resources"] ?? .object([])
    if resources.mapping == nil { resources = .object([]) }
    // A request that is left out is the limit that the container names itself.
    fill(&resources, "requests", from: resources["limits"])
    fill(&resources, "limits", from: item["default"])
    fill(&resources, "requests", from: item["defaultRequest"])
    var container = container
    container["resources"] = resources
    return container
  }

  private func fill(_ resources: inout Node, _ list: String, from source: Node?) {
    guard let entries = source?.mapping?.entries, !entries.isEmpty else { return }
    var amounts = resources[list] ?? .object([])
    if amounts.mapping == nil { amounts = .object([]) }
    for entry in entries where amounts[entry.name] == nil { amounts[entry.name] = entry.value }
    resources[list] = amounts
  }

  /// The first bound that a pod breaks, once the defaults are in its spec.
  func violation(by spec: Node?) -> (message: String, location: Location?)? {
    let containers = spec?["containers"]?.elements ?? []
    if isForPods {
      let amounts = ["requests", "limits"].map { list in
        Self.sum(containers.map { PodResources.thousandths($0["resources"]?[list]) })
      }
      return violation("a pod", requests: amounts[0], limits: amounts[1])
    }
    return containers.lazy.compactMap { container in
      violation(
        "container \(container["name"]?.scalarText ?? "")",
        requests: PodResources.thousandths(container["resources"]?["requests"]),
        limits: PodResources.thousandths(container["resources"]?["limits"]))
    }.first
  }

  /// What all of them name; a resource that one leaves out has no sum.
  private static func sum(_ amounts: [[String: Int]]) -> [String: Int] {
    guard var sums = amounts.first else { return [:] }
    for others in amounts.dropFirst() {
      sums = sums.filter { others[$0.key] != nil }
        .merging(others.filter { sums[$0.key] != nil }) { $0.adding(saturating: $1) }
    }
    return sums
  }

  private func violation(
    _ subject: String, requests: [String: Int], limits: [String: Int]
  ) -> (message: String, location: Location?)? {
    func refusal(_ reason: String, _ entry: Mapping.Entry) -> (String, Location?) {
      (
        "LimitRange \(range) refuses every pod: \(subject) \(reason) \(entry.value.scalarText ?? "")",
        entry.value.origin.location
      )
    }
    for (entry, least) in bounds("min") {
      let name = entry.name
      guard let request = requests[name] else {
        return refusal("requests no \(name), and the least is", entry)
      }
      if request < least {
        return refusal("requests \(shown(request, name)) of \(name), and the least is", entry)
      }
      if let limit = limits[name], limit < least {
        return refusal("is limited to \(shown(limit, name)) of \(name), and the least is", entry)
      }
    }
    for (entry, most) in bounds("max") {
      let name = entry.name
      guard let limit = limits[name] else {
        return refusal("has no limit of \(name), and the most is", entry)
      }
      if limit > most {
        return refusal("is limited to \(shown(limit, name)) of \(name), and the most is", entry)
      }
      if let request = requests[name], request > most {
        return refusal("requests \(shown(request, name)) of \(name), and the most is", entry)
      }
    }
    for (entry, most) in bounds("maxLimitRequestRatio") {
      let name = entry.name
      guard let request = requests[name], request > 0 else {
        return refusal(
          "requests no \(name) that its limit could be held to, and the ratio is", entry)
      }
      guard let limit = limits[name], limit > 0 else {
        return refusal("has no limit of \(name), and its ratio to the request is", entry)
      }
      let ratio = Double(limit) / Double(request)
      guard ratio * 1_000 > Double(most) else { continue }
      let shown = ratio == ratio.rounded() ? "\(Int(ratio))" : "\(ratio)"
      return refusal(
        "is limited to \(shown) times the \(name) that it requests, and the most is", entry)
    }
    return nil
  }

  private func bounds(_ name: String) -> [(Mapping.Entry, Int)] {
    (item[name]?.mapping?.entries ?? []).compactMap { entry in
      Quantity.thousandths(entry.value).map { (entry, $0) }
    }
  }

  private func shown(_ amount: Int, _ resource: String) -> String {
    Quantity(thousandths: amount, isBytes: resource != "cpu").description
  }
}
