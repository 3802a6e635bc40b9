import Kubernetes
import Values
import YAML

/// Small kinds: EndpointSlice, Lease, PriorityClass, RuntimeClass, Event, CSR, APIService.
extension Validation {
  // MARK: EndpointSlice

  mutating func endpointSlice(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    let type = object.text("addressType")
    oneOfRequired(object, "addressType", ["FQDN", "IPv4", "IPv6"])
    let count = object.list("endpoints").count
    if count > 1_000 {
      tooMany("endpoints", count: count, limit: 1_000)
    } else {
      each("endpoints", of: object) { v, endpoint, _ in v.endpoint(endpoint, type) }
    }
    slicePorts(object)
  }

  private mutating func endpoint(_ endpoint: Fields, _ type: String) {
    let addresses = endpoint.strings("addresses")
    if addresses.isEmpty {
      required("addresses", because: "must contain at least 1 address")
    } else if addresses.count > 100 {
      tooMany("addresses", count: addresses.count, limit: 100)
    }
    for (index, address) in addresses.enumerated() {
      switch type {
      case "IPv4", "IPv6": sliceAddress(address, type, index)
      case "FQDN": fullyQualifiedDomain(address, at: "addresses", .index(index))
      default: break
      }
    }
    labels(endpoint, "deprecatedTopology")
    if let node = endpoint.optionalText("nodeName") {
      check(node, is: .dns1123Subdomain, at: "nodeName")
    }
    if let host = endpoint.optionalText("hostname") {
      check(host, is: .dns1123Label, at: "hostname")
    }
    within("hints", of: endpoint) { v, hints in
      for list in ["forZones", "forNodes"] {
        let count = hints.list(list).count
        if count > 8 {
          v.tooMany(.field(list), count: count, limit: 8)
          continue
        }
        var names: Set<String> = []
        v.each(list, of: hints) { v, hint, _ in
          let name = hint.text("name")
          if !names.insert(name).inserted { v.duplicate("name", value: ShownValue(name)) }
          v.check(name, is: list == "forZones" ? .labelValue : .dns1123Subdomain, at: "name")
        }
      }
    }
  }

  private mutating func sliceAddress(_ text: String, _ type: String, _ index: Int) {
    guard let address = IPAddress(text) else {
      ipAddress(text, at: "addresses", .index(index))
      return
    }
    if address.isIPv4 != (type == "IPv4") {
      invalid(
        "addresses", .index(index), value: ShownValue(text), "must be an \(type) address")
    }
    if !address.isIPv4, address.description != text {
      invalid(
        "addresses", .index(index), value: ShownValue(text),
        "must be in canonical form (\(ShownValue.quoted(address.description)))")
    }
    reachableAddress(text, at: "addresses", .index(index))
  }

  private mutating func fullyQualifiedDomain(_ name: String, at place: Step...) {
    let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : name
    let faults =
      name.isEmpty
      ? ["must be a fully qualified domain name"] : NameFormat.dns1123Subdomain.faults(trimmed)
    for fault in faults { report(.invalid, place, "Invalid value: \"\(name)\": \(fault)") }
    if faults.isEmpty, !trimmed.contains(".") {
      report(
        .invalid, place,
        "Invalid value: \"\(name)\": should be a domain with at least two"
          + " segments separated by dots"
      )
    }
  }

  private mutating func slicePorts(_ object: Fields) {
    let count = object.list("ports").count
    guard count <= 20_000 else {
      tooMany("ports", count: count, limit: 20_000)
      return
    }
    var names: Set<String> = []
    each("ports", of: object) { v, port, _ in
      let name = port.text("name")
      if !name.isEmpty { v.check(name, is: .dns1123Label, at: "name") }
      if !names.insert(name).inserted { v.duplicate("name", value: ShownValue(name)) }
      v.oneOfRequired(port, "protocol", ["SCTP", "TCP", "UDP"])
      if let application = port.optionalText("appProtocol") {
        v.check(application, is: .qualifiedName, at: "appProtocol")
      }
    }
  }

  // MARK: Lease and classes

