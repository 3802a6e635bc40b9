package import Kubernetes
import Kustomize

/// The kinds that one environment adds to those that an API server has built in.
///
/// These are its own CustomResourceDefinitions and, for kinds that it uses and does not define, those
/// that stand elsewhere in the tree: definitions are mostly installed once a cluster, from a directory
/// of their own. Whoever judges objects, by schema or by policy, is given the same value.
package struct APIDefinitions: Sendable {
  /// The definitions, each kind's once.
  package let objects: [KubernetesObject]
  private let kinds: Set<GroupVersionKind>

  /// - Parameters:
  ///   - own: the objects of an environment; those that define nothing are passed over.
  ///   - others: definitions that count where the environment has none for the kind.
  package init(own: [KubernetesObject], others: [CustomResourceDefinition] = []) {
    let first = own.compactMap(CustomResourceDefinition.init)
    let rest = others.filter { other in
      !first.contains { $0.group == other.group && $0.kind == other.kind }
    }
    objects = (first + rest).map(\.object)
    kinds = Set((first + rest).flatMap(\.servedKinds))
  }

  /// Whether a server with these definitions has, or once had, the kind.
  package func knows(_ gvk: GroupVersionKind) -> Bool {
    if kinds.contains(gvk) { return true }
    guard let kind = Facts.standard.kind(gvk) else { return false }
    return kind.resource != nil || kind.removed != nil
  }

  /// The definitions for each environment, with what the tree has of the kinds that none defines.
  ///
  /// - Parameters:
  ///   - kinds: kinds that are asked for beside those of the environments' objects.
  ///   - directory: where definitions are looked for first.
  package static func of(
    _ environments: [[KubernetesObject]], using kinds: Set<GroupVersionKind> = [],
    in workspace: Workspace, first directory: String = ""
  ) -> [APIDefinitions] {
    let own = environments.map { APIDefinitions(own: $0) }
    var unknown = kinds.filter { kind in !own.contains { $0.knows(kind) } }
    for (objects, definitions) in zip(environments, own) {
      for object in objects where !definitions.knows(object.gvk) { unknown.insert(object.gvk) }
    }
    guard !unknown.isEmpty else { return own }
    let found = DefinitionSearch.definitions(of: unknown, in: workspace.tree, first: directory)
    guard !found.isEmpty else { return own }
    return environments.map { APIDefinitions(own: $0, others: found) }
  }
}
