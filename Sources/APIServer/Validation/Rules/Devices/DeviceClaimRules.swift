import Kubernetes
import Values
import YAML

/// Rules of resource.k8s.io/v1: ResourceClaim and ResourceClaimTemplate.
extension Validation {
  mutating func resourceClaim(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    // Of one that is there nothing can change.
    guard !isUpdate else { return }
    let devices = object.value("spec").value("devices")
    adminAccess(devices, object)
    at(["spec", "devices"]) { v in v.deviceClaim(devices) }
  }

  mutating func resourceClaimTemplate(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    guard !isUpdate else { return }
    let spec = object.value("spec")
    let devices = spec.value("spec").value("devices")
    adminAccess(devices, object)
    at("spec") { v in
      v.claimTemplateMetadata(spec)
      v.at(["spec", "devices"]) { v in v.deviceClaim(devices) }
    }
  }

  /// Access for administrators needs a label of the namespace, which only a cluster knows; the one
  /// that every cluster begins with has none.
  private mutating func adminAccess(_ devices: Fields, _ object: Fields) {
    guard object.value("metadata").text("namespace") == "default" else { return }
    for (index, request) in devices.objects("requests").enumerated()
    where request.value("exactly").isTrue("adminAccess") {
      report(
        .forbidden, ["spec", "devices", "requests", .index(index), "adminAccess"],
        "Forbidden: admin access to devices requires the `resource.kubernetes.io/admin-access: "
          + "true` label on the containing namespace")
    }
  }

  private mutating func deviceClaim(_ devices: Fields) {
    let names = RequestNames(devices)
    let compile = expressions.compiler(
      ExpressionRules.Scope(hasParams: false, hasVariables: false))
    eachUpTo(32, "requests", of: devices) { v, request, _ in v.deviceRequest(request, compile) }
    uniqueNames(devices, "requests", limit: 32)
    eachUpTo(32, "constraints", of: devices) { v, constraint, _ in
      v.requestNames(constraint, names)
      if let name = constraint.optionalText("matchAttribute") {
        v.attributeName(name, at: "matchAttribute")
      } else if let name = constraint.optionalText("distinctAttribute") {
        v.attributeName(name, at: "distinctAttribute")
      } else {
        v.required(
          because: "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but "
            + "multiple fields are set")
      }
    }
    eachUpTo(32, "config", of: devices) { v, config, _ in
      v.requestNames(config, names)
      v.deviceConfiguration(config)
    }
  }

  /// Names that a list must not have twice.
  mutating func uniqueNames(
    _ fields: Fields, _ list: String, limit: Int, by key: String = "name"
  ) {
    guard fields.list(list).count <= limit else { return }
    var seen: Set<String> = []
    for (index, element) in fields.objects(list).enumerated()
    where !seen.insert(element.text(key)).inserted {
      duplicate(.field(list), .index(index), value: ShownValue(element.text(key)))
    }
  }

  // MARK: Requests

  private mutating func deviceRequest(_ request: Fields, _ compile: ExpressionRules.Compiler) {
    check(request.text("name"), is: .dns1123Label, at: "name")
    let exactly = request.object("exactly")
    let hasAlternatives = !request.isEmptyCollection("firstAvailable")
    let either = "exactly one of `exactly` or `firstAvailable` is required"
    switch (exactly, hasAlternatives) {
    case (nil, false): required(because: either)
    case (_?, true):
      invalid(value: ShownValue(nil as Node?), "\(either), but multiple fields are set")
    case (nil, true):
      eachUpTo(8, "firstAvailable", of: request) { v, alternative, _ in
        v.check(alternative.text("name"), is: .dns1123Label, at: "name")
        v.devicesOfRequest(alternative, compile)
      }
      uniqueNames(request, "firstAvailable", limit: 8)
    case (let exactly?, false): at("exactly") { v in v.devicesOfRequest(exactly, compile) }
    }
  }

  private mutating func devicesOfRequest(_ request: Fields, _ compile: ExpressionRules.Compiler) {
    let deviceClass = request.text("deviceClassName")
    if deviceClass.isEmpty {
      required("deviceClassName")
    } else {
      check(deviceClass, is: .dns1123Subdomain, at: "deviceClassName")
    }
    deviceSelectors(request, compile)
    let count = request.int("count") ?? 0
    switch request.text("allocationMode") {
    case "All":
      if count != 0 {
        invalid(
          "count", value: ShownValue(count), "must not be specified when allocationMode is 'All'")
      }
    case "ExactCount":
      if count <= 0 { invalid("count", value: ShownValue(count), "must be greater than zero") }
    case let mode: notSupported("allocationMode", value: ShownValue(mode), ["All", "ExactCount"])
    }
    eachUpTo(16, "tolerations", of: request) { v, toleration, _ in v.deviceToleration(toleration) }
  }

  static let deviceEffects = ["NoExecute", "NoSchedule", "None"]

  private mutating func deviceToleration(_ toleration: Fields) {
    let (key, value) = (toleration.text("key"), toleration.text("value"))
    if !key.isEmpty { check(key, is: .qualifiedName, at: "key") }
    switch toleration.text("operator") {
    case "Exists":
      if !value.isEmpty {
        invalid("value", value: ShownValue(value), "must be empty for operator `Exists`")
      }
    case "Equal": check(value, is: .labelValue, at: "value")
    case "": required("operator")
    case let word: notSupported("operator", value: ShownValue(word), ["Equal", "Exists"])
    }
    let effect = toleration.text("effect")
    if !effect.isEmpty { oneOf(effect, Self.deviceEffects, at: "effect") }
  }

  // MARK: References to requests

  private mutating func requestNames(_ fields: Fields, _ names: RequestNames) {
    let texts = fields.strings("requests")
    guard texts.count <= 32 else {
      return tooMany("requests", count: texts.count, limit: 32)
    }
    var seen: Set<String> = []
    for (index, text) in texts.enumerated() {
      at(["requests", .index(index)]) { v in
        v.requestName(text, names)
        if !seen.insert(text).inserted { v.duplicate(value: ShownValue(text)) }
      }
    }
  }

  private mutating func requestName(_ text: String, _ names: RequestNames) {
    let unknown =
      "must be the name of a request in the claim or the name of a request and a subrequest "
      + "separated by '/'"
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else { return invalid(value: ShownValue(text), unknown) }
    for part in parts { check(part, is: .dns1123Label) }
    if !names.contains(parts) { invalid(value: ShownValue(text), unknown) }
  }
}

/// The names of a claim's requests, and of the alternatives in each.
private struct RequestNames {
  private let names: [String: Set<String>]

  init(_ devices: Fields) {
    names = Dictionary(
      devices.objects("requests").map { request in
        (request.text("name"), Set(request.objects("firstAvailable").map { $0.text("name") }))
      }, uniquingKeysWith: { $1 })
  }

  func contains(_ parts: [String]) -> Bool {
    guard let first = parts.first, let alternatives = names[first] else { return false }
    return parts.count == 1 || alternatives.contains(parts[1])
  }
}
