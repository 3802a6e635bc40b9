import Kubernetes
import Values
import YAML

/// The other kinds of core/v1.
extension Validation {
  // MARK: ConfigMap and Secret

  /// What etcd takes in one object.
  private static let maximalSize = 1 << 20

  mutating func configMap(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    let binary = object.value("binaryData")
    var size = 0
    for entry in object.map("data") {
      check(entry.key, is: .configKey, at: "data", .key(entry.key))
      if binary.has(entry.key) {
        invalid(
          "data", .key(entry.key), value: ShownValue(entry.key),
          "duplicate of key present in binaryData")
      }
      size += entry.value.utf8.count
    }
    for entry in object.map("binaryData") {
      check(entry.key, is: .configKey, at: "binaryData", .key(entry.key))
      size += Base64.decode(entry.value)?.count ?? 0
    }
    if size > Self.maximalSize { tooLong(.field(""), limit: Self.maximalSize) }
  }

  mutating func secret(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    let data = object.dictionary("data").mapValues { Base64.decode($0) ?? [] }
    for key in data.keys.sorted() { check(key, is: .configKey, at: "data", .key(key)) }
    let size = data.values.reduce(0) { $0 + $1.count }
    if size > Self.maximalSize { tooLong("data", limit: Self.maximalSize) }
    secretData(data, type: object.text("type"), object.value("metadata"))
  }

  /// The keys that a type of secret must have.
  private mutating func secretData(_ data: [String: [UInt8]], type: String, _ meta: Fields) {
    switch type {
    case "kubernetes.io/service-account-token":
      let key = "kubernetes.io/service-account.name"
      if meta.dictionary("annotations")[key] ?? "" == "" {
        at("metadata") { v in v.required("annotations", .key(key)) }
      }
    case "kubernetes.io/dockercfg": jsonSecret(data, ".dockercfg")
    case "kubernetes.io/dockerconfigjson": jsonSecret(data, ".dockerconfigjson")
    case "kubernetes.io/basic-auth":
      if data["username"] == nil, data["password"] == nil {
        required("data", .key("username"))
        required("data", .key("password"))
      }
    case "kubernetes.io/ssh-auth":
      if data["ssh-privatekey"]?.isEmpty ?? true { required("data", .key("ssh-privatekey")) }
    case "kubernetes.io/tls":
      for key in ["tls.crt", "tls.key"] where data[key] == nil { required("data", .key(key)) }
    default: break
    }
  }

  private mutating func jsonSecret(_ data: [String: [UInt8]], _ key: String) {
    guard let bytes = data[key] else {
      required("data", .key(key))
      return
    }
    if let fault = JSONObject.fault(in: bytes) {
      invalid("data", .key(key), value: "<secret contents redacted>", fault)
    }
  }

  // MARK: Namespace and ServiceAccount

  mutating func namespace(_ object: Fields) {
    metadata(object, name: .dns1123Label, isNamespaced: false)
    standardFinalizers(object)
    for name in object.value("spec").strings("finalizers") {
      at("spec") { v in
        v.check(name, is: .qualifiedName, at: "finalizers")
        v.standardFinalizer(name, at: "finalizers")
      }
    }
    if causes.isEmpty { podSecurityLabels(object) }
  }

  /// What the admission plugin PodSecurity reads from a namespace.
  private mutating func podSecurityLabels(_ object: Fields) {
    let labels = object.value("metadata").dictionary("labels")
    for mode in ["enforce", "audit", "warn"] {
      let level = "pod-security.kubernetes.io/\(mode)"
      if let value = labels[level], !["privileged", "baseline", "restricted"].contains(value) {
        at("metadata") { v in
          v.invalid(
            "labels", .key(level), value: ShownValue(value),
            "must be one of privileged, baseline, restricted")
        }
      }
      let version = "\(level)-version"
      if let value = labels[version], value != "latest",
        !(value.hasPrefix("v1.") && Int(value.dropFirst(3)) != nil)
      {
        at("metadata") { v in
          v.invalid(
            "labels", .key(version), value: ShownValue(value),
            "must be \"latest\" or \"v1.x\"")
        }
      }
    }
  }

  mutating func serviceAccount(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
  }

  // MARK: Quotas and limits

  mutating func resourceQuota(_ object: Fields) {
    standardObject(object) { v, spec in
      for (name, amount) in spec.quantities("hard") {
        v.standardResourceName(name, at: "hard", .key(name))
        if !name.contains("/"), !ResourceName.isQuota(name) {
          v.invalid(
            "hard", .key(name), value: ShownValue(name), "must be a standard resource for quota")
        }
        v.amount(amount, of: name, at: "hard", .key(name))
      }
      let names = spec.quantities("hard").map(\.name).sorted()
      v.quotaScopes(spec.strings("scopes"), names, ShownValue(spec["scopes"]))
      v.within("scopeSelector", of: spec) { v, selector in v.scopeSelector(selector, names) }
    }
  }

  private mutating func quotaScopes(_ scopes: [String], _ names: [String], _ shown: ShownValue) {
    for scope in scopes {
      if !QuotaScope.isKnown(scope) { invalid("scopes", value: shown, "unsupported scope") }
      for name in names where !QuotaScope.allows(scope, name) {
        invalid("scopes", value: shown, "unsupported scope applied to resource")
      }
    }
    if QuotaScope.conflict(scopes) { invalid("scopes", value: shown, "conflicting scopes") }
  }

