import Kubernetes
import Values
import YAML

/// Rules of apiextensions/v1: CustomResourceDefinition.
extension Validation {
  mutating func customResourceDefinition(
    _ object: Fields, rules: (any SchemaRuleEvaluating)?
  ) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    let names = spec.value("names")
    let expected = "\(names.text("plural")).\(spec.text("group"))"
    if object.value("metadata").text("name") != expected {
      at("metadata") { v in
        v.invalid(
          "name", value: ShownValue(object.value("metadata").text("name")),
          "must be spec.names.plural+\".\"+spec.group")
      }
    }
    at("spec") { v in
      v.definitionGroup(spec.text("group"))
      v.oneOf(spec.text("scope"), ["Cluster", "Namespaced"], at: "scope")
      v.definitionVersions(spec, rules: rules)
      v.at("names") { $0.definitionNames(names) }
      v.definitionConversion(spec)
    }
  }

  private mutating func definitionGroup(_ group: String) {
    if group.isEmpty {
      required("group")
    } else {
      check(group, is: .dns1123Subdomain, at: "group")
      if !group.contains(".") {
        invalid("group", value: ShownValue(group), "should be a domain with at least one dot")
      }
    }
  }

  private mutating func definitionNames(_ names: Fields) {
    for name in ["plural", "singular"] {
      let text = names.text(name)
      if text.isEmpty {
        if name == "plural" { required("plural") }
      } else {
        check(text, is: .dns1035Label, at: .field(name))
      }
    }
    for name in ["kind", "listKind"] {
      let text = names.text(name)
      if text.isEmpty {
        if name == "kind" { required("kind") }
        continue
      }
      for fault in NameFormat.dns1035Label.faults(text.lowercased()) {
        invalid(
          .field(name), value: ShownValue(text),
          "may have mixed case, but should otherwise match: \(fault)")
      }
    }
    for (index, name) in names.strings("shortNames").enumerated() {
      check(name, is: .dns1035Label, at: "shortNames", .index(index))
    }
    for (index, name) in names.strings("categories").enumerated() {
      check(name, is: .dns1035Label, at: "categories", .index(index))
    }
    if !names.text("kind").isEmpty, names.text("kind") == names.text("listKind") {
      invalid(
        "listKind", value: ShownValue(names.text("listKind")),
        "kind and listKind may not be the same")
    }
  }

  private mutating func definitionVersions(
    _ spec: Fields, rules: (any SchemaRuleEvaluating)?
  ) {
    let versions = spec.objects("versions")
    if versions.isEmpty {
      required("versions", because: "must have exactly one version marked as storage version")
      return
    }
    let storage = versions.count { $0.isTrue("storage") }
    if storage != 1 {
      invalid(
        "versions", value: ShownValue(spec["versions"]),
        "must have exactly one version marked as storage version")
    }
    var seen: Set<String> = []
    each("versions", of: spec) { v, version, _ in
      let name = version.text("name")
      if !seen.insert(name).inserted { v.duplicate("name", value: ShownValue(name)) }
      v.check(name, is: .dns1035Label, at: "name")
      if version.has("deprecationWarning") {
        let warning = version.text("deprecationWarning")
        if !version.isTrue("deprecated") {
          v.invalid(
            "deprecationWarning", value: ShownValue(warning),
            "can only be set for deprecated versions")
        } else if warning.isEmpty {
          v.invalid("deprecationWarning", value: "", "must not be an empty string")
        } else if warning.utf8.count > 256 {
          v.invalid(
            "deprecationWarning", value: ShownValue(warning), "must be <= 256 characters in length")
        }
      }
      guard let schema = version.value("schema")["openAPIV3Schema"] else {
        v.required("schema", "openAPIV3Schema", because: "schemas are required")
        return
      }
      v.at("schema") { v in
        v.at("openAPIV3Schema") { v in v.structuralRoot(schema, rules: rules) }
      }
    }
  }

  private mutating func definitionConversion(_ spec: Fields) {
    within("conversion", of: spec) { v, conversion in
      let strategy = conversion.text("strategy")
      v.oneOf(strategy, ["None", "Webhook"], at: "strategy")
      if strategy == "Webhook" {
        guard let webhook = conversion.object("webhook") else {
          v.required("webhook", because: "required when strategy is set to Webhook")
          return
        }
        let client = webhook.value("clientConfig")
        v.at("webhook") { v in
          if client.isEmpty {
            v.required("clientConfig", because: "required when strategy is set to Webhook")
          } else if client.has("url") == client.has("service") {
            v.required("clientConfig", because: "exactly one of url or service is required")
          }
          if webhook.isEmptyCollection("conversionReviewVersions") {
            v.required("conversionReviewVersions")
          }
        }
      } else if conversion.has("webhook") {
        v.forbidden("webhook", because: "should not be set when strategy is not set to Webhook")
      }
    }
  }
}
