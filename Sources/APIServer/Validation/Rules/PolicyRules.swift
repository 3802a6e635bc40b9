import Kubernetes
import Values
import YAML

/// PodDisruptionBudget (policy/v1) and RBAC (rbac.authorization.k8s.io/v1).
extension Validation {
  mutating func podDisruptionBudget(_ object: Fields) {
    let spec = object.value("spec")
    at("spec") { v in
      if spec.has("minAvailable"), spec.has("maxUnavailable") {
        v.invalid(
          value: ShownValue(spec, as: .podDisruptionBudgetSpec),
          "minAvailable and maxUnavailable cannot be both set")
      }
      for name in ["minAvailable", "maxUnavailable"] {
        v.share(spec, name)
        v.atMostAll(spec, name)
      }
      v.labelSelector(spec, "selector")
      v.optional(
        spec, "unhealthyPodEvictionPolicy", ["AlwaysAllow", "IfHealthyBudget"])
    }
  }

  // MARK: RBAC

  mutating func role(_ object: Fields) {
    metadata(object, name: .pathSegment, isNamespaced: true)
    standardFinalizers(object)
    each("rules", of: object) { v, rule, _ in v.policyRule(rule, isNamespaced: true) }
  }

  mutating func clusterRole(_ object: Fields) {
    metadata(object, name: .pathSegment, isNamespaced: false)
    standardFinalizers(object)
    each("rules", of: object) { v, rule, _ in v.policyRule(rule, isNamespaced: false) }
    within("aggregationRule", of: object) { v, aggregation in
      let selectors = aggregation.objects("clusterRoleSelectors")
      if selectors.isEmpty {
        v.required(
          "clusterRoleSelectors",
          because: "at least one clusterRoleSelector required if aggregationRule is non-nil")
      }
      for (index, selector) in selectors.enumerated() {
        v.at("clusterRoleSelectors") { v in
          v.aggregatedSelector(selector, index)
        }
      }
    }
  }

  private mutating func aggregatedSelector(_ selector: Fields, _ index: Int) {
    let holder = Mapping(entries: [
      Mapping.Entry(key: .string("selector"), value: Node(selector))
    ])
    let before = causes.count
    // The selector stands in a list, so its path has an index in place of a name.
    labelSelector(holder, "selector", shownAt: .index(index))
    if causes.count > before {
      invalid(.index(index), value: ShownValue(nil as Node?), "invalid label selector.")
    }
  }

  private mutating func policyRule(_ rule: Fields, isNamespaced: Bool) {
    if rule.isEmptyCollection("verbs") {
      required("verbs", because: "verbs must contain at least one value")
    }
    if !rule.isEmptyCollection("nonResourceURLs") {
      if isNamespaced {
        invalid(
          "nonResourceURLs", value: ShownValue(rule["nonResourceURLs"]),
          "namespaced rules cannot apply to non-resource URLs")
      }
      let hasResources = ["apiGroups", "resources", "resourceNames"]
        .contains { !rule.isEmptyCollection($0) }
      if hasResources {
        invalid(
          "nonResourceURLs", value: ShownValue(rule["nonResourceURLs"]),
          "rules cannot apply to both regular resources and non-resource URLs")
      }
      return
    }
    if rule.isEmptyCollection("apiGroups") {
      required("apiGroups", because: "resource rules must supply at least one api group")
    }
    if rule.isEmptyCollection("resources") {
      required("resources", because: "resource rules must supply at least one resource")
    }
  }

  /// RoleBinding and ClusterRoleBinding.
  mutating func roleBinding(_ object: Fields, isNamespaced: Bool) {
    metadata(object, name: .pathSegment, isNamespaced: isNamespaced)
    standardFinalizers(object)
    let reference = object.value("roleRef")
    at("roleRef") { v in
      v.oneOf(reference.text("apiGroup"), [Self.rbacGroup], at: "apiGroup")
      v.oneOf(
        reference.text("kind"), isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"],
        at: "kind")
      let name = reference.text("name")
      if name.isEmpty { v.required("name") } else { v.check(name, is: .pathSegment, at: "name") }
    }
    each("subjects", of: object) { v, subject, _ in
      v.subject(subject, isNamespaced: isNamespaced)
    }
  }

  private static let rbacGroup = "rbac.authorization.k8s.io"

  private mutating func subject(_ subject: Fields, isNamespaced: Bool) {
    let name = subject.text("name")
    if name.isEmpty { required("name") }
    switch subject.text("kind") {
    case "ServiceAccount":
      if !name.isEmpty { check(name, is: .dns1123Subdomain, at: "name") }
      let group = subject.text("apiGroup")
      if !group.isEmpty { notSupported("apiGroup", value: ShownValue(group), [""]) }
      if !isNamespaced, subject.text("namespace").isEmpty { required("namespace") }
    case "User", "Group":
      oneOf(subject.text("apiGroup"), [Self.rbacGroup], at: "apiGroup")
    case let kind:
      notSupported("kind", value: ShownValue(kind), ["ServiceAccount", "User", "Group"])
    }
  }
}
