import Kubernetes
import Values
import YAML

/// Amounts of resources: requests, limits, quotas (core/v1).
extension Validation {
  /// Which names of resources may stand somewhere.
  enum ResourceNames { case container, pod }

  mutating func resourceRequirements(
    _ requirements: Fields, _ context: PodContext, names: ResourceNames
  ) {
    let limits = requirements.quantities("limits")
    let requests = requirements.quantities("requests")
    for (list, amounts) in [("limits", limits), ("requests", requests)] {
      for (name, amount) in amounts {
        at(.field(list)) { v in
          v.resourceName(name, names)
          v.amount(amount, of: name, at: .key(name))
          v.hugePages(amount, of: name)
        }
      }
    }
    for (name, amount) in requests {
      requestWithinLimit(name, amount, limits.first { $0.name == name }?.quantity)
    }
    let all = (limits + requests).map(\.name)
    if all.contains(where: ResourceName.isHugePages), !all.contains("cpu"), !all.contains("memory")
    {
      forbidden(because: "HugePages require cpu or memory")
    }
    resourceClaims(requirements, context)
  }

  private mutating func requestWithinLimit(
    _ name: String, _ request: Quantity, _ limit: Quantity?
  ) {
    let allowsOvercommit = ResourceName.allowsOvercommit(name)
    guard let limit else {
      if !allowsOvercommit {
        required("limits", because: "Limit must be set for non overcommitable resources")
      }
      return
    }
    if request != limit, !allowsOvercommit {
      invalid(
        "requests", value: ShownValue(request), "must be equal to \(name) limit of \(limit)")
    } else if request > limit {
      invalid(
        "requests", value: ShownValue(request),
        "must be less than or equal to \(name) limit of \(limit)")
    }
  }

  private mutating func hugePages(_ amount: Quantity, of name: String) {
    guard ResourceName.isHugePages(name),
      let size = try? Quantity(String(name.dropFirst("hugepages-".count))).roundedUp, size > 0,
      let value = amount.roundedUp, value % size != 0
    else { return }
    invalid(
      .key(name), value: ShownValue(amount),
      "\(amount) is not positive integer multiple of \(name)")
  }

  private mutating func resourceClaims(_ requirements: Fields, _ context: PodContext) {
    var seen: Set<String> = []
    for (index, claim) in requirements.objects("claims").enumerated() {
      let name = claim.text("name")
      guard !name.isEmpty else {
        required("claims", .index(index))
        continue
      }
      let request = claim.text("request")
      if !request.isEmpty {
        check(request, is: .dns1123Label, at: "claims", .index(index), "request")
      }
      let key = request.isEmpty ? name : "\(name)/\(request)"
      let overlaps =
        seen.contains(name) || seen.contains(key)
        || (request.isEmpty && seen.contains { $0.hasPrefix("\(name)/") })
      if overlaps { duplicate("claims", .index(index), value: ShownValue(key)) }
      seen.insert(key)
      if !context.claimNames.contains(name) {
        let names = context.claimNames.sorted().joined(separator: ", ")
        notFound(
          "claims", .index(index), value: ShownValue(name),
          because: "must be one of the names in pod.spec.resourceClaims"
            + (names.isEmpty ? " which is empty" : ": \(names)"))
      }
    }
  }

  /// KEP-2837: resources of a whole pod.
  mutating func podResources(_ spec: Fields, _ context: PodContext) {
    within("resources", of: spec) { v, resources in
      if resources.has("claims") {
        v.forbidden("claims", because: "claims cannot be set for Resources at pod-level")
      }
      v.resourceRequirements(resources, context, names: .pod)
      v.podResourceConsistency(spec, resources)
    }
  }

