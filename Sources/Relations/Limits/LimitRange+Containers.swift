import Diagnostics
import Kubernetes
import Values
import YAML

extension ObjectGraph {
  /// The containers of a namespace that are outside of a LimitRange's limit on containers, by what they
  /// say and what is filled in.
  func containers(outside limit: Node, of range: GraphObject, _ rule: RuleID) -> [Diagnostic] {
    let bounds = Bound.all(of: limit)
    let ratios = (limit["maxLimitRequestRatio"]?.mapping?.entries ?? [])
    let defaults = ContainerDefaults(in: range.namespace, of: self)
    var findings: [Diagnostic] = []
    for pods in pods(in: range.namespace) {
      for container in pods.containers {
        func refused(
          _ message: String, at node: Node?, _ list: String, _ resource: String, by bound: Node
        ) {
          findings.append(
            pods.owner.finding(
              rule, .error, message + ": the pods are refused", at: node,
              pods.path(container.steps + ["resources", .key(list), .key(resource)]),
              related: [Label("the bound is here", at: bound.origin.location)]))
        }
        for bound in bounds {
          // The lower bound is one of requests, the upper one of limits.
          let list = bound.isUpper ? "limits" : "requests"
          guard let (node, amount) = container.amount(list, of: bound.resource),
            !bound.allows(amount)
          else { continue }
          let isRequest =
            container.node["resources"]?[list]?[bound.resource] != nil && !bound.isUpper
          refused(
            bound.sentence(
              "\(isRequest ? "request" : "limit") \(node.scalarText ?? "")", of: range), at: node,
            isRequest ? "requests" : "limits", bound.resource, by: bound.node)
        }
        for entry in ratios {
          guard let most = entry.value.scalarText.flatMap({ try? Quantity($0) })?.approximate,
            let upper = container.amount("limits", of: entry.name),
            let request = defaults.amount("requests", of: entry.name, for: container),
            request.sign > 0
          else { continue }
          let ratio = upper.quantity.approximate / request.approximate
          guard ratio > most * 1.000_001 else { continue }
          refused(
            "limit \(upper.node.scalarText ?? "") of \(entry.name) is more than "
              + "\(entry.value.scalarText ?? "") times the request \(request), which \(range.shown) "
              + "allows", at: upper.node, "limits", entry.name, by: entry.value)
        }
      }
    }
    return findings
  }

  /// The pods of a namespace whose containers together are outside of a LimitRange's limit on pods.
  func pods(outside limit: Node, of range: GraphObject, _ rule: RuleID) -> [Diagnostic] {
    let bounds = Bound.all(of: limit)
    let defaults = ContainerDefaults(in: range.namespace, of: self)
    var findings: [Diagnostic] = []
    for pods in pods(in: range.namespace) {
      for bound in bounds {
        let list = bound.isUpper ? "limits" : "requests"
        guard pods.spec["resources"]?[list]?[bound.resource] == nil else { continue }
        let running = pods.containers.filter { $0.role == .main }
        let amounts = running.map { defaults.amount(list, of: bound.resource, for: $0) }
        guard !amounts.contains(nil) else { continue }
        let sum = amounts.reduce(Quantity.zero) { ($0 + ($1 ?? .zero)) ?? $0 }
        guard !bound.allows(sum) else { continue }
        let largest = running.max {
          ($0.amount(list, of: bound.resource)?.quantity ?? .zero)
            < ($1.amount(list, of: bound.resource)?.quantity ?? .zero)
        }
        findings.append(
          pods.owner.finding(
            rule, .error,
            bound.sentence("\(bound.isUpper ? "the limit" : "the request") \(sum)", of: range)
              + " for a whole pod: the pods are refused",
            at: largest?.amount(list, of: bound.resource)?.node,
            pods.path(["containers"]) + ["resources", .key(list), .key(bound.resource)],
            related: [Label("the bound is here", at: bound.node.origin.location)]))
      }
    }
    return findings
  }
}
