import Kubernetes
import YAML

extension DefaultingRule {
  /// Service (core/v1), Endpoints and EndpointSlice.
  static let serviceDefaults: [String: DefaultingRule] = [
    "io.k8s.api.core.v1.ServiceSpec": DefaultingRule { spec in
      spec.fillEmpty("sessionAffinity", "None")
      spec.fillEmpty("type", "ClusterIP")
      fillSessionAffinity(&spec)
      fillTraffic(&spec)
    },
    "io.k8s.api.core.v1.ServicePort": DefaultingRule { port in
      port.fillEmpty(tcp)
      let target = port["targetPort"]?.scalar
      guard target == nil || target?.isZero == true, let number = port["port"] else { return }
      port["targetPort"] = number.markedDefaulted
    },
    "io.k8s.api.core.v1.EndpointPort": DefaultingRule { $0.fillEmpty(tcp) },
    "io.k8s.api.discovery.v1.EndpointPort": DefaultingRule { port in
      port.fill("name", .string(""))
      port.fill("protocol", .string("TCP"))
    },
  ]

  /// Made once: lists of ports are long.
  private static let tcp = Mapping.Entry(
    key: Node.string("protocol").markedDefaulted, value: Node.string("TCP").markedDefaulted)

  private static func fillSessionAffinity(_ spec: inout Mapping) {
    switch spec.text("sessionAffinity") {
    case "None": spec["sessionAffinityConfig"] = nil
    case "ClientIP":
      let timeout = spec["sessionAffinityConfig"]?["clientIP"]?["timeoutSeconds"]
      guard timeout == nil || timeout?.isNull == true else { return }
      // Three hours.
      spec["sessionAffinityConfig"] =
        Node.object(["clientIP": .object(["timeoutSeconds": .integer(10_800)])]).markedDefaulted
    default: break
    }
  }

  private static func fillTraffic(_ spec: inout Mapping) {
    let type = spec.text("type")
    let isExternal =
      type == "LoadBalancer" || type == "NodePort"
      || (type == "ClusterIP" && spec["externalIPs"]?.elements?.isEmpty == false)
    if isExternal { spec.fillEmpty("externalTrafficPolicy", "Cluster") }
    if ["NodePort", "LoadBalancer", "ClusterIP"].contains(type) {
      spec.fill("internalTrafficPolicy", .string("Cluster"))
    }
    if type == "LoadBalancer" { spec.fill("allocateLoadBalancerNodePorts", .boolean(true)) }
  }
}
