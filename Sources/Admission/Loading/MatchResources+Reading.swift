import Kubernetes
import YAML

extension MatchResources {
  /// Reads match constraints with the server's defaults and its validation.
  static func read(_ reader: ObjectReader) -> MatchResources {
    var result = MatchResources()
    result.matchPolicy = reader.choice("matchPolicy", of: MatchPolicy.self) ?? .equivalent
    result.namespaceSelector = .read(reader.object("namespaceSelector"))
    result.objectSelector = .read(reader.object("objectSelector"))
    result.resourceRules = reader.objects("resourceRules").map(NamedRuleWithOperations.read)
    result.excludeResourceRules = reader.objects("excludeResourceRules")
      .map(NamedRuleWithOperations.read)
    return result
  }
}

extension NamedRuleWithOperations {
  private static let knownOperations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]

  /// Reads one rule; see `validateRuleWithOperations` for what the server asks of it.
  static func read(_ reader: ObjectReader) -> NamedRuleWithOperations {
    var rule = NamedRuleWithOperations()
    rule.resourceNames = reader.strings("resourceNames")
    rule.operations = reader.strings("operations")
    rule.apiGroups = reader.strings("apiGroups")
    rule.apiVersions = reader.strings("apiVersions")
    rule.resources = reader.strings("resources").map(ResourceName.init)
    rule.checkResourceNames(reader)
    rule.checkOperations(reader)
    rule.checkGroupsAndVersions(reader)
    rule.checkResources(reader)
    rule.scope = reader.choice("scope", of: Scope.self) ?? .all
    return rule
  }

  private func checkResourceNames(_ reader: ObjectReader) {
    var seen: Set<String> = []
    for (index, name) in resourceNames.enumerated() {
      let field = reader.element("resourceNames", index)
      for problem in NameFormat.pathSegment.faults(name) {
        reader.causes.invalid(field, value: name, problem)
      }
      if !seen.insert(name).inserted { reader.causes.duplicate(field, value: name) }
    }
  }

  private func checkOperations(_ reader: ObjectReader) {
    if operations.isEmpty { reader.causes.required(reader.field("operations")) }
    if operations.count > 1, operations.contains("*") {
      reader.causes.invalid(
        reader.field("operations"), values: operations,
        "if '*' is present, must not specify other operations")
    }
    for (index, operation) in operations.enumerated()
    where !Self.knownOperations.contains(operation) {
      reader.causes.notSupported(
        reader.element("operations", index), value: operation, supported: Self.knownOperations)
    }
  }

  private func checkGroupsAndVersions(_ reader: ObjectReader) {
    let lists = [
      ("apiGroups", apiGroups, "API groups"), ("apiVersions", apiVersions, "API versions"),
    ]
    for (name, values, description) in lists {
      if values.isEmpty { reader.causes.required(reader.field(name)) }
      if values.count > 1, values.contains("*") {
        reader.causes.invalid(
          reader.field(name), values: values,
          "if '*' is present, must not specify other \(description)")
      }
    }
    for (index, version) in apiVersions.enumerated() where version.isEmpty {
      reader.causes.required(reader.element("apiVersions", index))
    }
  }

  private func checkResources(_ reader: ObjectReader) {
    if resources.isEmpty { reader.causes.required(reader.field("resources")) }
    var wildSubresources: Set<String> = []
    var wildResources: Set<String> = []
    for (index, entry) in resources.enumerated() {
      let field = reader.element("resources", index)
      guard !entry.text.isEmpty else {
        reader.causes.required(field)
        continue
      }
      guard let subresource = entry.subresource else { continue }
      for (isWild, wildcard) in [
        (wildSubresources.contains(entry.resource), "\(entry.resource)/*"),
        (wildResources.contains(subresource), "*/\(subresource)"),
      ] where isWild {
        reader.causes.invalid(
          field, value: entry.text, "if '\(wildcard)' is present, must not specify \(entry.text)")
      }
      if subresource == "*" { wildSubresources.insert(entry.resource) }
      if entry.resource == "*" { wildResources.insert(subresource) }
    }
    checkWildcards(reader)
  }

  private func checkWildcards(_ reader: ObjectReader) {
    let texts = resources.map(\.text)
    let field = reader.field("resources")
    if texts.count > 1, texts.contains("*/*") {
      reader.causes.invalid(
        field, values: texts, "if '*/*' is present, must not specify other resources")
    }
    // The server remembers only the last entry that has no subresource.
    let lastWhole = resources.last { !$0.text.isEmpty && $0.subresource == nil }
    if texts.contains("*"), let lastWhole, lastWhole.text != "*" {
      reader.causes.invalid(
        field, values: texts,
        "if '*' is present, must not specify other resources without subresources")
    }
  }
}
