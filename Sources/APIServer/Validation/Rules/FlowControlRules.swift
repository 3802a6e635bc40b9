import Kubernetes
import Values
import YAML

/// FlowSchema and PriorityLevelConfiguration (flowcontrol.apiserver.k8s.io/v1).
extension Validation {
  mutating func flowSchema(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let spec = object.value("spec")
    let name = object.value("metadata").text("name")
    at("spec") { v in
      let precedence = spec.int("matchingPrecedence") ?? 0
      if precedence <= 0 {
        v.invalid("matchingPrecedence", value: ShownValue(precedence), "must be a positive value")
      }
      if precedence > 10_000 {
        v.invalid(
          "matchingPrecedence", value: ShownValue(precedence), "must not be greater than 10000")
      }
      if precedence == 1, name != "exempt" {
        v.invalid(
          "matchingPrecedence", value: ShownValue(1),
          "only the schema named 'exempt' may have matchingPrecedence 1")
      }
      v.within("distinguisherMethod", of: spec) { v, method in
        let types = ["ByNamespace", "ByUser"]
        guard !types.contains(method.text("type")) else { return }
        v.notSupported("type", value: ShownValue(method, as: .flowDistinguisherMethod), types)
      }
      let level = spec.value("priorityLevelConfiguration").text("name")
      v.at("priorityLevelConfiguration") { v in
        if level.isEmpty {
          v.required("name", because: "must reference a priority level")
        } else {
          v.check(level, is: .dns1123Subdomain, at: "name")
        }
      }
      v.each("rules", of: spec) { v, rule, _ in v.flowRule(rule) }
    }
  }

  private mutating func flowRule(_ rule: Fields) {
    if rule.isEmptyCollection("subjects") {
      required("subjects", because: "subjects must contain at least one value")
    }
    each("subjects", of: rule) { v, subject, _ in v.flowSubject(subject) }
    let lists = ["resourceRules", "nonResourceRules"]
    if lists.allSatisfy({ rule.isEmptyCollection($0) }) {
      required(
        because: "at least one of resourceRules and nonResourceRules has to be non-empty")
    }
    each("resourceRules", of: rule) { v, rule, _ in v.flowResources(rule) }
    each("nonResourceRules", of: rule) { v, rule, _ in
      v.flowVerbs(rule)
      v.flowList(
        rule, "nonResourceURLs", missing: "nonResourceURLs must contain at least one value",
        others: "non-resource URLs")
      guard !rule.strings("nonResourceURLs").contains("*") else { return }
      for (index, url) in rule.strings("nonResourceURLs").enumerated() {
        v.at(["nonResourceURLs", .index(index)]) { v in v.nonResourceURL(url) }
      }
    }
  }

  private mutating func nonResourceURL(_ url: String) {
    if url == "/" { return }
    let fault: String? =
      if url.isEmpty {
        "must not be empty"
      } else if !url.hasPrefix("/") {
        "must start with slash"
      } else if url.contains(" ") {
        "must not contain white-space"
      } else if url.contains("//") {
        "must not contain double slash"
      } else if url.count(where: { $0 == "*" }) > 1 || url.contains("*") && !url.hasSuffix("/*") {
        "wildcard can only do suffix matching"
      } else {
        nil
      }
    if let fault { invalid(value: ShownValue(url), fault) }
  }

  private mutating func flowSubject(_ subject: Fields) {
    let fields = ["User": "user", "Group": "group", "ServiceAccount": "serviceAccount"]
    guard let own = fields[subject.text("kind")] else {
      notSupported(
        "kind", value: ShownValue(subject.text("kind")), ["Group", "ServiceAccount", "User"])
      return
    }
    for (kind, field) in fields.sorted(by: { $0.key < $1.key })
    where field != own && subject.has(field) {
      forbidden(.field(field), because: "\(field) is forbidden when subject kind is not '\(kind)'")
    }
    guard let details = subject.object(own) else {
      required(
        .field(own), because: "\(own) is required when subject kind is '\(subject.text("kind"))'")
      return
    }
    at(own) { v in
      let name = details.text("name")
      if name.isEmpty { v.required("name") }
      guard own == "serviceAccount" else { return }
      if !name.isEmpty, name != "*" { v.check(name, is: .dns1123Subdomain, at: "name") }
      let namespace = details.text("namespace")
      if namespace.isEmpty {
        v.required("namespace", because: "must specify namespace for service account")
      } else {
        v.check(namespace, is: .dns1123Label, at: "namespace")
      }
    }
  }

