import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The role that a binding grants is there.
  static let missingRole = RelationRule(
    "relations/missing-role", "The Role or ClusterRole that a binding grants is there.",
    why: "The API server takes the binding, which grants nothing until somebody makes the role. A "
      + "ClusterRole is looked for where others of its name's beginning are made here, since "
      + "programs bring their own.",
    instead: "Correct the name or kind in roleRef, or add the role.",
    examples: Examples(
      passing: [
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: web}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
        """
      ],
      failing: [
        (
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: {name: web}
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: 1️⃣wbe}
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: {name: web}
          rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
          """,
          "nothing here makes the Role wbe: the binding grants nothing"
        )
      ])
  ) { graph, id in
    graph.grantedRoles.compactMap { reference in
      guard !graph.isThere(reference.key) else { return nil }
      if reference.kind == "ClusterRole", !graph.makesSimilarClusterRole(reference.key.name) {
        return nil
      }
      return graph.missing(reference, id, severity: .warning, "the binding grants nothing")
    }
  }
}

extension ObjectGraph {
  /// The roles that bindings grant.
  var grantedRoles: [Reference] {
    (objects(of: "RoleBinding") + objects(of: "ClusterRoleBinding")).compactMap { binding in
      guard let role = binding.object.root["roleRef"], let kind = role["kind"]?.string,
        kind == "Role" || kind == "ClusterRole", let name = role["name"], !name.isPlaceholder,
        name.scalarText?.isEmpty == false
      else { return nil }
      return Reference(
        owner: binding, kind: kind, name: name,
        namespace: kind == "Role" ? binding.namespace : "",
        path: ReferencePath(root: ["roleRef", "name"], tail: []))
    }
  }

  /// Whether a name is close to that of a ClusterRole of the environment.
  fileprivate func makesSimilarClusterRole(_ name: String) -> Bool {
    Spelling.nearest(to: name, among: names(of: "ClusterRole", in: "")) != nil
  }
}
