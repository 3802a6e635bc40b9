import CEL
import Kubernetes
import YAML

/// What the Roles and bindings of a cluster allow, as its RBAC authorizer says.
///
/// Roles only ever allow, so an answer that some are missing for is none.
struct RoleGrants: Sendable {
  /// Roles with their namespaces, ClusterRoles without one.
  private var roles: [RoleName: [Rule]] = [:]
  private var bindings: [Binding] = []

  fileprivate struct RoleName: Hashable {
    var namespace: String
    var name: String
  }

  fileprivate struct Binding: Sendable {
    /// Empty for the whole cluster.
    var namespace: String
    var role: RoleName
    var subjects: [Subject]
  }

  fileprivate struct Subject: Sendable {
    var isGroup: Bool
    var name: String
  }

  fileprivate struct Rule: Sendable {
    var verbs: [String]
    var groups: [String]
    var resources: [String]
    var names: [String]
    var paths: [String]
  }

  /// Whom an authorizer is asked about.
  struct Asker {
    var name: String
    var groups: [String]
  }

  /// What is known of a question.
  enum Answer {
    case allowed
    /// No role that is bound allows it.
    case noOpinion
    /// A role that is bound is not at hand.
    case unknown
  }

  /// - Parameter objects: objects of the cluster; those of other kinds are passed over.
  init(_ objects: [KubernetesObject]) {
    let own = objects.filter { $0.gvk.group == "rbac.authorization.k8s.io" }
    guard !own.isEmpty else { return }
    for object in own {
      switch object.kind {
      case "Role", "ClusterRole":
        roles[RoleName(namespace: object.roleNamespace, name: object.name)] =
          Self.rules(of: object, among: own)
      case "RoleBinding", "ClusterRoleBinding":
        let reference = object.root["roleRef"]
        let isOfCluster = reference?["kind"]?.string == "ClusterRole"
        bindings.append(
          Binding(
            namespace: object.roleNamespace,
            role: RoleName(
              namespace: isOfCluster ? "" : object.roleNamespace,
              name: reference?["name"]?.string ?? ""),
            subjects: (object.root["subjects"]?.elements ?? []).map {
              Self.subject($0, in: object.roleNamespace)
            }))
      default: break
      }
    }
  }

  /// Whether no role is bound to anybody, so that nothing can be said.
  var isEmpty: Bool { bindings.isEmpty }

  /// What a role allows; for one that is aggregated, what those allow that it selects.
  private static func rules(of role: KubernetesObject, among all: [KubernetesObject]) -> [Rule] {
    guard let selectors = role.root["aggregationRule"]?["clusterRoleSelectors"]?.elements else {
      return (role.root["rules"]?.elements ?? []).map(rule)
    }
    let wanted = selectors.compactMap { try? LabelSelector($0) }
    return all.filter { other in
      other.kind == "ClusterRole" && wanted.contains { $0.matches(other.labels) }
    }.flatMap { ($0.root["rules"]?.elements ?? []).map(rule) }
  }

  private static func rule(_ node: Node) -> Rule {
    func texts(_ name: String) -> [String] { (node[name]?.elements ?? []).compactMap(\.string) }
    return Rule(
      verbs: texts("verbs"), groups: texts("apiGroups"), resources: texts("resources"),
      names: texts("resourceNames"), paths: texts("nonResourceURLs"))
  }

  private static func subject(_ node: Node, in namespace: String) -> Subject {
    let name = node["name"]?.string ?? ""
    guard node["kind"]?.string == "ServiceAccount" else {
      return Subject(isGroup: node["kind"]?.string == "Group", name: name)
    }
    let home = node["namespace"]?.string ?? namespace
    return Subject(isGroup: false, name: UserInfo.serviceAccount(name, in: home).username)
  }

  // MARK: Questions

  /// What the roles say of a question.
  func answer(_ request: AuthorizationRequest, by asker: Asker) -> Answer {
    var isUnknown = false
    for binding in bindings where binding.covers(request, by: asker) {
      if let rules = roles[binding.role] {
        if rules.contains(where: { $0.allows(request, inCluster: binding.namespace.isEmpty) }) {
          return .allowed
        }
      } else if binding.role == Self.clusterAdmin {
        return .allowed
      } else {
        isUnknown = true
      }
    }
    return isUnknown ? .unknown : .noOpinion
  }

  /// The one role of every cluster that allows everything.
  private static let clusterAdmin = RoleName(namespace: "", name: "cluster-admin")
}

extension RoleGrants.Binding {
  fileprivate func covers(_ request: AuthorizationRequest, by asker: RoleGrants.Asker) -> Bool {
    guard namespace.isEmpty || request.path == nil && namespace == request.namespace else {
      return false
    }
    return subjects.contains { subject in
      subject.isGroup ? asker.groups.contains(subject.name) : asker.name == subject.name
    }
  }
}

extension RoleGrants.Rule {
  /// - Parameter isInCluster: whether the rule is bound in the whole cluster; paths are only then.
  fileprivate func allows(_ request: AuthorizationRequest, inCluster isInCluster: Bool) -> Bool {
    guard verbs.contains("*") || verbs.contains(request.verb) else { return false }
    if let path = request.path {
      return isInCluster
        && paths.contains { pattern in
          pattern == path || pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast())
        }
    }
    let resource =
      request.subresource.isEmpty
      ? request.resource : "\(request.resource)/\(request.subresource)"
    let others = request.subresource.isEmpty ? ["*"] : ["*", "*/\(request.subresource)"]
    return (groups.contains("*") || groups.contains(request.group))
      && resources.contains { $0 == resource || others.contains($0) }
      && (names.isEmpty || names.contains(request.name))
  }
}

extension KubernetesObject {
  /// The namespace of a Role or RoleBinding; none for those of the cluster.
  fileprivate var roleNamespace: String {
    if kind.hasPrefix("Cluster") { return "" }
    return namespace.isEmpty ? "default" : namespace
  }
}

extension UserInfo {
  /// The user that a service account is.
  static func serviceAccount(_ name: String, in namespace: String) -> UserInfo {
    UserInfo(
      username: "system:serviceaccount:\(namespace):\(name)",
      groups: [
        "system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated",
      ])
  }
}
