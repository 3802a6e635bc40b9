package import Diagnostics
package import Kubernetes
import YAML

/// What one environment applies as a whole, for what environments do to each other's namespaces.
package struct EnvironmentTarget: Sendable {
  /// The environment's name.
  package let environment: String
  /// Where the target is described, as the beginning of its kustomization; nil for plain manifests.
  package let place: Location?
  /// Its objects.
  package let objects: [KubernetesObject]

  package init(environment: String, place: Location?, objects: [KubernetesObject]) {
    self.environment = environment
    self.place = place
    self.objects = objects
  }
}

/// The namespaces of environments beside each other.
///
/// Environments may have clusters of their own, so that two have objects of the same names in the same
/// namespaces, or the same cluster. What is never meant is an environment in a namespace that is called
/// after another one, and one whose objects go to no namespace while those of its twin do.
package enum EnvironmentNamespaces {
  /// What there is to say, each with the environment that it reaches.
  package static func findings(
    _ targets: [EnvironmentTarget]
  ) -> [(environment: String, finding: Diagnostic)] {
    var names: [String] = []
    for target in targets where !names.contains(target.environment) {
      names.append(target.environment)
    }
    guard names.count > 1 else { return [] }
    return foreign(targets, names) + without(targets)
  }

  private static func foreign(
    _ targets: [EnvironmentTarget], _ names: [String]
  ) -> [(environment: String, finding: Diagnostic)] {
    var owners: [String: [String: Node]] = [:]
    for target in targets {
      for object in target.objects {
        guard let node = object.metadata?["namespace"], let name = node.scalarText else { continue }
        if owners[name]?[target.environment] == nil {
          owners[name, default: [:]][target.environment] = node
        }
      }
    }
    var found: [(String, Diagnostic)] = []
    for (namespace, users) in owners.sorted(by: { $0.key < $1.key }) where users.count > 1 {
      guard let owner = names.first(where: { users[$0] != nil && isNamed(namespace, for: $0) })
      else {
        continue
      }
      for user in names where user != owner {
        guard let node = users[user], !isNamed(namespace, for: user) else { continue }
        let finding = Diagnostic(
          rule: "relations/foreign-namespace", severity: .warning,
          message: "\(user) puts objects into \(namespace), the namespace of \(owner): each "
            + "overwrites the other's", primary: node.origin.location,
          related: [
            Label("\(owner) puts its objects there here", at: users[owner]?.origin.location)
          ], help: "name the namespace of \(user)",
          fix: ownNamespace(targets, of: user, like: namespace, of: owner)
            .flatMap { name in node.writing(name).map { (name, $0) } }
            .map { Fix("write \($0)", edits: [$1], applicability: .unsafe) })
        found.append((user, finding))
      }
    }
    return found
  }

  /// Whether a part of a namespace's name is an environment's: `shop-prod` for production.
  private static func isNamed(_ namespace: String, for environment: String) -> Bool {
    let wanted = environment.lowercased()
    return namespace.split { $0 == "-" || $0 == "." }.contains { part in
      part == wanted || part.utf8.count >= 3 && (wanted.hasPrefix(part) || part.hasPrefix(wanted))
    }
  }

  private static func without(
    _ targets: [EnvironmentTarget]
  ) -> [(environment: String, finding: Diagnostic)] {
    targets.compactMap { target -> (environment: String, finding: Diagnostic)? in
      guard !target.objects.isEmpty, target.objects.allSatisfy(\.namespace.isEmpty) else {
        return nil
      }
      let own = Set(target.objects.map(NameOfKind.init))
      let twin = targets.first { other in
        guard other.environment != target.environment else { return false }
        let placed = other.objects.filter {
          !$0.namespace.isEmpty && own.contains(NameOfKind($0))
        }
        return !placed.isEmpty && placed.count * 2 >= own.count
      }
      guard let twin,
        let node = twin.objects.lazy.compactMap({ $0.metadata?["namespace"] }).first
      else { return nil }
      let finding = Diagnostic(
        rule: "relations/without-namespace", severity: .warning,
        message: "nothing names the namespace for the objects of \(target.environment): they go to "
          + "default", primary: target.place ?? target.objects[0].location,
        related: [
          Label("\(twin.environment) puts them into a namespace", at: node.origin.location)
        ],
        help: "add namespace: to the kustomization",
        fix: ownNamespace(
          targets, of: target.environment, like: node.scalarText ?? "", of: twin.environment
        ).flatMap { Self.adding($0, at: target.place) })
      return (target.environment, finding)
    }
  }

  /// The namespace of an environment: the only one that its objects name, or else what another
  /// environment's is called with this one's name.
  private static func ownNamespace(
    _ targets: [EnvironmentTarget], of environment: String, like namespace: String,
    of other: String
  ) -> String? {
    let named = Set(
      targets.filter { $0.environment == environment }.flatMap(\.objects).map(\.namespace)
    )
    .subtracting(["", namespace])
    if named.count == 1, let name = named.first { return name }
    guard named.isEmpty else { return nil }
    let parts = namespace.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.contains(where: { $0 == other }) else { return nil }
    return parts.map { $0 == other ? environment : String($0) }.joined(separator: "-")
  }

  /// The edit that names a namespace in a kustomization.
  private static func adding(_ namespace: String, at place: Location?) -> Fix? {
    guard let file = place?.file else { return nil }
    do throws(EditError) {
      var editor = try SourceEditor(file, as: .kubernetes)
      let names = file.parsed(as: .kubernetes).documents.first?.root.mapping?.names ?? []
      let position = names.firstIndex(of: "kind").map { $0 + 1 } ?? 0
      try editor.insert(
        .string(namespace), named: "namespace", at: position, of: .root, like: nil)
      return Fix(
        "add namespace: \(namespace)", edits: [editor.fileEdit], applicability: .unsafe)
    } catch { return nil }
  }

  private struct NameOfKind: Hashable {
    let kind: String
    let name: String

    init(_ object: KubernetesObject) {
      kind = object.kind
      name = object.name
    }
  }
}