  private mutating func scopeSelector(_ selector: Fields, _ names: [String]) {
    let requirements = selector.objects("matchExpressions")
    at("matchExpressions") { v in
      for requirement in requirements { v.scopeRequirement(requirement, names, selector) }
    }
    if QuotaScope.conflict(requirements.map { $0.text("scopeName") }) {
      invalid(
        "matchExpressions", value: ShownValue(selector, as: .scopeSelector), "conflicting scopes")
    }
  }

  private mutating func scopeRequirement(
    _ requirement: Fields, _ names: [String], _ selector: Fields
  ) {
    let scope = requirement.text("scopeName")
    let word = requirement.text("operator")
    if !QuotaScope.isKnown(scope) {
      invalid("scopeName", value: ShownValue(scope), "unsupported scope")
    }
    for name in names where !QuotaScope.allows(scope, name) {
      invalid(
        value: ShownValue(selector, as: .scopeSelector), "unsupported scope applied to resource")
    }
    if QuotaScope.isKnown(scope), scope != "PriorityClass", scope != "VolumeAttributesClass",
      word != "Exists"
    {
      invalid(
        "operator", value: ShownValue(word),
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
          + "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
          + "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity")
    }
    let isEmpty = requirement.isEmptyCollection("values")
    switch word {
    case "In", "NotIn":
      if isEmpty {
        required(
          "values",
          because:
            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
      }
    case "Exists", "DoesNotExist":
      if !isEmpty {
        invalid(
          "values", value: ShownValue(requirement["values"]),
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
      }
    default: invalid("operator", value: ShownValue(word), "not a valid selector operator")
    }
  }

  // MARK: Node

  mutating func node(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let spec = object.value("spec")
    // The server names taints as if they stood in the metadata.
    at("metadata") { v in v.taints(spec) }
    at("spec") { v in
      let blocks = spec.strings("podCIDRs")
      for (index, block) in blocks.enumerated() {
        v.cidr(block, at: "podCIDRs", .index(index))
        if let range = CIDR(block), range.network != range {
          v.invalid(
            "podCIDRs", .index(index), value: ShownValue(block),
            "must not have bits set beyond the prefix length")
        }
      }
      if blocks.count > 1 {
        let families = blocks.compactMap { CIDR($0)?.address.isIPv4 }
        if blocks.count > 2 || Set(families).count != 2 {
          v.invalid(
            "podCIDRs", value: ShownValue(spec["podCIDRs"]),
            "may specify no more than one CIDR for each IP family")
        }
      }
    }
  }

  private mutating func taints(_ spec: Fields) {
    var seen: Set<String> = []
    each("taints", of: spec) { v, taint, _ in
      let key = taint.text("key")
      let effect = taint.text("effect")
      v.check(key, is: .qualifiedName, at: "key")
      let faults = NameFormat.labelValue.faults(taint.text("value"))
      if !faults.isEmpty {
        v.invalid("value", value: ShownValue(taint.text("value")), faults.joined(separator: ";"))
      }
      if effect.isEmpty {
        v.required("effect")
      } else {
        v.oneOf(effect, Self.taintEffects, at: "effect")
      }
      if !seen.insert("\(effect)/\(key)").inserted {
        v.duplicate(value: ShownValue(taint, as: .taint))
      }
    }
  }

  // MARK: PodTemplate and Binding

  mutating func podTemplateObject(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    podTemplate(object)
  }

  mutating func binding(_ object: Fields) {
    let target = object.value("target")
    at("target") { v in
      let kind = target.text("kind")
      if !kind.isEmpty { v.oneOf(kind, ["Node", "<empty>"], at: "kind") }
      if target.text("name").isEmpty { v.required("name") }
    }
  }
}

/// What a quota counts.
enum QuotaScope {
  private static let pods: Set<String> = [
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass",
    "CrossNamespacePodAffinity",
  ]

  static func isKnown(_ scope: String) -> Bool {
    pods.contains(scope) || scope == "VolumeAttributesClass"
  }

  /// Whether a quota of this scope may limit a resource; what has a domain may stand in any.
  static func allows(_ scope: String, _ resource: String) -> Bool {
    guard ResourceName.isQuota(resource) else { return true }
    switch scope {
    case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass",
      "CrossNamespacePodAffinity":
      return isPodResource(resource)
    case "BestEffort": return resource == "pods"
    case "VolumeAttributesClass":
      return resource == "requests.storage" || resource == "persistentvolumeclaims"
    default: return true
    }
  }

  private static func isPodResource(_ resource: String) -> Bool {
    let names: Set<String> = [
      "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "pods",
      "ephemeral-storage", "requests.ephemeral-storage", "limits.ephemeral-storage",
    ]
    return names.contains(resource) || ResourceName.isHugePages(resource)
      || resource.hasPrefix("requests.hugepages-")
  }

  static func conflict(_ scopes: [String]) -> Bool {
    let set = Set(scopes)
    return set.isSuperset(of: ["BestEffort", "NotBestEffort"])
      || set.isSuperset(of: ["Terminating", "NotTerminating"])
  }
}
