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

extension ObjectGraph {
  /// What the objects of a namespace add to a resource that a quota names; nil for one of which nothing
  /// is known here.
  func uses(of resource: String, in namespace: String) -> [QuotaUse]? {
    switch resource {
    case "pods", "count/pods": podUses(in: namespace) { _ in Quantity(1) }
    case "cpu", "requests.cpu": podUses(in: namespace) { $0.amount(.requests, of: "cpu") }
    case "memory", "requests.memory": podUses(in: namespace) { $0.amount(.requests, of: "memory") }
    case "limits.cpu", "limits.memory", "limits.ephemeral-storage":
      podUses(in: namespace) { $0.amount(.limits, of: String(resource.dropFirst(7))) }
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
      podUses(in: namespace) { $0.amount(.requests, of: String(name.dropFirst(9))) }
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

  private func podUses(
    in namespace: String, _ amount: (PodSet) -> Quantity
  ) -> [QuotaUse] {
    pods(in: namespace).filter { $0.isServing && isFirst($0.owner) }.compactMap { set in
      guard let count = leastReplicas(of: set), count > 0 else { return nil }
      let replicas = scaler(of: set.owner)?.owner.object.root["spec"]?["minReplicas"]
      return QuotaUse(
        owner: set.owner, amount: amount(set) * count, count: count,
        node: replicas ?? set.replicasNode)
    }
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
