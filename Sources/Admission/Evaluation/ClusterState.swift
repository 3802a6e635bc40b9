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
  package init(
    objects: [KubernetesObject], policies: PolicySet, facts: Facts = .standard
  ) {
    namespaces = Namespaces(objects)
    mapper = RESTMapper(facts: facts, customResources: objects)
    parameters = Self.parameters(among: objects, of: policies)
  }

  /// Takes the parameters from other objects.
  mutating func takeParameters(from objects: [KubernetesObject], of policies: PolicySet) {
    parameters = Self.parameters(among: objects, of: policies)
  }

  private static func parameters(
    among objects: [KubernetesObject], of policies: PolicySet
  ) -> [GroupVersionKind: [KubernetesObject]] {
    let kinds = policies.parameterKinds
    return Dictionary(grouping: objects.filter { kinds.contains($0.gvk) }, by: \.gvk)
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
