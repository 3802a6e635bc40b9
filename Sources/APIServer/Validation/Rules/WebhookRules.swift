import Kubernetes
import Values
import YAML

/// Webhook configurations (admissionregistration.k8s.io/v1).
extension Validation {
  mutating func webhookConfiguration(_ object: Fields, isMutating: Bool) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    var names: Set<String> = []
    each("webhooks", of: object) { v, hook, _ in
      v.webhook(hook)
      if isMutating { v.optional(hook, "reinvocationPolicy", ["IfNeeded", "Never"]) }
      v.reviewVersions(hook)
      let name = hook.text("name")
      if !name.isEmpty, !names.insert(name).inserted {
        v.duplicate("name", value: ShownValue(name))
      }
    }
  }

  private mutating func webhook(_ hook: Fields) {
    fullyQualifiedName(hook.text("name"), at: "name")
    each("rules", of: hook) { v, rule, _ in v.operationRule(rule) }
    optional(hook, "failurePolicy", ["Fail", "Ignore"])
    optional(hook, "matchPolicy", ["Equivalent", "Exact"])
    if hook.has("sideEffects") {
      optional(hook, "sideEffects", ["None", "NoneOnDryRun"])
    } else {
      required("sideEffects", because: "must specify one of None, NoneOnDryRun")
    }
    if let timeout = hook.int("timeoutSeconds"), !(1...30).contains(timeout) {
      invalid(
        "timeoutSeconds", value: ShownValue(timeout),
        "the timeout value must be between 1 and 30 seconds")
    }
    labelSelector(hook, "namespaceSelector")
    labelSelector(hook, "objectSelector")
    let client = hook.value("clientConfig")
    at("clientConfig") { v in v.webhookClient(client) }
    matchConditions(hook, hasParams: false)
  }

  /// Where a webhook is called: a URL or a Service.
  mutating func webhookClient(_ client: Fields) {
    let address = client.optionalText("url")
    switch (address, client.object("service")) {
    case (let address?, nil): webhookURL(address)
    case (nil, let service?): at("service") { v in v.webhookService(service) }
    default: required(because: "exactly one of url or service is required")
    }
  }

  private mutating func webhookURL(_ address: String) {
    let form = "; desired format: https://host[/path]"
    guard let separator = address.range(of: "://") else {
      invalid("url", value: "", "'https' is the only allowed URL scheme\(form)")
      return
    }
    let scheme = address[..<separator.lowerBound]
    if scheme != "https" {
      invalid(
        "url", value: ShownValue(String(scheme)), "'https' is the only allowed URL scheme\(form)")
    }
    let rest = address[separator.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    if host.isEmpty {
      invalid("url", value: ShownValue(String(host)), "host must be specified\(form)")
    }
    if authority.contains("@") {
      invalid(
        "url", value: ShownValue(String(authority)), "user information is not permitted in the URL")
    }
    if rest.contains("#") {
      invalid("url", value: ShownValue(address), "fragments are not permitted in the URL")
    }
    if rest.contains("?") {
      invalid("url", value: ShownValue(address), "query parameters are not permitted in the URL")
    }
  }

  private mutating func webhookService(_ service: Fields) {
    // The server takes the two for each other.
    if service.text("namespace").isEmpty { required("name") }
    if service.text("name").isEmpty { required("namespace") }
    let port = service.int("port") ?? 443
    if !(1...65_535).contains(port) {
      invalid(
        "port", value: ShownValue(port),
        "port is not valid: must be between 1 and 65535, inclusive")
    }
    guard let path = service.optionalText("path") else { return }
    webhookPath(path)
  }

  private mutating func webhookPath(_ path: String) {
    guard !path.isEmpty, path != "/" else { return }
    guard path.hasPrefix("/") else {
      invalid("path", value: ShownValue(path), "must start with a '/'")
      pathSegments(path, path)
      return
    }
    pathSegments(path, String(path.dropFirst()))
  }

  private mutating func pathSegments(_ path: String, _ relative: String) {
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard !trimmed.isEmpty else {
      invalid("path", value: ShownValue(path), "segment[0] may not be empty")
      return
    }
    // The first segment stands before the leading slash, so it is dropped unseen.
    let steps = trimmed.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    for (index, step) in steps.enumerated() {
      if step.isEmpty {
        invalid("path", value: ShownValue(path), "segment[\(index)] may not be empty")
        continue
      }
      for fault in NameFormat.dns1123Subdomain.faults(String(step)) {
        invalid("path", value: ShownValue(path), "segment[\(index)]: \(fault)")
      }
    }
  }

  private mutating func reviewVersions(_ hook: Fields) {
    let versions = hook.strings("admissionReviewVersions")
    guard !versions.isEmpty else {
      required("admissionReviewVersions", because: "must specify one of v1, v1beta1")
      return
    }
    var seen: Set<String> = []
    for (index, version) in versions.enumerated() {
      guard seen.insert(version).inserted else {
        invalid(
          "admissionReviewVersions", .index(index), value: ShownValue(version), "duplicate version")
        continue
      }
      check(version, is: .dns1035Label, at: "admissionReviewVersions", .index(index))
    }
    if !versions.contains("v1"), !versions.contains("v1beta1") {
      invalid(
        "admissionReviewVersions", value: ShownValue(hook["admissionReviewVersions"]),
        "must include at least one of v1, v1beta1")
    }
  }

  /// A domain of at least three segments.
  private mutating func fullyQualifiedName(_ name: String, at place: Step) {
    guard !name.isEmpty else {
      required(place)
      return
    }
    let faults = NameFormat.dns1123Subdomain.faults(name)
    if !faults.isEmpty {
      invalid(place, value: ShownValue(name), faults.joined(separator: ","))
    } else if name.split(separator: ".", omittingEmptySubsequences: false).count < 3 {
      invalid(
        place, value: ShownValue(name),
        "should be a domain with at least three segments separated by dots")
    }
  }
}
