import Diagnostics
import Kubernetes
import Values
import YAML

/// What bounds the pods of a workload in its namespace.
struct NamespaceLimits {
  /// What the quotas leave to the workload; nil where there are none.
  let quota: PodQuota?
  private let hard: [String: (entry: Node, name: String)]
  private let ranges: [KubernetesObject]
  private let namespace: String

  /// The bounds of every ResourceQuota without scopes, less what the other workloads take.
  init(of workload: FleetWorkload, among objects: FleetObjects) {
    namespace = workload.object.namespace
    let own = workload.object.identity
    var used: [String: Int] = [:]
    for other in objects.workloads
    where other.object.namespace == namespace && other.object.identity != own {
      for (name, amount) in other.usage.amounts {
        used[name] = used[name, default: 0]
          .adding(saturating: amount.multiplied(saturatingBy: other.replicas))
      }
    }
    var bounds: [String: Int] = [:]
    var hard: [String: (entry: Node, name: String)] = [:]
    for object in objects.quotas where object.namespace == namespace {
      let spec = object.root["spec"]
      guard spec?["scopes"]?.elements?.isEmpty ?? true, spec?["scopeSelector"] == nil else {
        continue
      }
      for entry in spec?["hard"]?.mapping?.entries ?? [] {
        guard let amount = Quantity.thousandths(entry.value) else { continue }
        let left = amount.adding(saturating: -used[entry.name, default: 0])
        if left < bounds[entry.name] ?? .max {
          bounds[entry.name] = left
          hard[entry.name] = (entry.value, object.name)
        }
      }
    }
    self.hard = hard
    quota = bounds.isEmpty ? nil : PodQuota(hard: bounds)
    ranges = objects.limitRanges.filter { $0.namespace == workload.object.namespace }
  }

  /// The resource of the quotas that so many pods together overdraw.
  func overdrawn(by pods: Int, of usage: PodUsage) -> (
    resource: String, limit: String, at: Location?, quota: String
  )? {
    guard let quota else { return nil }
    for name in quota.hard.keys.sorted() {
      guard let amount = usage.amounts[name], let left = quota.hard[name],
        amount.multiplied(saturatingBy: pods) > left,
        let entry = hard[name]
      else { continue }
      return (name, entry.entry.scalarText ?? "", entry.entry.origin.location, entry.name)
    }
    return nil
  }

  /// The first bound of a LimitRange that a container breaks, in a sentence.
  func violation(by spec: Node?) -> (message: String, at: Location?)? {
    for range in ranges {
      for limit in range.root["spec"]?["limits"]?.elements ?? []
      where limit["type"]?.string == "Container" {
        for container in spec?["containers"]?.elements ?? [] {
          if let violation = violation(by: container, of: limit, in: range.name) {
            return violation
          }
        }
      }
    }
    return nil
  }

  private func violation(
    by container: Node, of limit: Node, in range: String
  ) -> (message: String, at: Location?)? {
    let name = container["name"]?.scalarText ?? ""
    for (bound, list) in [("max", "limits"), ("min", "requests")] {
      for entry in limit[bound]?.mapping?.entries ?? [] {
        guard let allowed = Quantity.thousandths(entry.value),
          let asked = Quantity.thousandths(container["resources"]?[list]?[entry.name]),
          bound == "max" ? asked > allowed : asked < allowed
        else { continue }
        let text = container["resources"]?[list]?[entry.name]?.scalarText ?? ""
        return (
          "LimitRange \(range) refuses every pod: container \(name) has \(text) of \(entry.name) in "
            + "its \(list), the \(bound == "max" ? "most" : "least") is "
            + "\(entry.value.scalarText ?? "")", entry.value.origin.location
        )
      }
    }
    return nil
  }
}
