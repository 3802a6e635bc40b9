import Kubernetes
import Values
import YAML

/// Affinity, tolerations and spread (core/v1).
extension Validation {
  mutating func affinity(_ spec: Fields) {
    within("affinity", of: spec) { v, affinity in
      v.within("nodeAffinity", of: affinity) { v, node in
        v.within("requiredDuringSchedulingIgnoredDuringExecution", of: node) { v, selector in
          v.nodeSelector(selector)
        }
        v.each("preferredDuringSchedulingIgnoredDuringExecution", of: node) { v, term, _ in
          v.weight(term)
          v.at("preference") { v in
            v.nodeSelectorTerm(term.value("preference"), checksValues: false)
          }
        }
      }
      for kind in ["podAffinity", "podAntiAffinity"] {
        v.within(kind, of: affinity) { v, pods in
          v.each("requiredDuringSchedulingIgnoredDuringExecution", of: pods) { v, term, _ in
            v.podAffinityTerm(term)
          }
          v.each("preferredDuringSchedulingIgnoredDuringExecution", of: pods) { v, term, _ in
            v.weight(term)
            v.at("podAffinityTerm") { v in v.podAffinityTerm(term.value("podAffinityTerm")) }
          }
        }
      }
    }
  }

  private mutating func weight(_ term: Fields) {
    let weight = term.int("weight") ?? 0
    guard !(1...100).contains(weight) else { return }
    invalid("weight", value: ShownValue(weight), "must be in the range 1-100")
  }

  // MARK: Nodes

  mutating func nodeSelector(_ selector: Fields) {
    guard !selector.isEmptyCollection("nodeSelectorTerms") else {
      required("nodeSelectorTerms", because: "must have at least one node selector term")
      return
    }
    each("nodeSelectorTerms", of: selector) { v, term, _ in
      v.nodeSelectorTerm(term, checksValues: true)
    }
  }

  private mutating func nodeSelectorTerm(_ term: Fields, checksValues: Bool) {
    each("matchExpressions", of: term) { v, requirement, _ in
      v.nodeRequirement(requirement, checksValues: checksValues)
    }
    each("matchFields", of: term) { v, requirement, _ in v.nodeFieldRequirement(requirement) }
  }

