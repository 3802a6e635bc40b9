import Diagnostics
import Kubernetes
import Values
import YAML

/// What bounds the pods of a workload in its namespace.
struct NamespaceLimits {
  /// What the quotas leave to the workload's pods; nil where there are none.
  let quota: PodQuota?
  private let bounds: [String: Bound]
  private let items: [LimitRangeItem]

  /// What a ResourceQuota allows of a resource.
  struct Bound {
    /// As `pods` or `requests.cpu`.
    let resource: String
    /// The quota's name.
    let quota: String
    /// The amount as it is written, with its place.
    let hard: Node
    /// What the other workloads leave of it, in thousandths.
    let left: Int
  }

  /// The bounds of every ResourceQuota that counts the pods, less what the other workloads take.
  init(of workload: FleetWorkload, among objects: FleetObjects) {
    let namespace = workload.object.namespace
    let own = workload.object.identity
    let quotas = objects.quotas(in: namespace)
    let others =
      quotas.isEmpty
      ? []
      : objects.workloads.filter {
        $0.object.namespace == namespace && $0.object.identity != own
      }
    var bounds: [String: Bound] = [:]
    for object in quotas {
      let spec = object.root["spec"]
      let scope = QuotaScope(spec)
      guard scope.counts(podSpec: workload.podSpec) else { continue }
      let counted = others.filter { scope.counts(podSpec: $0.podSpec) }
      for entry in spec?["hard"]?.mapping?.entries ?? [] {
        guard let amount = Quantity.thousandths(entry.value) else { continue }
        let used = counted.reduce(0) { sum, other in
          sum.adding(
            saturating: other.takes(entry.name).multiplied(saturatingBy: other.replicas))
        }
        let claimed = objects.claims.filter { $0.namespace == namespace }.reduce(0) {
          $0.adding(saturating: ClaimUsage($1.root["spec"])[entry.name])
        }
        let left = amount.adding(saturating: -used).adding(saturating: -claimed)
        guard left < bounds[entry.name]?.left ?? .max else { continue }
        bounds[entry.name] = Bound(
          resource: entry.name, quota: object.name, hard: entry.value, left: left)
      }
    }
    self.bounds = bounds
    quota = bounds.isEmpty ? nil : PodQuota(hard: bounds.mapValues(\.left))
    items = objects.limitRanges(in: namespace).flatMap(LimitRangeItem.all(of:))
  }

  /// The first bound, by name, that so many pods of a workload overdraw, with the claims made for them.
  func overdrawn(by pods: Int, of workload: FleetWorkload) -> Bound? {
    bounds.values.sorted { $0.resource < $1.resource }.first { bound in
      workload.takes(bound.resource).multiplied(saturatingBy: pods) > bound.left
    }
  }

  /// How many pods of a workload a bound allows.
  func allowed(by bound: Bound, of workload: FleetWorkload) -> Int {
    let amount = workload.takes(bound.resource)
    return amount > 0 ? max(0, bound.left / amount) : .max
  }

  /// The first bound, by name, that is on something which a container does not say, and the container:
  /// quota then refuses the pod (PodEvaluator.Constraints).
  func unsaid(by spec: Node?) -> (bound: Bound, container: String)? {
    let containers = ["containers", "initContainers"].flatMap { spec?[$0]?.elements ?? [] }
    for bound in bounds.values.sorted(by: { $0.resource < $1.resource }) {
      let parts = bound.resource.split(separator: ".", maxSplits: 1).map(String.init)
      let (list, name) = parts.count == 2 ? (parts[0], parts[1]) : ("requests", parts[0])
      guard ["cpu", "memory"].contains(name), ["requests", "limits"].contains(list) else {
        continue
      }
      let lacking = containers.first { container in
        let amounts =
          list == "requests"
          ? PodResources.requests(of: container)
          : PodResources.thousandths(container["resources"]?["limits"])
        return amounts[name] == nil
      }
      if let lacking { return (bound, lacking["name"]?.scalarText ?? "") }
    }
    return nil
  }

  /// The first bound of a LimitRange that a pod breaks.
  func violation(by spec: Node?) -> (message: String, location: Location?)? {
    items.lazy.compactMap { $0.violation(by: spec) }.first
  }
}

extension FleetWorkload {
  /// What one pod of it takes of a resource that a quota can bound, with the claims made for it, in
  /// thousandths.
  fileprivate func takes(_ resource: String) -> Int {
    if let amount = usage.amounts[resource] { return amount }
    return (stored.root["spec"]?["volumeClaimTemplates"]?.elements ?? []).reduce(0) {
      $0.adding(saturating: ClaimUsage($1["spec"])[resource])
    }
  }
}

/// What a claim takes of what a quota can bound.
private struct ClaimUsage {
  private let spec: Node?

  init(_ spec: Node?) { self.spec = spec }

  /// In thousandths.
  subscript(resource: String) -> Int {
    switch resource {
    case "persistentvolumeclaims", "count/persistentvolumeclaims": 1_000
    case "requests.storage": Quantity.thousandths(spec?["resources"]?["requests"]?["storage"]) ?? 0
    default: 0
    }
  }
}