  private mutating func flowResources(_ rule: Fields) {
    flowVerbs(rule)
    flowList(
      rule, "apiGroups", missing: "resource rules must supply at least one api group",
      others: "api groups")
    flowList(
      rule, "resources", missing: "resource rules must supply at least one resource",
      others: "resources")
    let namespaces = rule.strings("namespaces")
    if namespaces.isEmpty, !rule.isTrue("clusterScope") {
      required(
        "namespaces",
        because:
          "resource rules that are not cluster scoped must supply at least one namespace")
    } else if namespaces.contains("*") {
      if namespaces.count > 1 {
        invalid(
          "namespaces", value: ShownValue(rule["namespaces"]),
          "if '*' is present, must not specify other namespaces")
      }
    } else {
      for (index, namespace) in namespaces.enumerated() {
        for fault in NameFormat.dns1123Label.faults(namespace) {
          invalid(
            "namespaces", .index(index), value: ShownValue(namespace),
            "each member of this list must be '*' or a DNS-1123 label; \(fault)")
        }
      }
    }
  }

  private mutating func flowVerbs(_ rule: Fields) {
    flowList(
      rule, "verbs", missing: "verbs must contain at least one value", others: "verbs")
    let verbs = rule.strings("verbs")
    let known = [
      "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch",
    ]
    guard !verbs.isEmpty, !verbs.contains("*"), !verbs.allSatisfy(known.contains) else { return }
    notSupported("verbs", value: ShownValue(rule["verbs"]), known)
  }

  private mutating func flowList(
    _ rule: Fields, _ name: String, missing: String, others: String
  ) {
    let values = rule.strings(name)
    if values.isEmpty {
      required(.field(name), because: missing)
    } else if values.count > 1, values.contains("*") {
      invalid(
        .field(name), value: ShownValue(rule[name]),
        "if '*' is present, must not specify other \(others)")
    }
  }

  // MARK: Priority levels

  mutating func priorityLevel(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let spec = object.value("spec")
    let name = object.value("metadata").text("name")
    at("spec") { v in
      let type = spec.text("type")
      if (name == "exempt") != (type == "Exempt"), ["Exempt", "Limited"].contains(type) {
        v.invalid(
          "type", value: ShownValue(type),
          "must be 'Exempt' if and only if the name of the priority level is 'exempt'")
      }
      switch type {
      case "Exempt":
        if spec.has("limited") {
          v.forbidden("limited", because: "must be nil if the type is not Limited")
        }
      case "Limited":
        if spec.has("exempt") {
          v.forbidden("exempt", because: "must be nil if the type is Limited")
        }
        guard let limited = spec.object("limited") else {
          v.required("limited", because: "must not be empty when type is Limited")
          return
        }
        v.at("limited") { v in v.limited(limited) }
      default: v.notSupported("type", value: ShownValue(type), ["Exempt", "Limited"])
      }
    }
  }

  private mutating func limited(_ limited: Fields) {
    if let shares = limited.int("nominalConcurrencyShares"), shares < 0 {
      invalid(
        "nominalConcurrencyShares", value: ShownValue(shares), "must be a non-negative integer")
    }
    if let percent = limited.int("lendablePercent"), !(0...100).contains(percent) {
      invalid(
        "lendablePercent", value: ShownValue(percent), "must be between 0 and 100, inclusive")
    }
    if let percent = limited.int("borrowingLimitPercent"), percent < 0 {
      invalid(
        "borrowingLimitPercent", value: ShownValue(percent),
        "if specified, must be a non-negative integer")
    }
    let response = limited.value("limitResponse")
    at("limitResponse") { v in
      switch response.text("type") {
      case "Reject":
        if response.has("queuing") {
          v.forbidden("queuing", because: "must be nil if limited.limitResponse.type is not Queue")
        }
      case "Queue":
        guard let queuing = response.object("queuing") else {
          v.required(
            "queuing", because: "must not be empty if limited.limitResponse.type is Limited")
          return
        }
        v.at("queuing") { v in v.queuing(queuing) }
      case let type: v.notSupported("type", value: ShownValue(type), ["Queue", "Reject"])
      }
    }
  }

  /// Whether dealing a hand takes more than the sixty bits that a hash gives.
  private static func exceedsHash(queues: Int, hand: Int) -> Bool {
    var hands = 1
    for _ in 0..<hand {
      let (product, overflow) = hands.multipliedReportingOverflow(by: queues)
      if overflow || product > 1 << 60 { return true }
      hands = product
      if queues == 1 { return false }
    }
    return false
  }

  private mutating func queuing(_ queuing: Fields) {
    for field in ["queueLengthLimit", "queues", "handSize"] {
      let value = queuing.int(field) ?? 0
      if value <= 0 { invalid(.field(field), value: ShownValue(value), "must be positive") }
    }
    let queues = queuing.int("queues") ?? 0
    let hand = queuing.int("handSize") ?? 0
    if queues > 10_000_000 {
      invalid("queues", value: ShownValue(queues), "must not be greater than 10000000")
    }
    if queues > 0, hand > queues {
      invalid(
        "handSize", value: ShownValue(hand),
        "should not be greater than queues (\(queues))")
    } else if queues > 0, hand > 0, Self.exceedsHash(queues: queues, hand: hand) {
      invalid(
        "handSize", value: ShownValue(hand),
        "required entropy bits of deckSize \(queues) and handSize \(hand) should not be greater than "
          + "60")
    }
  }
}