  private mutating func podResourceConsistency(_ spec: Fields, _ resources: Fields) {
    let requests = resources.quantities("requests")
    var sums: [String: Quantity] = [:]
    for container in spec.objects("containers") {
      for (name, amount) in container.value("resources").quantities("requests") {
        sums[name] = (sums[name] ?? .zero) + amount
      }
    }
    for (name, sum) in sums.sorted(by: { $0.key < $1.key })
    where requests.contains(where: { $0.name == name }) || ResourceName.isPodLevel(name) {
      let whole = requests.first { $0.name == name }?.quantity ?? .zero
      guard sum > whole, requests.contains(where: { $0.name == name }) else { continue }
      invalid(
        "requests", .key(name), value: ShownValue(whole),
        "must be greater than or equal to aggregate container requests of \(sum)")
    }
    let limits = resources.quantities("limits")
    for (index, container) in spec.objects("containers").enumerated() {
      for (name, limit) in container.value("resources").quantities("limits") {
        guard let whole = limits.first(where: { $0.name == name })?.quantity, limit > whole else {
          continue
        }
        invalid(
          "containers", .index(index), .key(name), "limits", value: ShownValue(limit),
          "must be less than or equal to pod limits of \(whole)")
      }
    }
  }

  // MARK: Names and amounts

  /// An amount that is not negative, and whole where halves make no sense.
  mutating func amount(_ amount: Quantity, of name: String, at place: Step...) {
    if amount.isNegative {
      report(.invalid, place, "Invalid value: \"\(amount)\": \(Self.notNegative)")
    }
    if ResourceName.isInteger(name), let milli = amount.milliValue, milli % 1_000 != 0 {
      report(.invalid, place, "Invalid value: \"\(amount)\": must be an integer")
    }
  }

  private mutating func resourceName(_ name: String, _ names: ResourceNames) {
    let before = causes.count
    standardResourceName(name, at: .key(name))
    switch names {
    case .container: containerResourceName(name, at: .key(name))
    case .pod:
      guard causes.count == before, !ResourceName.isPodLevel(name) else { return }
      notSupported(.key(name), value: ShownValue(name), ["cpu", "hugepages-", "memory"])
    }
  }

  mutating func standardResourceName(_ name: String, at place: Step...) {
    let faults = NameFormat.qualifiedName.faults(name)
    for fault in faults { report(.invalid, place, "Invalid value: \"\(name)\": \(fault)") }
    guard faults.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), !ResourceName.isStandard(name)
    else { return }
    report(
      .invalid, place,
      "Invalid value: \"\(name)\": must be a standard resource type or fully qualified")
  }

  mutating func containerResourceName(_ name: String, at place: Step...) {
    if !name.utf8.contains(UInt8(ascii: "/")) {
      guard !ResourceName.isContainer(name) else { return }
      report(
        .invalid, place,
        "Invalid value: \"\(name)\": must be a standard resource for containers")
    } else if !ResourceName.isNative(name), !ResourceName.isExtended(name) {
      report(
        .invalid, place,
        "Invalid value: \"\(name)\": doesn't follow extended resource name standard")
    }
  }
}

/// What the name of a resource says about it.
enum ResourceName {
  private static let container: Set<String> = ["cpu", "memory", "ephemeral-storage"]
  private static let quota: Set<String> = [
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
    "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
    "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers",
  ]
  private static let integer: Set<String> = [
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
    "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
  ]

  static func isHugePages(_ name: String) -> Bool { name.hasPrefix("hugepages-") }

  static func isStandard(_ name: String) -> Bool {
    quota.contains(name) || name == "storage" || isHugePages(name) || isQuotaHugePages(name)
  }

  static func isContainer(_ name: String) -> Bool { container.contains(name) || isHugePages(name) }

  static func isQuota(_ name: String) -> Bool {
    quota.contains(name) || isHugePages(name) || isQuotaHugePages(name)
  }

  static func isPodLevel(_ name: String) -> Bool {
    name == "cpu" || name == "memory" || isHugePages(name)
  }

  private static func isQuotaHugePages(_ name: String) -> Bool {
    name.hasPrefix("requests.hugepages-")
  }

  /// Without a domain, or of kubernetes.io.
  static func isNative(_ name: String) -> Bool {
    !name.contains("/") || name.hasPrefix("kubernetes.io/")
  }

  static func isExtended(_ name: String) -> Bool {
    !isNative(name) && !name.hasPrefix("requests.")
      && NameFormat.qualifiedName.matches("requests.\(name)")
  }

  static func isInteger(_ name: String) -> Bool { integer.contains(name) || isExtended(name) }

  static func allowsOvercommit(_ name: String) -> Bool { isNative(name) && !isHugePages(name) }
}
