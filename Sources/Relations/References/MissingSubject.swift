import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The account that a binding grants a role to is there.
  static let missingSubject = RelationRule(
    "relations/missing-subject", "The ServiceAccount that a binding grants a role to is there.",
    why: "The API server takes the binding, and whoever was meant is refused at run time. Accounts "
      + "in namespaces that are not made here are not looked for.",
    instead: "Correct the subject's name or namespace, or add the ServiceAccount.",
    examples: Examples(
      passing: [
        binding(namespace: "shop", account: "web") + """

          ---
          apiVersion: v1
          kind: ServiceAccount
          metadata: {name: web, namespace: shop}
          ---
          apiVersion: v1
          kind: Namespace
          metadata: {name: shop}
          """,
        binding(namespace: "monitoring", account: "prometheus"),
      ],
      failing: [
        (
          binding(namespace: "shop", account: "1️⃣wbe") + """

            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            """,
          "nothing here makes the ServiceAccount wbe: the binding grants it nothing"
        )
      ])
  ) { graph, id in
    graph.grantedAccounts.compactMap { reference in
      guard case .whole = graph.ownership.claim(on: reference.namespace),
        !graph.isThere(reference.key)
      else { return nil }
      return graph.missing(reference, id, severity: .warning, "the binding grants it nothing")
    }
  }

  private static func binding(namespace: String, account: String) -> String {
    """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: web, namespace: \(namespace)}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    subjects: [{kind: ServiceAccount, name: \(account), namespace: \(namespace)}]
    """
  }
}

extension ObjectGraph {
  /// The accounts that bindings grant a role to.
  var grantedAccounts: [Reference] {
    (objects(of: "RoleBinding") + objects(of: "ClusterRoleBinding")).flatMap { binding in
      (binding.object.root["subjects"]?.elements ?? []).enumerated().compactMap {
        index, subject -> Reference? in
        guard subject["kind"]?.string == "ServiceAccount", let name = subject["name"],
          name.scalarText?.isEmpty == false, !name.isPlaceholder
        else { return nil }
        let namespace = subject["namespace"]?.scalarText ?? binding.object.namespace
        return Reference(
          owner: binding, kind: "ServiceAccount", name: name,
          namespace: GraphObject.key(ofNamespace: namespace),
          path: ReferencePath(root: ["subjects", .index(index), "name"], tail: []))
      }
    }
  }
}
