import Kubernetes
import Values
import YAML

/// What the parts of a pod need to know of the whole.
struct PodContext {
  /// Whether the pod stands alone rather than in a template.
  let isPod: Bool
  /// The pod's name, to name the claims that it makes.
  let name: String
  /// The volumes that are valid, by name.
  var volumes: [String: Fields] = [:]
  let claimNames: Set<String>
  let gracePeriod: Int?
  let restartPolicy: String
  let usesHostUsers: Bool

  init(_ spec: Fields, isPod: Bool, name: String) {
    self.isPod = isPod
    self.name = name
    claimNames = Set(spec.objects("resourceClaims").map { $0.text("name") }.filter { !$0.isEmpty })
    gracePeriod = spec.int("terminationGracePeriodSeconds")
    restartPolicy = spec.text("restartPolicy")
    usesHostUsers = spec.bool("hostUsers") ?? true
  }
}

/// Pod, PodTemplate and the pod templates of workloads (core/v1).
extension Validation {
  mutating func pod(_ pod: Fields) {
    metadata(pod, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(pod)
    let spec = pod.value("spec")
    podAnnotations(pod.value("metadata"), at: "metadata", spec: spec)
    at("spec") { v in
      v.podSpec(
        spec, PodContext(spec, isPod: true, name: pod.value("metadata").text("name")))
      v.serviceAccountTokens(spec)
      for list in ["containers", "initContainers"] {
        v.each(list, of: spec) { v, container, _ in v.imageWithoutPadding(container) }
      }
      if !spec.isEmptyCollection("ephemeralContainers") {
        v.forbidden("ephemeralContainers", because: "cannot be set on create")
      }
      if !spec.text("nodeName").isEmpty, !spec.isEmptyCollection("schedulingGates") {
        v.forbidden(
          "nodeName", because: "cannot be set until all schedulingGates have been cleared")
      }
    }
  }

  /// A pod template under `template`, as its owner names it.
  mutating func podTemplate(_ owner: Fields) {
    let template = owner.value("template")
    at("template") { v in
      // The server names the template's labels without `metadata`.
      let meta = template.value("metadata")
      v.labels(meta, "labels")
      v.annotations(meta, "annotations")
      let spec = template.value("spec")
      v.podAnnotations(meta, at: nil, spec: spec)
      v.at("spec") { v in
        v.podSpec(spec, PodContext(spec, isPod: false, name: ""))
        if !spec.isEmptyCollection("ephemeralContainers") {
          v.forbidden(
            "ephemeralContainers", because: "ephemeral containers not allowed in pod template")
        }
      }
    }
  }

  private mutating func podAnnotations(_ meta: Fields, at holder: String?, spec: Fields) {
    let annotations = meta.dictionary("annotations")
    guard !annotations.isEmpty else { return }
    func check(_ v: inout Validation) {
      v.appArmorAnnotations(annotations, spec)
      if let mirror = annotations["kubernetes.io/config.mirror"], spec.text("nodeName").isEmpty {
        v.invalid(
          "annotations", .key("kubernetes.io/config.mirror"), value: ShownValue(mirror),
          "must set spec.nodeName if mirror pod annotation is set")
      }
      let cost = "controller.kubernetes.io/pod-deletion-cost"
      if let text = annotations[cost], !text.isDeletionCost {
        v.invalid("annotations", .key(cost), value: ShownValue(text), "must be a 32bit integer")
      }
    }
    if let holder { at(holder, check) } else { check(&self) }
  }

  mutating func podSpec(_ spec: Fields, _ context: PodContext) {
    var context = context
    context.volumes = volumes(spec, context)
    podResourceClaims(spec)
    containers(spec, context)
    initContainers(spec, context)
    ephemeralContainers(spec, context)
    podResources(spec, context)
    hostPorts(spec, isPod: context.isPod)
    oneOfRequired(spec, "restartPolicy", ["Always", "OnFailure", "Never"])
    oneOfRequired(
      spec, "dnsPolicy", ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
    labels(spec, "nodeSelector")
    podSecurityContext(spec)
    affinity(spec)
    dnsConfig(spec)
    gates(spec)
    topologySpread(spec)
    windowsHostProcess(spec)
    userNamespace(spec)
    podNames(spec)
    tolerations(spec)
    hostAliases(spec)
    if spec.has("overhead") {
      at("overhead") { v in
        v.resourceRequirements(Fields.limits(spec.value("overhead")), context, names: .container)
      }
    }
    operatingSystem(spec)
  }

  /// A field that must be one of a few words, none of which is empty.
  mutating func oneOfRequired(_ fields: Fields, _ name: String, _ allowed: [String]) {
    let value = fields.text(name)
    if value.isEmpty {
      required(.field(name))
    } else {
      oneOf(value, allowed, at: .field(name))
    }
  }

  /// Annotations of AppArmor, which a field replaced and which still count.
  private mutating func appArmorAnnotations(_ annotations: [String: String], _ spec: Fields) {
    let names = Set(
      Container.Role.allCases.flatMap { spec.objects($0.rawValue) }.map { $0.text("name") })
    for (key, profile) in annotations.sorted(by: { $0.key < $1.key })
    where key.hasPrefix(AppArmor.prefix) {
      let container = String(key.dropFirst(AppArmor.prefix.count))
      at(["annotations", .key(key)]) { v in
        if !names.contains(container) {
          v.invalid(value: ShownValue(container), "container not found")
        }
        if !AppArmor.isSound(profile) {
          v.invalid(
            value: ShownValue(profile),
            "invalid AppArmor profile name: \(ShownValue.quoted(profile))")
        }
      }
    }
  }

  private mutating func podNames(_ spec: Fields) {
    for name in ["serviceAccountName", "nodeName", "priorityClassName"] {
      let text = spec.text(name)
      if !text.isEmpty { check(text, is: .dns1123Subdomain, at: .field(name)) }
    }
    for name in ["hostname", "subdomain"] {
      let text = spec.text(name)
      if !text.isEmpty { check(text, is: .dns1123Label, at: .field(name)) }
    }
    if let text = spec.optionalText("runtimeClassName") {
      check(text, is: .dns1123Subdomain, at: "runtimeClassName")
    }
    if let text = spec.optionalText("hostnameOverride") { hostnameOverride(text, spec) }
    if let deadline = spec.int("activeDeadlineSeconds"), !(1...Int(Int32.max)).contains(deadline) {
      invalid(
        "activeDeadlineSeconds", value: ShownValue(deadline),
        "must be between 1 and 2147483647, inclusive")
    }
    if spec.has("preemptionPolicy") {
      oneOfRequired(spec, "preemptionPolicy", ["PreemptLowerPriority", "Never"])
    }
  }

  private mutating func hostnameOverride(_ text: String, _ spec: Fields) {
    if text.utf8.count > 64 {
      tooLong("hostnameOverride", limit: 64)
    }
    check(text, is: .dns1123Subdomain, at: "hostnameOverride")
    if spec.isTrue("setHostnameAsFQDN") {
      invalid(
        "hostnameOverride", value: ShownValue(text),
        "may not be specified when setHostnameAsFQDN is true")
    }
    if spec.isTrue("hostNetwork") {
      invalid(
        "hostnameOverride", value: ShownValue(text), "may not be specified when hostNetwork is true"
      )
    }
  }

  /// KEP-127: host namespaces and user namespaces exclude each other.
  private mutating func userNamespace(_ spec: Fields) {
    guard spec.bool("hostUsers") == false else { return }
    for (field, shown) in [
      ("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC"),
    ] where spec.isTrue(field) {
      forbidden(.field(shown), because: "when `hostUsers` is false")
    }
  }

  private mutating func hostPorts(_ spec: Fields, isPod: Bool) {
    guard spec.isTrue("hostNetwork") else { return }
    each("containers", of: spec) { v, container, _ in
      v.each("ports", of: container) { v, port, _ in
        let host = port.int("hostPort") ?? 0
        guard isPod || host != 0, host != port.int("containerPort") ?? 0 else { return }
        v.invalid(
          "hostPort", value: ShownValue(host),
          "must match `containerPort` when `hostNetwork` is true")
      }
    }
  }

  private mutating func serviceAccountTokens(_ spec: Fields) {
    guard spec.text("serviceAccountName").isEmpty else { return }
    each("volumes", of: spec) { v, volume, _ in
      v.within("projected", of: volume) { v, projected in
        v.each("sources", of: projected) { v, source, _ in
          guard source.object("serviceAccountToken") != nil else { return }
          v.forbidden(
            "serviceAccountToken",
            because: "must not be specified when serviceAccountName is not set")
        }
      }
    }
  }

  private mutating func gates(_ spec: Fields) {
    each("readinessGates", of: spec) { v, gate, _ in
      v.check(gate.text("conditionType"), is: .qualifiedName, at: "conditionType")
    }
    var seen: Set<String> = []
    for (index, gate) in spec.objects("schedulingGates").enumerated() {
      let name = gate.text("name")
      check(name, is: .qualifiedName, at: "schedulingGates", .index(index))
      if !seen.insert(name).inserted {
        duplicate("schedulingGates", .index(index), value: ShownValue(name))
      }
    }
  }

  private mutating func podResourceClaims(_ spec: Fields) {
    var seen: Set<String> = []
    each("resourceClaims", of: spec) { v, claim, _ in
      let name = claim.text("name")
      if name.isEmpty {
        v.required("name")
      } else if !seen.insert(name).inserted {
        v.duplicate("name", value: ShownValue(name))
      } else {
        v.check(name, is: .dns1123Label, at: "name")
      }
      let direct = claim.optionalText("resourceClaimName")
      let template = claim.optionalText("resourceClaimTemplateName")
      if direct != nil, template != nil {
        v.invalid(
          value: ShownValue(claim, as: .podResourceClaim),
          "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
      }
      if direct == nil, template == nil {
        v.invalid(
          value: ShownValue(claim, as: .podResourceClaim),
          "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
      }
      if let direct { v.check(direct, is: .dns1123Subdomain, at: "resourceClaimName") }
      if let template { v.check(template, is: .dns1123Subdomain, at: "resourceClaimTemplateName") }
    }
  }

  private mutating func hostAliases(_ spec: Fields) {
    each("hostAliases", of: spec) { v, alias, _ in
      v.ipAddress(alias.text("ip"), at: "ip")
      for (index, name) in alias.strings("hostnames").enumerated() {
        v.check(name, is: .dns1123Subdomain, at: "hostnames", .index(index))
      }
    }
  }

  private mutating func dnsConfig(_ spec: Fields) {
    let config = spec.object("dnsConfig")
    if spec.text("dnsPolicy") == "None" {
      guard let config else {
        required("dnsConfig", because: "must provide `dnsConfig` when `dnsPolicy` is None")
        return
      }
      guard !config.isEmptyCollection("nameservers") else {
        required(
          "dnsConfig", "nameservers",
          because: "must provide at least one DNS nameserver when `dnsPolicy` is None")
        return
      }
    }
    guard let config else { return }
    at("dnsConfig") { v in
      let servers = config.strings("nameservers")
      if servers.count > 3 {
        v.invalid(
          "nameservers", value: ShownValue(config["nameservers"]),
          "must not have more than 3 nameservers")
      }
      for (index, server) in servers.enumerated() {
        v.ipAddress(server, at: "nameservers", .index(index))
      }
      v.dnsSearches(config)
      for (index, option) in config.objects("options").enumerated()
      where option.text("name").isEmpty {
        v.required("options", .index(index), because: "must not be empty")
      }
    }
  }

  private mutating func dnsSearches(_ config: Fields) {
    let searches = config.strings("searches")
    if searches.count > 32 {
      invalid(
        "searches", value: ShownValue(config["searches"]), "must not have more than 32 search paths"
      )
    }
    if searches.joined(separator: " ").utf8.count > 2_048 {
      invalid(
        "searches", value: ShownValue(config["searches"]),
        "must not have more than 2048 characters (including spaces) in the search list")
    }
    for (index, search) in searches.enumerated() where search != "." {
      let name = search.hasSuffix(".") ? String(search.dropLast()) : search
      check(name, is: .dns1123SubdomainWithUnderscore, at: "searches", .index(index))
    }
  }
}

extension Mapping {
  /// A requirement of resources that has limits alone.
  static func limits(_ limits: Fields) -> Fields {
    Mapping(entries: [Entry(key: .string("limits"), value: Node(limits))])
  }
}

extension String {
  /// A 32-bit integer as pod deletion costs write it: without a plus sign or leading zeros.
  fileprivate var isDeletionCost: Bool {
    guard let value = Int32(self) else { return false }
    return String(value) == self
  }
}
