import Kubernetes
import Values
import YAML

/// Service and Endpoints (core/v1).
extension Validation {
  mutating func service(_ object: Fields) {
    metadata(object, name: .dns1123Label, isNamespaced: true)
    standardFinalizers(object)
    serviceAnnotations(object)
    let (spec, taken) = object.value("spec").withSharedNodePorts
    if let (index, port) = taken, !isUpdate, causes.isEmpty {
      // The server gives out the ports before it looks at anything else.
      return at(["spec", "ports", .index(index)]) { v in
        v.invalid("nodePort", value: ShownValue(port), "provided port is already allocated")
      }
    }
    at("spec") { v in
      v.serviceType(spec)
      v.servicePorts(spec)
      v.labels(spec, "selector")
      v.sessionAffinity(spec)
      v.ipFamilies(spec)
      for (index, address) in spec.strings("externalIPs").enumerated() {
        v.ipAddress(address, at: "externalIPs", .index(index))
        v.reachableAddress(address, at: "externalIPs", .index(index))
      }
      v.loadBalancer(spec, object.value("metadata"))
      v.trafficPolicies(spec)
    }
  }

  private mutating func serviceAnnotations(_ object: Fields) {
    let annotations = object.value("metadata").dictionary("annotations")
    let mode = "service.kubernetes.io/topology-mode"
    let hints = "service.kubernetes.io/topology-aware-hints"
    guard let first = annotations[mode], let second = annotations[hints], first != second else {
      return
    }
    at("metadata") { v in
      v.invalid(
        "annotations", .key(mode), value: ShownValue(first),
        "must match annotations[\(hints)] when both are specified")
    }
  }

