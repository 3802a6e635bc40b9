package import Kubernetes

/// Which requests a policy or a binding is for.
package struct MatchResources: Sendable {
  /// No rule at all matches every request in a binding.
  package var resourceRules: [NamedRuleWithOperations] = []
  /// `excludeResourceRules`: what is not matched, whatever else says so.
  package var excludeResourceRules: [NamedRuleWithOperations] = []
  /// `matchPolicy`: whether other versions of a resource are matched too.
  package var matchPolicy: MatchPolicy = .equivalent
  /// `namespaceSelector`: the labels that the object's namespace must have.
  package var namespaceSelector = LabelSelector.everything
  /// `objectSelector`: the labels that the object, new or old, must have.
  package var objectSelector = LabelSelector.everything

  package init() {}
}

/// Whether a rule also matches requests made through another version of its resources.
package enum MatchPolicy: String, CaseIterable, Sendable {
  case exact = "Exact"
  case equivalent = "Equivalent"
}

/// Operations on resources, with the names of the objects where they matter.
package struct NamedRuleWithOperations: Sendable {
  /// `operations`: as `CREATE`, or `*`.
  package var operations: [String] = []
  /// `apiGroups`: as `apps`, the empty text for the core group, or `*`.
  package var apiGroups: [String] = []
  /// `apiVersions`: as `v1`, or `*`.
  package var apiVersions: [String] = []
  /// `resources`: with their subresources, either of which may be `*`.
  package var resources: [ResourceName] = []
  /// `scope`: resources of namespaces, of the cluster, or both.
  package var scope: Scope = .all
  /// Empty for any name.
  package var resourceNames: [String] = []

  /// Whether the rule is for objects in namespaces or for those of the cluster.
  package enum Scope: String, CaseIterable, Sendable {
    case cluster = "Cluster"
    case namespaced = "Namespaced"
    case all = "*"
  }

  /// The name of a resource, or of a part of it, with `*` for any.
  package struct ResourceName: Hashable, Sendable {
    /// As the rule has it: `pods`, `pods/status`, `*`, `*/scale`, `pods/*` or `*/*`.
    package let text: String
    /// The plural name, or `*`.
    package let resource: String
    /// Nil where the rule is for the resource itself.
    package let subresource: String?

    package init(_ text: String) {
      self.text = text
      guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
        resource = text
        subresource = nil
        return
      }
      resource = String(text[..<slash])
      subresource = String(text[text.index(after: slash)...])
    }
  }
}
