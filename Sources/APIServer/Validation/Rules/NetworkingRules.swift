import Kubernetes
import Values
import YAML

/// NetworkPolicy, Ingress, IngressClass and addresses (networking.k8s.io/v1).
extension Validation {
  // MARK: NetworkPolicy

  mutating func networkPolicy(_ object: Fields) {
    standardObject(object) { v, spec in
      v.labelSelector(spec, "podSelector")
      for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        v.each(direction, of: spec) { v, rule, _ in
          v.each("ports", of: rule) { v, port, _ in v.policyPort(port) }
          v.each(peers, of: rule) { v, peer, _ in v.policyPeer(peer) }
        }
      }
      let types = spec.strings("policyTypes")
      guard types.count <= 2 else {
        v.invalid(
          "policyTypes", value: ShownValue(spec["policyTypes"]),
          "may not specify more than two policyTypes")
        return
      }
      for (index, type) in types.enumerated() where !["Ingress", "Egress"].contains(type) {
        v.notSupported(
          "policyTypes", .index(index), value: ShownValue(type), ["Ingress", "Egress"])
      }
    }
  }

  private mutating func policyPort(_ port: Fields) {
    optional(port, "protocol", ["TCP", "UDP", "SCTP"])
    let end = port.int("endPort")
    switch port.intOrString("port") {
    case .int(let number):
      self.port(number, at: "port")
      guard let end else { return }
      if end < number {
        invalid("endPort", value: ShownValue(number), "must be greater than or equal to `port`")
      }
      self.port(end, at: "endPort")
    case .string(let name)?:
      if let end {
        invalid(
          "endPort", value: ShownValue(end), "may not be specified when `port` is non-numeric")
      }
      check(name, is: .portName, at: "port")
    case nil:
      if let end {
        invalid(
          "endPort", value: ShownValue(end), "may not be specified when `port` is not specified")
      }
    }
  }

  private mutating func policyPeer(_ peer: Fields) {
    let selectors = ["podSelector", "namespaceSelector"].filter { peer.has($0) }
    for name in selectors { labelSelector(peer, name) }
    within("ipBlock", of: peer) { v, block in v.ipBlock(block) }
    if selectors.isEmpty, !peer.has("ipBlock") {
      required(because: "must specify a peer")
    } else if !selectors.isEmpty, peer.has("ipBlock") {
      forbidden(because: "may not specify both ipBlock and another peer")
    }
  }

  private mutating func ipBlock(_ block: Fields) {
    let text = block.text("cidr")
    guard !text.isEmpty else {
      required("cidr")
      return
    }
    cidr(text, at: "cidr")
    guard let whole = CIDR(text) else { return }
    for (index, text) in block.strings("except").enumerated() {
      cidr(text, at: "except", .index(index))
      guard let part = CIDR(text) else { continue }
      if !whole.contains(part.address) || whole.prefixLength >= part.prefixLength {
        invalid(
          "except", .index(index), value: ShownValue(text), "must be a strict subset of `cidr`")
      }
    }
  }

  // MARK: Ingress

  mutating func ingress(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    let spec = object.value("spec")
    if spec.isEmptyCollection("rules"), !spec.has("defaultBackend") {
      invalid(
        "spec", value: ShownValue(spec["rules"]),
        "either `defaultBackend` or `rules` must be specified")
    }
    at("spec") { v in
      v.within("defaultBackend", of: spec) { v, backend in v.ingressBackend(backend) }
      v.each("rules", of: spec) { v, rule, _ in
        v.ingressHost(rule.text("host"))
        v.within("http", of: rule) { v, http in
          if http.isEmptyCollection("paths") { v.required("paths") }
          v.each("paths", of: http) { v, path, _ in v.ingressPath(path) }
        }
      }
      v.ingressTLS(spec)
      if let name = spec.optionalText("ingressClassName") {
        v.check(name, is: .dns1123Subdomain, at: "ingressClassName")
      }
    }
    let annotation = object.value("metadata").dictionary("annotations")[
      "kubernetes.io/ingress.class"]
    if !isUpdate, let annotation, let name = spec.optionalText("ingressClassName"),
      name != annotation
    {
      at("annotations") { v in
        v.invalid(
          "kubernetes.io/ingress.class", value: ShownValue(annotation),
          "must match `ingressClassName` when both are specified")
      }
    }
  }

  private mutating func ingressHost(_ host: String) {
    guard !host.isEmpty else { return }
    if IPAddress(host) != nil {
      invalid("host", value: ShownValue(host), "must be a DNS name, not an IP address")
    }
    check(
      host, is: host.contains("*") ? .wildcardDNS1123Subdomain : .dns1123Subdomain, at: "host")
  }

  private mutating func ingressTLS(_ spec: Fields) {
    each("tls", of: spec) { v, tls, _ in
      for (index, host) in tls.strings("hosts").enumerated() {
        v.check(
          host, is: host.contains("*") ? .wildcardDNS1123Subdomain : .dns1123Subdomain,
          at: "hosts", .index(index))
      }
      let secret = tls.text("secretName")
      if !secret.isEmpty { v.check(secret, is: .dns1123Subdomain, at: "secretName") }
    }
  }

  private mutating func ingressPath(_ path: Fields) {
    guard let type = path.optionalText("pathType") else {
      required("pathType", because: "pathType must be specified")
      return
    }
    let text = path.text("path")
    let notAbsolute = "must be an absolute path"
    switch type {
    case "Exact", "Prefix":
      if !text.hasPrefix("/") { invalid("path", value: ShownValue(text), notAbsolute) }
      for part in ["//", "/./", "/../", "%2f", "%2F"] where text.range(of: part) != nil {
        invalid("path", value: ShownValue(text), "must not contain '\(part)'")
      }
      for suffix in ["/..", "/."] where text.hasSuffix(suffix) {
        invalid("path", value: ShownValue(text), "cannot end with '\(suffix)'")
      }
    case "ImplementationSpecific":
      if !text.isEmpty, !text.hasPrefix("/") {
        invalid("path", value: ShownValue(text), notAbsolute)
      }
    default:
      notSupported(
        "pathType", value: ShownValue(type), ["Exact", "ImplementationSpecific", "Prefix"])
    }
    at("backend") { v in v.ingressBackend(path.value("backend")) }
  }

  private mutating func ingressBackend(_ backend: Fields) {
    let service = backend.object("service")
    switch (backend.object("resource"), service) {
    case (_?, _?): invalid(value: "", "cannot set both resource and service backends")
    case (let resource?, nil): at("resource") { v in v.typedReference(resource) }
    case (nil, let service?): serviceBackend(service)
    case (nil, nil): invalid(value: "", "resource or service backend is required")
    }
  }

  private mutating func serviceBackend(_ service: Fields) {
    let name = service.text("name")
    if name.isEmpty {
      required("service", "name")
    } else {
      check(name, is: .dns1123Label, at: "service", "name")
    }
    let port = service.value("port")
    let portName = port.text("name")
    let number = port.int("number") ?? 0
    if !portName.isEmpty, number != 0 {
      invalid(value: "", "cannot set both port name & port number")
    } else if !portName.isEmpty {
      check(portName, is: .portName, at: "service", "port", "name")
    } else if number != 0 {
      at("service") { v in v.at("port") { v in v.port(number, at: "number") } }
    } else {
      required(because: "port name or number is required")
    }
  }

  mutating func typedReference(_ reference: Fields) {
    if let group = reference.optionalText("apiGroup") {
      check(group, is: .dns1123Subdomain, at: "apiGroup")
    }
    for field in ["kind", "name"] {
      let text = reference.text(field)
      if text.isEmpty {
        required(.field(field))
      } else {
        check(text, is: .pathSegment, at: .field(field))
      }
    }
  }

  // MARK: IngressClass

  mutating func ingressClass(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let spec = object.value("spec")
    at("spec") { v in
      let controller = spec.text("controller")
      if controller.isEmpty {
        v.required("controller")
      } else {
        if controller.utf8.count > 250 { v.tooLong("controller", limit: 250) }
        v.domainPrefixedPath(controller, at: "controller")
      }
      v.within("parameters", of: spec) { v, parameters in v.classParameters(parameters) }
    }
  }

  private mutating func classParameters(_ parameters: Fields) {
    typedReference(parameters)
    guard let scope = parameters.optionalText("scope") else {
      required("scope")
      return
    }
    oneOf(scope, ["Cluster", "Namespace"], at: "scope")
    let namespace = parameters.optionalText("namespace")
    if scope == "Namespace" {
      if let namespace {
        check(namespace, is: .dns1123Label, at: "namespace")
      } else {
        required("namespace", because: "`parameters.scope` is set to 'Namespace'")
      }
    } else if scope == "Cluster", namespace != nil {
      forbidden("namespace", because: "`parameters.scope` is set to 'Cluster'")
    }
  }

  /// `domain/path`, as controllers are named.
  mutating func domainPrefixedPath(_ text: String, at place: Step) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      invalid(
        place, value: ShownValue(text), "must be a domain-prefixed path (such as \"acme.io/foo\")")
      return
    }
    for fault in NameFormat.dns1123Subdomain.faults(parts[0]) {
      invalid(place, value: ShownValue(parts[0]), fault)
    }
    let isPath = parts[1].utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
        || "/-._~%!$&'()*+,;=:".utf8.contains(byte)
    }
    if !isPath {
      invalid(place, value: ShownValue(parts[1]), "Invalid path")
    }
  }

  // MARK: Addresses

  mutating func ipAddressObject(_ object: Fields) {
    metadata(object, name: .pathSegment, isNamespaced: false)
    for field in ["generateName", "name"] {
      let text = object.value("metadata").text(field)
      if !text.isEmpty { at("metadata") { v in v.ipAddress(text, at: .field(field)) } }
    }
    let spec = object.value("spec")
    at("spec") { v in
      guard let parent = spec.object("parentRef") else {
        v.required("parentRef")
        return
      }
      v.at("parentRef") { v in
        let group = parent.text("group")
        if !group.isEmpty { v.check(group, is: .dns1123Subdomain, at: "group") }
        for field in ["resource", "name", "namespace"] {
          let text = parent.text(field)
          if !text.isEmpty {
            v.check(text, is: .pathSegment, at: .field(field))
          } else if field != "namespace" {
            v.required(.field(field))
          }
        }
      }
    }
  }

  mutating func serviceCIDR(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    at("spec") { v in
      let blocks = spec.strings("cidrs")
      if blocks.isEmpty { v.required("cidrs", because: "at least one CIDR required") }
      if blocks.count > 2 {
        return v.invalid(
          "cidrs", value: ShownValue(spec, as: .serviceCIDRSpec), "may only hold up to 2 values")
      }
      let families = blocks.compactMap { CIDR($0)?.address.isIPv4 }
      if families.count == 2, families[0] == families[1] {
        v.invalid(
          "cidrs", value: ShownValue(spec["cidrs"]),
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and "
            + "2001:db8::/64")
      }
      for (index, block) in blocks.enumerated() { v.cidr(block, at: "cidrs", .index(index)) }
    }
  }
}
