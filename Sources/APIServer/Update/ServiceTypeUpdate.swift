import YAML

extension Mapping {
  /// Drops what only the former type of a Service has, as long as nobody changed it.
  mutating func dropFieldsOfFormerType(_ before: Mapping) {
    if before.needsAddress, !needsAddress {
      if means(before, in: "clusterIP"), means(before, in: "clusterIPs") {
        drop(["clusterIP", "clusterIPs"], ifAsIn: before)
      }
      drop(["ipFamilies", "ipFamilyPolicy"], ifAsIn: before)
    }
    if before.needsNodePort, !needsNodePort, nodePorts == before.nodePorts {
      change("ports") { $0.changeElements { $0.changeMapping { $0["nodePort"] = nil } } }
    }
    if before.needsHealthCheck, !needsHealthCheck { drop(["healthCheckNodePort"], ifAsIn: before) }
    if before.needsTrafficPolicy, !needsTrafficPolicy {
      drop(["externalTrafficPolicy"], ifAsIn: before)
    }
    if before.text("type") == "LoadBalancer", text("type") != "LoadBalancer" {
      drop(["allocateLoadBalancerNodePorts", "loadBalancerClass"], ifAsIn: before)
    }
  }

  /// The list of addresses follows the first of them where that one alone was changed.
  mutating func followClusterIP(_ before: Mapping) {
    let address = text("clusterIP")
    guard address != before.text("clusterIP"), means(before, in: "clusterIPs") else { return }
    self["clusterIPs"] = address.isEmpty ? nil : Node([.string(address)]).markedDefaulted
  }

  private mutating func drop(_ fields: [String], ifAsIn before: Mapping) {
    for field in fields where means(before, in: field) { self[field] = nil }
  }

  private var needsAddress: Bool { text("type") != "ExternalName" }

  private var needsNodePort: Bool {
    text("type") == "NodePort"
      || text("type") == "LoadBalancer" && bool("allocateLoadBalancerNodePorts") != false
  }

  /// Whether nodes tell on a port of their own whether they have endpoints of a Service.
  var needsHealthCheck: Bool {
    text("type") == "LoadBalancer" && text("externalTrafficPolicy") == "Local"
  }

  private var needsTrafficPolicy: Bool {
    ["NodePort", "LoadBalancer"].contains(text("type"))
      || text("type") == "ClusterIP" && !isEmptyCollection("externalIPs")
  }

  private var nodePorts: [Int] { objects("ports").compactMap { $0.int("nodePort") } }
}
