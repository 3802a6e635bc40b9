import Kubernetes
import Values
import YAML

/// What one object adds to what a ResourceQuota counts.
struct QuotaUse {
  let owner: GraphObject
  let amount: Quantity
  /// How many pods or claims the amount is for; nil for the object itself.
  let count: Int?
  /// What decides the amount; nil for what stands nowhere.
  let node: Node?
}

/// What the pods of a namespace ask for and may use: each is summed up once for all resources of a
/// quota.
struct PodSums {
  private var requests: [[String: Quantity]?] = []
  private var limits: [[String: Quantity]?] = []

  /// What one pod asks for, or may use, of a resource.
  ///
  /// - Parameter place: the set's place among the namespace's.
  mutating func amount(
    _ list: PodResources.List, of resource: String, for set: PodSet, at place: Int
  ) -> Quantity {
    switch list {
    case .requests: Self.sums(list, of: set, at: place, &requests)[resource] ?? .zero
    case .limits: Self.sums(list, of: set, at: place, &limits)[resource] ?? .zero
    }
  }

  private static func sums(
    _ list: PodResources.List, of set: PodSet, at place: Int, _ known: inout [[String: Quantity]?]
  ) -> [String: Quantity] {
    while known.count <= place { known.append(nil) }
    if let sums = known[place] { return sums }
    let sums = PodResources(of: set.spec, list).sums
    known[place] = sums
    return sums
  }
}

extension ObjectGraph {
  /// What the objects of a namespace add to a resource that a quota names; nil for one of which nothing
  /// is known here.
  ///
  /// - Parameter sums: what is known of the namespace's pods from other resources.
  func uses(
    of resource: String, in namespace: String, _ sums: inout PodSums
  ) -> [QuotaUse]? {
    switch resource {
    case "pods", "count/pods": podUses(in: namespace) { _, _ in Quantity(1) }
    case "cpu", "requests.cpu":
      podUses(in: namespace) { sums.amount(.requests, of: "cpu", for: $0, at: $1) }
    case "memory", "requests.memory":
      podUses(in: namespace) { sums.amount(.requests, of: "memory", for: $0, at: $1) }
    case "limits.cpu", "limits.memory", "limits.ephemeral-storage":
      podUses(in: namespace) {
        sums.amount(.limits, of: String(resource.dropFirst(7)), for: $0, at: $1)
      }
    case "requests.storage": claimUses(in: namespace) { $0.requestedStorage }
    case "persistentvolumeclaims", "count/persistentvolumeclaims":
      claimUses(in: namespace) { _ in Quantity(1) }
    case "services.loadbalancers":
      objectUses("Service", in: namespace) {
        $0.object.root["spec"]?["type"]?.string == "LoadBalancer"
      }
    case "services.nodeports": nodePortUses(in: namespace)
    case let name where name.hasSuffix(Self.ofStorageClass): classUses(name, in: namespace)
    case let name where name.hasPrefix("requests."):
      podUses(in: namespace) {
        sums.amount(.requests, of: String(name.dropFirst(9)), for: $0, at: $1)
      }
    default: Self.counted[resource].flatMap { objectUses($0, in: namespace) { _ in true } }
    }
  }

  private static let ofStorageClass = ".storageclass.storage.k8s.io/requests.storage"

  /// Kinds that are counted, by what a quota calls them.
  private static let counted = [
    "services": "Service", "count/services": "Service",
    "count/deployments.apps": "Deployment", "count/statefulsets.apps": "StatefulSet",
    "count/jobs.batch": "Job", "count/cronjobs.batch": "CronJob",
    "count/ingresses.networking.k8s.io": "Ingress",
  ]

  /// - Parameter amount: what one pod adds, of a set and its place among the namespace's.
  private func podUses(
    in namespace: String, _ amount: (PodSet, Int) -> Quantity
  ) -> [QuotaUse] {
    var uses: [QuotaUse] = []
    for (place, set) in pods(in: namespace).enumerated()
    where set.isServing && isFirst(set.owner) {
      guard let count = leastReplicas(of: set), count > 0 else { continue }
      let replicas = scaler(of: set.owner)?.owner.object.root["spec"]?["minReplicas"]
      uses.append(
        QuotaUse(
          owner: set.owner, amount: amount(set, place) * count, count: count,
          node: replicas ?? set.replicasNode))
    }
    return uses
  }

  private func objectUses(
    _ kind: String, in namespace: String, _ isMeant: (GraphObject) -> Bool
  ) -> [QuotaUse] {
    objects(of: kind).filter { $0.namespace == namespace && isFirst($0) && isMeant($0) }.map {
      QuotaUse(owner: $0, amount: Quantity(1), count: nil, node: $0.object.metadata?["name"])
    }
  }

  private func nodePortUses(in namespace: String) -> [QuotaUse] {
    objects(of: "Service").filter { $0.namespace == namespace && isFirst($0) }.compactMap {
      service in
      let spec = service.object.root["spec"]
      let type = spec?["type"]?.string
      guard
        type == "NodePort"
          || type == "LoadBalancer"
            && spec?["allocateLoadBalancerNodePorts"]?.scalar?.boolean != false
      else { return nil }
      return QuotaUse(
        owner: service, amount: Quantity(service.servicePorts.count), count: nil,
        node: service.object.metadata?["name"])
    }
  }

  private func classUses(_ resource: String, in namespace: String) -> [QuotaUse] {
    let name = String(resource.dropLast(Self.ofStorageClass.utf8.count))
    return claimUses(in: namespace) { claim in
      claim["spec"]?["storageClassName"]?.scalarText == name
        ? claim.requestedStorage : Quantity.zero
    }
  }

  /// What claims add, those that StatefulSets make for each of their pods among them.
  private func claimUses(
    in namespace: String, _ amount: (Node) -> Quantity
  ) -> [QuotaUse] {
    let claims = objects(of: "PersistentVolumeClaim").filter {
      $0.namespace == namespace && isFirst($0)
    }.map { claim in
      QuotaUse(
        owner: claim, amount: amount(claim.object.root), count: nil,
        node: claim.object.root["spec"]?["resources"]?["requests"]?["storage"])
    }
    let templates = pods(in: namespace).filter {
      $0.owner.kind == "StatefulSet" && isFirst($0.owner)
    }.flatMap { set -> [QuotaUse] in
      let list = set.owner.object.root["spec"]?["volumeClaimTemplates"]?.elements ?? []
      let count = leastReplicas(of: set) ?? 1
      return list.map { template in
        QuotaUse(
          owner: set.owner, amount: amount(template) * count, count: count,
          node: template["spec"]?["resources"]?["requests"]?["storage"])
      }
    }
    return claims + templates
  }
}

extension Node {
  /// What a claim asks for; nothing where it does not say, or not readably.
  fileprivate var requestedStorage: Quantity {
    guard let text = self["spec"]?["resources"]?["requests"]?["storage"]?.scalarText,
      let quantity = try? Quantity(text)
    else { return Quantity.zero }
    return quantity
  }
}
