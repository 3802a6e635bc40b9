package import YAML

/// A CustomResourceDefinition, read for the kinds that it adds to an API server.
package struct CustomResourceDefinition: Sendable {
  /// The definition itself.
  package let object: KubernetesObject
  /// The API group of the kind: `gateway.networking.k8s.io`.
  package let group: String
  /// The name of the kind: `Gateway`.
  package let kind: String
  /// The resource's name: `gateways` for `Gateway`.
  package let plural: String
  /// Whether its objects belong to namespaces rather than to the cluster.
  package let isNamespaced: Bool
  /// The versions in the order of the definition, those not served included.
  package let versions: [Version]

  /// One version of the kind.
  package struct Version: Sendable {
    /// As in an `apiVersion`: `v1beta1`.
    package let name: String
    /// Whether a server answers requests for it.
    package let isServed: Bool
    /// The entry of `spec.versions`.
    package let node: Node
  }

  /// Nil for an object of another kind, or one that names no group, kind and plural.
  package init?(_ object: KubernetesObject) {
    guard object.gvk.group == "apiextensions.k8s.io", object.kind == "CustomResourceDefinition",
      let spec = object.root["spec"], let group = spec["group"]?.string,
      let kind = spec["names"]?["kind"]?.string, let plural = spec["names"]?["plural"]?.string,
      !kind.isEmpty
    else { return nil }
    self.object = object
    self.group = group
    self.kind = kind
    self.plural = plural
    isNamespaced = spec["scope"]?.string == "Namespaced"
    versions = (spec["versions"]?.elements ?? []).compactMap { version in
      guard let name = version["name"]?.string else { return nil }
      return Version(
        name: name, isServed: version["served"]?.scalar?.boolean ?? false, node: version)
    }
  }

  /// The kinds that a server would serve, one for each served version.
  package var servedKinds: [GroupVersionKind] {
    versions.filter(\.isServed).map {
      GroupVersionKind(group: group, version: $0.name, kind: kind)
    }
  }

  /// Whether the definition is for the kind, in whatever version.
  package func isFor(_ gvk: GroupVersionKind) -> Bool { group == gvk.group && kind == gvk.kind }

  /// Whether both definitions are for the same kind, in whatever versions.
  package func isForKind(of other: CustomResourceDefinition) -> Bool {
    group == other.group && kind == other.kind
  }
}