  mutating func lease(_ object: Fields) {
    standardObject(object) { v, spec in
      if let seconds = spec.int("leaseDurationSeconds"), seconds <= 0 {
        v.invalid("leaseDurationSeconds", value: ShownValue(seconds), "must be greater than 0")
      }
      if let count = spec.int("leaseTransitions"), count < 0 {
        v.invalid(
          "leaseTransitions", value: ShownValue(count), "must be greater than or equal to 0")
      }
      if let strategy = spec.optionalText("strategy"), strategy != "OldestEmulationVersion" {
        v.domainPrefixedPath(strategy, at: "strategy")
      }
      if spec.has("preferredHolder"), spec.text("strategy").isEmpty {
        v.forbidden("preferredHolder", because: "may only be specified if strategy is set")
      }
    }
  }

  mutating func priorityClass(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let name = object.value("metadata").text("name")
    let value = object.int("value") ?? 0
    let known = ["system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000]
    if name.hasPrefix("system-") {
      if known[name] != value {
        at("metadata") { v in
          v.forbidden(
            "name",
            because:
              "priority class names with 'system-' prefix are reserved for system use only")
        }
      }
    } else if value > 1_000_000_000 {
      forbidden(
        "value", because: "maximum allowed value of a user defined priority is 1000000000")
    }
    oneOfRequired(object, "preemptionPolicy", ["PreemptLowerPriority", "Never"])
  }

  mutating func runtimeClass(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    check(object.text("handler"), is: .dns1123Label, at: "handler")
    within("overhead", of: object) { v, overhead in
      let context = PodContext(Mapping(), isPod: false, name: "")
      v.resourceRequirements(
        Fields.limits(overhead.value("podFixed")), context, names: .container)
    }
    within("scheduling", of: object) { v, scheduling in
      v.labels(scheduling, "nodeSelector")
      v.tolerations(scheduling)
      var seen: Set<String> = []
      for (index, toleration) in scheduling.objects("tolerations").enumerated()
      where !seen.insert(Node(toleration).json).inserted {
        v.duplicate("tolerations", .index(index), value: ShownValue(toleration, as: .toleration))
      }
    }
  }

  // MARK: Events

  /// Event of core/v1, and of events.k8s.io/v1 where the new fields are required.
  mutating func event(_ object: Fields, isNew: Bool) {
    let involved = object.value(isNew ? "regarding" : "involvedObject")
    let namespace = object.value("metadata").text("namespace")
    let owner = involved.text("namespace")
    let expected = owner.isEmpty ? "default" : owner
    if !namespace.isEmpty, namespace != expected, !(owner.isEmpty && namespace == "kube-system") {
      at(isNew ? "regarding" : "involvedObject") { v in
        v.invalid("namespace", value: ShownValue(owner), "does not match event.namespace")
      }
    }
    guard isNew else { return }
    formerEventFields(object)
    within("series", of: object) { v, series in
      if series.int("count") ?? 0 < 2 { v.invalid("count", value: "", "should be at least 2") }
      if !series.has("lastObservedTime") { v.required("lastObservedTime") }
    }
    if !object.has("eventTime") { required("eventTime") }
    let controller = object.text("reportingController")
    if controller.isEmpty {
      required("reportingController")
    } else {
      check(controller, is: .qualifiedName, at: "reportingController")
    }
    for field in ["reportingInstance", "action", "reason"] {
      let text = object.text(field)
      if text.isEmpty { required(.field(field)) }
      if text.utf8.count > 128 {
        invalid(.field(field), value: ShownValue(text), "can have at most 128 characters")
      }
    }
    if object.text("note").utf8.count > 1_024 {
      invalid("message", value: ShownValue(object.text("note")), "can have at most 1024 characters")
    }
    if !["Normal", "Warning"].contains(object.text("type")) {
      invalid("type", value: "", "has invalid value: \(object.text("type"))")
    }
  }

  /// What a new Event must not say any more, by the names that the server holds it by.
  private mutating func formerEventFields(_ object: Fields) {
    for (field, name) in [
      ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"),
      ("deprecatedCount", "count"), ("deprecatedSource", "source"),
    ] {
      guard let value = object[field], !value.isNull, value.mapping?.isEmpty != true else {
        continue
      }
      invalid(.named(name, [.field(field)]), value: "", "needs to be unset")
    }
  }

  // MARK: Certificates and aggregated APIs

  mutating func certificateSigningRequest(_ object: Fields) {
    metadata(object, name: .pathSegment, isNamespaced: false)
    let spec = object.value("spec")
    at("spec") { v in
      let request = Base64.decode(spec.text("request")) ?? []
      if !request.starts(with: "-----BEGIN CERTIFICATE REQUEST-----".utf8) {
        v.invalid(
          "request", value: ShownValue(spec["request"]),
          "PEM block type must be CERTIFICATE REQUEST")
      }
      let usages = spec.strings("usages")
      if usages.isEmpty { v.required("usages", because: "usages cannot be empty") }
      var seen: Set<String> = []
      for (index, usage) in usages.enumerated() {
        if !Self.keyUsages.contains(usage) {
          v.notSupported("usages", .index(index), value: ShownValue(usage), Self.keyUsages)
        }
        if !seen.insert(usage).inserted {
          v.duplicate("usages", .index(index), value: ShownValue(usage))
        }
      }
      v.signerName(spec.text("signerName"), at: "signerName")
      if spec.text("signerName") == "kubernetes.io/legacy-unknown" {
        v.invalid(
          "signerName", value: ShownValue(spec.text("signerName")),
          "the legacy signerName is not allowed via this API version")
      }
      if let seconds = spec.int("expirationSeconds"), seconds < 600 {
        v.invalid(
          "expirationSeconds", value: ShownValue(seconds),
          "may not specify a duration less than 600 seconds (10 minutes)")
      }
    }
  }

  private static let keyUsages = [
    "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign",
    "data encipherment", "decipher only", "digital signature", "email protection",
    "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement",
    "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth",
    "signing", "timestamping",
  ]

  /// What the server answers itself needs no trust.
  private mutating func localAPIService(_ spec: Fields) {
    let bundle = Base64.decode(spec.text("caBundle")) ?? []
    if !bundle.isEmpty {
      invalid(
        "caBundle", value: ShownValue("\(bundle.count) bytes"),
        "local APIServices may not have a caBundle")
    }
    if spec.isTrue("insecureSkipTLSVerify") {
      invalid(
        "insecureSkipTLSVerify", value: ShownValue(true),
        "local APIServices may not have insecureSkipTLSVerify")
    }
  }

  mutating func apiService(_ object: Fields) {
    let spec = object.value("spec")
    let expected = "\(spec.text("version")).\(spec.text("group"))"
    let name = object.value("metadata").text("name")
    metadata(object, name: .pathSegment, isNamespaced: false)
    let prefix = object.value("metadata").text("generateName")
    for (field, text) in [("generateName", prefix), ("name", name)]
    where !text.isEmpty && text != expected {
      at("metadata") { v in
        v.invalid(
          .field(field), value: ShownValue(text),
          "must be `spec.version+\".\"+spec.group`: \"\(expected)\"")
      }
    }
    at("spec") { v in
      let group = spec.text("group")
      if !group.isEmpty {
        v.check(group, is: .dns1123Subdomain, at: "group")
      } else if spec.text("version") != "v1" {
        v.required(
          "group", because: "only v1 may have an empty group and it better be legacy kube")
      }
      let version = spec.text("version")
      v.check(version, is: .dns1035Label, at: "version")
      for (field, limit) in [("groupPriorityMinimum", 20_000), ("versionPriority", 1_000)] {
        let value = spec.int(field) ?? 0
        if value <= 0 || value > limit {
          v.invalid(
            .field(field), value: ShownValue(value), "must be positive and less than \(limit)")
        }
      }
      guard let service = spec.object("service") else { return v.localAPIService(spec) }
      v.at("service") { v in
        for field in ["namespace", "name"] where service.text(field).isEmpty {
          v.required(.field(field))
        }
        if let port = service.int("port"), !(1...65_535).contains(port) {
          v.invalid(
            "port", value: ShownValue(port),
            "port is not valid: must be between 1 and 65535, inclusive")
        }
      }
      if spec.isTrue("insecureSkipTLSVerify"), !spec.text("caBundle").isEmpty {
        v.invalid(
          "insecureSkipTLSVerify", value: ShownValue(true), "may not be true if caBundle is present"
        )
      }
    }
  }
}
