package import APIServer
package import Kubernetes
import YAML

/// What policies ask about besides the request: namespaces, parameters, and which kinds there are.
package struct ClusterState: Sendable {
  /// The Namespace objects that are known, by name.
  package var namespaces: Namespaces
  /// Which resource serves each kind, custom kinds included.
  package var mapper: RESTMapper
  /// What the Roles and bindings among the objects allow.
  private(set) var grants: RoleGrants
  /// The objects of each kind that some policy takes as its parameters, as the server holds them.
  private var parameters: [GroupVersionKind: ParameterObjects]
  private let validator: Validator

  /// - Parameters:
  ///   - objects: everything in the environment; Namespaces and the kinds of `policies`'
  ///     parameters are taken from it.
  ///   - definitions: the CustomResourceDefinitions that add kinds; nil for those among `objects`.
  ///   - policies: what is asked; parameters that were loaded with it count where the environment
  ///     has none of that name.
  ///   - mapper: which resources serve the built-in kinds; nil for those of the validator's release.
  ///   - validator: what fills parameters in, with the kinds that it knows.
  package init(
    objects: [KubernetesObject], definitions: [KubernetesObject]? = nil, policies: PolicySet,
    mapper: RESTMapper? = nil, validator: Validator = Validator()
  ) {
    self.validator = validator
    namespaces = Namespaces(objects)
    grants = RoleGrants(objects)
    self.mapper = (mapper ?? .of(validator.release)).adding(customResources: definitions ?? objects)
    let kinds = policies.parameterKinds
    let own = objects.filter { kinds.contains($0.gvk) }
    let names = Set(own.map(\.identity))
    parameters = [:]
    replaceParameters(
      with: own + policies.companions.filter { !names.contains($0.identity) })
  }

  /// Whether somebody is given a role, so that it can be said who may do what.
  package var hasGrants: Bool { !grants.isEmpty }

  /// Takes these Roles and bindings as the only ones there are.
  mutating func replaceGrants(with objects: [KubernetesObject]) { grants = RoleGrants(objects) }

  /// Takes these objects as the only parameters there are.
  mutating func replaceParameters(with objects: [KubernetesObject]) {
    parameters = Dictionary(grouping: objects.map(validator.held), by: \.gvk)
      .mapValues(ParameterObjects.init)
  }

  /// Takes these objects as they are, in the place of the parameters that are called the same.
  package mutating func hold(parameters stored: [KubernetesObject]) {
    for (kind, objects) in Dictionary(grouping: stored, by: \.gvk) {
      parameters[kind] = parameters[kind]?.replacing(objects)
    }
  }

  /// The objects of a kind that a reference selects, in one namespace, or in all where `namespace`
  /// is nil; in the order of their namespaces and names.
  func parameters(
    of kind: GroupVersionKind, in namespace: String?,
    selectedBy reference: ParamRef
  ) -> [KubernetesObject] {
    parameters[kind]?.objects(in: namespace, selectedBy: reference) ?? []
  }

  /// Whether the objects of a kind live in namespaces; nil when nobody knows the kind.
  ///
  /// A kind without a definition is judged by the objects at hand.
  func isNamespaced(_ kind: GroupVersionKind) -> Bool? {
    if let mapping = mapper.mapping(of: kind) { return mapping.isNamespaced }
    return parameters[kind]?.areNamespaced
  }
}

/// The objects of one kind, found by namespace and name: every binding asks for every request.
private struct ParameterObjects: Sendable {
  private let names: [String: [String: KubernetesObject]]
  private let ordered: [KubernetesObject]

  init(_ objects: [KubernetesObject]) {
    names = Dictionary(grouping: objects, by: \.namespace).mapValues { objects in
      Dictionary(objects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    ordered = names.sorted { $0.key < $1.key }.flatMap { namespace in
      namespace.value.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  var areNamespaced: Bool { names[""] == nil }

  func replacing(_ others: [KubernetesObject]) -> ParameterObjects {
    let names = Set(others.map(\.identity))
    return ParameterObjects(others + ordered.filter { !names.contains($0.identity) })
  }

  func objects(
    in namespace: String?, selectedBy reference: ParamRef
  ) -> [KubernetesObject] {
    guard let namespace, !reference.name.isEmpty else {
      return ordered.filter {
        (namespace == nil || $0.namespace == namespace) && reference.selects($0)
      }
    }
    return names[namespace]?[reference.name].map { [$0] } ?? []
  }
}
