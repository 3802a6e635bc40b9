package import Kubernetes
import YAML

/// What policies ask about besides the request: namespaces, parameters, and which kinds there are.
package struct ClusterState: Sendable {
  package var namespaces: Namespaces
  package var mapper: RESTMapper
  /// The objects of each kind that some policy takes as its parameters, by namespace and name.
  private var parameters: [GroupVersionKind: [KubernetesObject]]

  /// - Parameters:
  ///   - objects: everything in the environment; Namespaces, CustomResourceDefinitions and the
  ///     kinds of `policies`' parameters are taken from it.
  ///   - policies: what is asked; parameters that were loaded with it count where the environment
  ///     has none of that name.
  package init(
    objects: [KubernetesObject], policies: PolicySet, mapper: RESTMapper = .standard
  ) {
    namespaces = Namespaces(objects)
    self.mapper = mapper.adding(customResources: objects)
    let own = objects.filter { policies.parameterKinds.contains($0.gvk) }
    let names = Set(own.map(\.identity))
    parameters = Self.sorted(own + policies.companions.filter { !names.contains($0.identity) })
  }

  /// Takes these objects as the only parameters there are.
  mutating func replaceParameters(with objects: [KubernetesObject]) {
    parameters = Self.sorted(objects)
  }

  private static func sorted(
    _ objects: [KubernetesObject]
  ) -> [GroupVersionKind: [KubernetesObject]] {
    Dictionary(grouping: objects, by: \.gvk)
      .mapValues { $0.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) } }
  }

  /// The objects of a kind in one namespace, or all where `namespace` is nil.
  func parameters(of kind: GroupVersionKind, in namespace: String?) -> [KubernetesObject] {
    let all = parameters[kind] ?? []
    guard let namespace else { return all }
    return all.filter { $0.namespace == namespace }
  }

  /// Whether the objects of a kind live in namespaces; nil when nobody knows the kind.
  ///
  /// A kind without a definition is judged by the objects at hand.
  func isNamespaced(_ kind: GroupVersionKind) -> Bool? {
    if let mapping = mapper.mapping(of: kind) { return mapping.isNamespaced }
    return parameters[kind]?.first.map { !$0.namespace.isEmpty }
  }
}
