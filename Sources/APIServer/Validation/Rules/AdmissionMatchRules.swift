import Kubernetes
import Values
import YAML

/// Which requests policies, bindings and webhooks are for (admissionregistration.k8s.io/v1).
extension Validation {
  mutating func matchResources(_ match: Fields) {
    optional(match, "matchPolicy", ["Equivalent", "Exact"])
    labelSelector(match, "namespaceSelector")
    labelSelector(match, "objectSelector")
    for list in ["resourceRules", "excludeResourceRules"] {
      each(list, of: match) { v, rule, _ in
        var seen: Set<String> = []
        for (index, name) in rule.strings("resourceNames").enumerated() {
          v.check(name, is: .pathSegment, at: "resourceNames", .index(index))
          if !seen.insert(name).inserted {
            v.duplicate("resourceNames", .index(index), value: ShownValue(name))
          }
        }
        v.operationRule(rule)
      }
    }
  }

  /// Policies that mutate are for requests that hold an object to change.
  ///
  /// The server names the list without the rule that it is in.
  mutating func mutatingOperations(_ match: Fields) {
    let allowed = ["*", "CONNECT", "CREATE", "UPDATE"]
    for rule in match.objects("resourceRules") {
      for operation in rule.strings("operations") where !allowed.contains(operation) {
        notSupported("resourceRules", "operations", value: ShownValue(operation), allowed)
      }
    }
  }

  /// A rule of a policy or webhook: operations on resources.
  mutating func operationRule(_ rule: Fields) {
    let operations = rule.strings("operations")
    if operations.isEmpty { required("operations") }
    wildcard(rule, "operations", "operations")
    for (index, operation) in operations.enumerated() {
      let allowed = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
      if !allowed.contains(operation) {
        notSupported("operations", .index(index), value: ShownValue(operation), allowed)
      }
    }
    if rule.isEmptyCollection("apiGroups") { required("apiGroups") }
    wildcard(rule, "apiGroups", "API groups")
    let versions = rule.strings("apiVersions")
    if versions.isEmpty { required("apiVersions") }
    wildcard(rule, "apiVersions", "API versions")
    for (index, version) in versions.enumerated() where version.isEmpty {
      required("apiVersions", .index(index))
    }
    ruleResources(rule)
    optional(rule, "scope", ["*", "Cluster", "Namespaced"])
  }

  private mutating func wildcard(_ rule: Fields, _ name: String, _ shown: String) {
    let values = rule.strings(name)
    guard values.count > 1, values.contains("*") else { return }
    invalid(
      .field(name), value: ShownValue(rule[name]),
      "if '*' is present, must not specify other \(shown)")
  }

  private mutating func ruleResources(_ rule: Fields) {
    let resources = rule.strings("resources")
    if resources.isEmpty { required("resources") }
    var wholes: Set<String> = []
    var subresources: Set<String> = []
    for (index, text) in resources.enumerated() {
      if text.isEmpty { required("resources", .index(index)) }
      guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
      let resource = String(text[..<slash])
      let subresource = String(text[text.utf8.index(after: slash)...])
      if wholes.contains(resource) {
        invalid(
          "resources", .index(index), value: ShownValue(text),
          "if '\(resource)/*' is present, must not specify \(text)")
      }
      if subresources.contains(subresource) {
        invalid(
          "resources", .index(index), value: ShownValue(text),
          "if '*/\(subresource)' is present, must not specify \(text)")
      }
      if subresource == "*" { wholes.insert(resource) }
      if resource == "*" { subresources.insert(subresource) }
    }
    if resources.count > 1, resources.contains("*/*") {
      invalid(
        "resources", value: ShownValue(rule["resources"]),
        "if '*/*' is present, must not specify other resources")
    }
    let lastPlain = resources.last { !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: "/")) }
    if resources.contains("*"), let lastPlain, lastPlain != "*" {
      invalid(
        "resources", value: ShownValue(rule["resources"]),
        "if '*' is present, must not specify other resources without subresources")
    }
  }
}