  private mutating func nodeRequirement(_ requirement: Fields, checksValues: Bool) {
    let values = requirement.strings("values")
    switch requirement.text("operator") {
    case "In", "NotIn":
      if values.isEmpty {
        required("values", because: "must be specified when `operator` is 'In' or 'NotIn'")
      }
    case "Exists", "DoesNotExist":
      if !values.isEmpty {
        forbidden(
          "values", because: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
      }
    case "Gt", "Lt":
      if values.count != 1 {
        required(
          "values", because: "must be specified single value when `operator` is 'Lt' or 'Gt'")
      }
    case let word: invalid("operator", value: ShownValue(word), "not a valid selector operator")
    }
    check(requirement.text("key"), is: .qualifiedName, at: "key")
    guard checksValues else { return }
    for (index, value) in values.enumerated() {
      check(value, is: .labelValue, at: "values", .index(index))
    }
  }

  private mutating func nodeFieldRequirement(_ requirement: Fields) {
    let values = requirement.strings("values")
    let word = requirement.text("operator")
    if ["In", "NotIn"].contains(word) {
      if values.count != 1 {
        required(
          "values",
          because:
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
      }
    } else {
      invalid("operator", value: ShownValue(word), "not a valid selector operator")
    }
    guard requirement.text("key") == "metadata.name" else {
      invalid("key", value: ShownValue(requirement.text("key")), "not a valid field selector key")
      return
    }
    for (index, value) in values.enumerated() {
      check(value, is: .dns1123Subdomain, at: "values", .index(index))
    }
  }

  // MARK: Pods

  private mutating func podAffinityTerm(_ term: Fields) {
    labelSelector(term, "labelSelector")
    labelSelector(term, "namespaceSelector")
    for namespace in term.strings("namespaces") {
      check(namespace, is: .dns1123Label, at: "namespace")
    }
    matchingLabelKeys(term)
    let key = term.text("topologyKey")
    if key.isEmpty { required("topologyKey", because: "can not be empty") }
    check(key, is: .qualifiedName, at: "topologyKey")
  }

  /// KEP-3633.
  private mutating func matchingLabelKeys(_ term: Fields) {
    let matching = term.strings("matchLabelKeys")
    let mismatching = term.strings("mismatchLabelKeys")
    for (field, keys) in [("matchLabelKeys", matching), ("mismatchLabelKeys", mismatching)]
    where !keys.isEmpty {
      guard term.has("labelSelector") else {
        forbidden(.field(field), because: "must not be specified when labelSelector is not set")
        continue
      }
      for (index, key) in keys.enumerated() {
        check(key, is: .qualifiedName, at: .field(field), .index(index))
      }
    }
    for (index, key) in matching.enumerated() where mismatching.contains(key) {
      invalid(
        "matchLabelKeys", .index(index), value: ShownValue(key),
        "exists in both matchLabelKeys and mismatchLabelKeys")
    }
    let selector = term.value("labelSelector")
    for expression in selector.objects("matchExpressions") {
      let key = expression.text("key")
      guard let index = matching.firstIndex(of: key), selector.value("matchLabels").has(key) else {
        continue
      }
      invalid(
        .index(index), value: ShownValue(key), "exists in both matchLabelKeys and labelSelector")
    }
  }

  mutating func topologySpread(_ spec: Fields) {
    let constraints = spec.objects("topologySpreadConstraints")
    each("topologySpreadConstraints", of: spec) { v, constraint, index in
      let skew = constraint.int("maxSkew") ?? 0
      if skew <= 0 { v.invalid("maxSkew", value: ShownValue(skew), "must be greater than zero") }
      let key = constraint.text("topologyKey")
      if key.isEmpty { v.required("topologyKey", because: "can not be empty") }
      let action = constraint.text("whenUnsatisfiable")
      v.oneOf(action, ["DoNotSchedule", "ScheduleAnyway"], at: "whenUnsatisfiable")
      let repeats = constraints[(index + 1)...].contains {
        $0.text("topologyKey") == key && $0.text("whenUnsatisfiable") == action
      }
      if repeats {
        v.duplicate(
          .field("{topologyKey, whenUnsatisfiable}"), value: ShownValue("{\(key), \(action)}"))
      }
      v.minimalDomains(constraint, action)
      for policy in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
        v.optional(constraint, policy, ["Honor", "Ignore"])
      }
      v.spreadLabelKeys(constraint)
      v.labelSelector(constraint, "labelSelector")
    }
  }

  private mutating func minimalDomains(_ constraint: Fields, _ action: String) {
    guard let domains = constraint.int("minDomains") else { return }
    if domains <= 0 {
      invalid("minDomains", value: ShownValue(domains), "must be greater than zero")
    }
    if action != "DoNotSchedule" {
      invalid(
        "minDomains", value: ShownValue(domains),
        "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)")
    }
  }

  private mutating func spreadLabelKeys(_ constraint: Fields) {
    let keys = constraint.strings("matchLabelKeys")
    guard !keys.isEmpty else { return }
    let selector = constraint.object("labelSelector")
    if selector == nil {
      forbidden(
        "matchLabelKeys", because: "must not be specified when labelSelector is not set")
    }
    let selected =
      Set(selector?.value("matchLabels").names ?? []).union(
        selector?.objects("matchExpressions").map { $0.text("key") } ?? [])
    for (index, key) in keys.enumerated() {
      check(key, is: .qualifiedName, at: "matchLabelKeys", .index(index))
      if selected.contains(key) {
        invalid(
          "matchLabelKeys", .index(index), value: ShownValue(key),
          "exists in both matchLabelKeys and labelSelector")
      }
    }
  }

  // MARK: Taints

  static let taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

  mutating func tolerations(_ owner: Fields) {
    each("tolerations", of: owner) { v, toleration, _ in
      let key = toleration.text("key")
      let word = toleration.text("operator")
      let value = toleration.text("value")
      if !key.isEmpty { v.check(key, is: .qualifiedName, at: "key") }
      if key.isEmpty, word != "Exists" {
        v.invalid(
          "operator", value: ShownValue(word),
          "operator must be Exists when `key` is empty, which means \"match all values and all "
            + "keys\"")
      }
      let effect = toleration.text("effect")
      if toleration.has("tolerationSeconds"), effect != "NoExecute" {
        v.invalid(
          "effect", value: ShownValue(effect),
          "effect must be 'NoExecute' when `tolerationSeconds` is set")
      }
      switch word {
      case "", "Equal":
        let faults = NameFormat.labelValue.faults(value)
        if !faults.isEmpty {
          v.invalid("operator", value: ShownValue(value), faults.joined(separator: ";"))
        }
      case "Exists":
        if !value.isEmpty {
          v.invalid(
            "operator", value: ShownValue(value), "value must be empty when `operator` is 'Exists'")
        }
      default:
        // Two are known that 1.36 has turned off.
        let others = ["Lt", "Gt"]
        v.notSupported(
          "operator", value: ShownValue(word),
          ["Equal", "Exists"] + (others.contains(word) ? others : []))
      }
      if !effect.isEmpty { v.oneOf(effect, Self.taintEffects, at: "effect") }
    }
  }
}