  private mutating func serviceType(_ spec: Fields) {
    let type = spec.text("type")
    let isHeadless = spec.isHeadless
    if spec.isEmptyCollection("ports"), !isHeadless, type != "ExternalName" { required("ports") }
    switch type {
    case "LoadBalancer", "NodePort":
      if isHeadless {
        invalid(
          "clusterIPs", .index(0), value: "None",
          "may not be set to 'None' for \(type) services")
      }
    case "ExternalName": externalName(spec)
    default: break
    }
    oneOfRequired(spec, "type", ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
  }

  private mutating func externalName(_ spec: Fields) {
    if !spec.clusterAddresses.isEmpty {
      forbidden("clusterIPs", because: "may not be set for ExternalName services")
    }
    if !spec.isEmptyCollection("ipFamilies") {
      forbidden("ipFamilies", because: "may not be set for ExternalName services")
    }
    if spec.has("ipFamilyPolicy") {
      forbidden("ipFamilyPolicy", because: "may not be set for ExternalName services")
    }
    let name = spec.text("externalName")
    let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : name
    if trimmed.isEmpty {
      required("externalName")
    } else {
      check(trimmed, is: .dns1123Subdomain, at: "externalName")
    }
  }

  // MARK: Ports

  private mutating func servicePorts(_ spec: Fields) {
    let ports = spec.objects("ports")
    var names: Set<String> = []
    var nodePorts: Set<String> = []
    var numbers: Set<String> = []
    each("ports", of: spec) { v, port, _ in
      v.servicePort(port, needsName: ports.count > 1, &names)
      if let node = port.int("nodePort"), node != 0 {
        if spec.text("type") == "ClusterIP" {
          v.forbidden("nodePort", because: "may not be used when `type` is 'ClusterIP'")
        }
        if !nodePorts.insert("\(port.text("protocol"))/\(node)").inserted {
          v.duplicate("nodePort", value: ShownValue(node))
        }
      }
      if !numbers.insert("\(port.text("protocol"))/\(port.int("port") ?? 0)").inserted {
        // The server shows a port made of what must not be there twice.
        let key = Mapping(entries: port.entries.filter { ["protocol", "port"].contains($0.name) })
        v.duplicate(value: ShownValue(key, as: .servicePort))
      }
    }
  }

  private mutating func servicePort(
    _ port: Fields, needsName: Bool, _ names: inout Set<String>
  ) {
    let name = port.text("name")
    if name.isEmpty {
      if needsName { required("name") }
    } else {
      check(name, is: .dns1123Label, at: "name")
      if !names.insert(name).inserted { duplicate("name", value: ShownValue(name)) }
    }
    self.port(port.int("port") ?? 0, at: "port")
    oneOfRequired(port, "protocol", ["SCTP", "TCP", "UDP"])
    self.port(port.intOrString("targetPort"), at: "targetPort")
    if let application = port.optionalText("appProtocol") {
      check(application, is: .qualifiedName, at: "appProtocol")
    }
  }

  // MARK: Addresses

  private mutating func sessionAffinity(_ spec: Fields) {
    let affinity = spec.text("sessionAffinity")
    oneOfRequired(spec, "sessionAffinity", ["ClientIP", "None"])
    guard affinity == "ClientIP" else { return }
    let seconds = spec.value("sessionAffinityConfig").value("clientIP").int("timeoutSeconds")
    guard let seconds else {
      required(
        "sessionAffinityConfig", because: "when session affinity type is ClientIP")
      return
    }
    guard !(1...86_400).contains(seconds) else { return }
    invalid(
      "sessionAffinityConfig", "clientIP", "timeoutSeconds", value: ShownValue(seconds),
      "must be greater than 0 and less than 86400")
  }

  private mutating func ipFamilies(_ spec: Fields) {
    guard spec.text("type") != "ExternalName" else { return }
    let addresses = spec.clusterAddresses
    let address = spec.text("clusterIP")
    if address.isEmpty, !addresses.isEmpty {
      invalid(
        "clusterIPs", value: ShownValue(spec["clusterIPs"]),
        "must be empty when `clusterIP` is not specified")
    } else if !address.isEmpty, addresses.first != address {
      invalid(
        "clusterIPs", value: ShownValue(spec["clusterIPs"]), "first value must match `clusterIP`")
    }
    var seen: Set<String> = []
    for (index, family) in spec.strings("ipFamilies").enumerated() {
      if !["IPv4", "IPv6"].contains(family) {
        notSupported("ipFamilies", .index(index), value: ShownValue(family), ["IPv4", "IPv6"])
      }
      if !seen.insert(family).inserted {
        duplicate("ipFamilies", .index(index), value: ShownValue(family))
      }
    }
    optional(spec, "ipFamilyPolicy", ["PreferDualStack", "RequireDualStack", "SingleStack"])
    let families = spec.strings("ipFamilies")
    if spec.text("ipFamilyPolicy") == "SingleStack", families.count > 1,
      families.allSatisfy({ ["IPv4", "IPv6"].contains($0) })
    {
      invalid(
        "ipFamilyPolicy", value: "SingleStack",
        "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified")
    }
    clusterAddresses(addresses, spec)
  }

  private mutating func clusterAddresses(_ addresses: [String], _ spec: Fields) {
    if addresses.first == "None" {
      if addresses.count > 1 {
        invalid(
          "clusterIPs", value: ShownValue(spec["clusterIPs"]),
          "'None' must be the first and only value")
      }
      return
    }
    for (index, address) in addresses.enumerated() {
      ipAddress(address, at: "clusterIPs", .index(index))
    }
    if addresses.count > 2 {
      invalid("clusterIPs", value: ShownValue(spec["clusterIPs"]), "may only hold up to 2 values")
    }
    let parsed = addresses.compactMap { IPAddress($0) }
    guard parsed.count == addresses.count else { return }
    if parsed.count > 1, Set(parsed.map(\.isIPv4)).count == 1 {
      invalid(
        "clusterIPs", value: ShownValue(spec["clusterIPs"]),
        "may specify no more than one IP for each IP family")
    }
    for (index, (address, family)) in zip(parsed, spec.strings("ipFamilies")).enumerated()
    where address.isIPv4 != (family == "IPv4") {
      invalid(
        "clusterIPs", .index(index), value: ShownValue(addresses[index]),
        "expected an \(family) value as indicated by `ipFamilies[\(index)]`")
    }
  }

  // MARK: Traffic

  private mutating func loadBalancer(_ spec: Fields, _ meta: Fields) {
    let isBalancer = spec.text("type") == "LoadBalancer"
    let ranges = spec.strings("loadBalancerSourceRanges")
    let onlyBalancers = "may only be used when `type` is 'LoadBalancer'"
    if !ranges.isEmpty {
      if !isBalancer { forbidden("LoadBalancerSourceRanges", because: onlyBalancers) }
      for (index, range) in ranges.enumerated() {
        cidr(
          String(range.trimming(\.isWhitespace)), at: "LoadBalancerSourceRanges", .index(index))
      }
    } else {
      sourceRangesAnnotation(meta, isBalancer: isBalancer)
    }
    if spec.has("allocateLoadBalancerNodePorts"), !isBalancer {
      forbidden("allocateLoadBalancerNodePorts", because: onlyBalancers)
    }
    guard let name = spec.optionalText("loadBalancerClass") else { return }
    if isBalancer {
      check(name, is: .qualifiedName, at: "loadBalancerClass")
    } else {
      forbidden("loadBalancerClass", because: onlyBalancers)
    }
  }

  private mutating func sourceRangesAnnotation(_ meta: Fields, isBalancer: Bool) {
    let key = "service.beta.kubernetes.io/load-balancer-source-ranges"
    guard let text = meta.dictionary("annotations")[key] else { return }
    // Names an annotation although the validation stands in the specification.
    let place = "metadata.annotations[\(key)]"
    if !isBalancer {
      reportElsewhere(
        .forbidden, place, "Forbidden: may only be used when `type` is 'LoadBalancer'")
    }
    for range in text.split(separator: ",")
    where CIDR(String(range.trimming(\.isWhitespace))) == nil {
      reportElsewhere(
        .invalid, place,
        "Invalid value: \(ShownValue.quoted(String(range))): must be a valid CIDR value, (e.g. "
          + "10.9.8.0/24 or 2001:db8::/64)")
    }
  }

  private mutating func trafficPolicies(_ spec: Fields) {
    let type = spec.text("type")
    let isExternal =
      type == "LoadBalancer" || type == "NodePort"
      || (type == "ClusterIP" && !spec.isEmptyCollection("externalIPs"))
    let policy = spec.text("externalTrafficPolicy")
    if !isExternal {
      if !policy.isEmpty {
        invalid(
          "externalTrafficPolicy", value: ShownValue(policy),
          "may only be set for externally-accessible services")
      }
    } else {
      oneOfRequired(spec, "externalTrafficPolicy", ["Cluster", "Local"])
    }
    if let port = spec.int("healthCheckNodePort"), port != 0 {
      if type == "LoadBalancer", policy == "Local" {
        self.port(port, at: "healthCheckNodePort")
      } else {
        invalid(
          "healthCheckNodePort", value: ShownValue(port),
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
      }
    }
    optional(spec, "internalTrafficPolicy", ["Cluster", "Local"])
    optional(
      spec, "trafficDistribution", ["PreferClose", "PreferSameNode", "PreferSameZone"])
  }

  // MARK: Endpoints

  mutating func endpoints(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    each("subsets", of: object) { v, subset, _ in
      let lists = ["addresses", "notReadyAddresses"]
      if lists.allSatisfy({ subset.isEmptyCollection($0) }) {
        v.required(because: "must specify `addresses` or `notReadyAddresses`")
      }
      for list in lists {
        v.each(list, of: subset) { v, address, _ in
          let text = address.text("ip")
          v.ipAddress(text, at: "ip")
          if IPAddress(text) == nil {
            v.invalid("ip", value: ShownValue(text), "must be a valid IP address")
          }
          let hostname = address.text("hostname")
          if !hostname.isEmpty { v.check(hostname, is: .dns1123Label, at: "hostname") }
          if let node = address.optionalText("nodeName") {
            v.check(node, is: .dns1123Subdomain, at: "nodeName")
          }
          v.reachableAddress(text, at: "ip")
        }
      }
      let needsName = subset.list("ports").count > 1
      v.each("ports", of: subset) { v, port, _ in
        let name = port.text("name")
        if name.isEmpty {
          if needsName { v.required("name") }
        } else {
          v.check(name, is: .dns1123Label, at: "name")
        }
        v.port(port.int("port") ?? 0, at: "port")
        v.oneOfRequired(port, "protocol", ["SCTP", "TCP", "UDP"])
        if let application = port.optionalText("appProtocol") {
          v.check(application, is: .qualifiedName, at: "appProtocol")
        }
      }
    }
  }
}

extension Mapping {
  /// The cluster addresses of a Service, of which `clusterIP` is the first.
  fileprivate var clusterAddresses: [String] {
    let addresses = strings("clusterIPs")
    if !addresses.isEmpty { return addresses }
    return text("clusterIP").isEmpty ? [] : [text("clusterIP")]
  }

  fileprivate var isHeadless: Bool { clusterAddresses == ["None"] }
}

extension Mapping {
  /// The specification with the node port that ports of one number share, and the first port that
  /// asks for one that another number has.
  fileprivate var withSharedNodePorts: (spec: Mapping, taken: (index: Int, port: Int)?) {
    guard ["NodePort", "LoadBalancer"].contains(text("type")) else { return (self, nil) }
    let ports = objects("ports")
    var shared: [Int: Int] = [:]
    var given: Set<Int> = []
    var taken: (Int, Int)?
    func give(_ port: Int, at index: Int) {
      if !given.insert(port).inserted { taken = taken ?? (index, port) }
    }
    for (index, port) in ports.enumerated() {
      guard let number = port.int("port") else { continue }
      let asked = port.int("nodePort") ?? 0
      if let held = shared[number] {
        if asked != 0, asked != held { give(asked, at: index) }
      } else if let first = ports.lazy.filter({ $0.int("port") == number })
        .compactMap({ $0.int("nodePort") }).first(where: { $0 != 0 })
      {
        give(first, at: index)
        shared[number] = first
      }
    }
    var copy = self
    copy.change("ports") { list in
      list.changeElements { port in
        port.changeMapping { fields in
          guard fields.int("nodePort") ?? 0 == 0,
            let held = fields.int("port").flatMap({ shared[$0] })
          else { return }
          fields["nodePort"] = .integer(held)
        }
      }
    }
    return (copy, taken)
  }
}
