import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// A `Kustomization` of kustomize.toolkit.fluxcd.io, as the cluster has it: what its controller builds
/// and applies.
struct FluxKustomization: Sendable {
  /// The object, whose fields know the files that give them.
  let object: KubernetesObject

  static let group = "kustomize.toolkit.fluxcd.io"

  /// Nil for an object of another kind.
  init?(_ object: KubernetesObject) {
    guard object.gvk.group == Self.group, object.kind == "Kustomization", !object.name.isEmpty
    else { return nil }
    self.object = object
  }

  var id: FluxIdentity { FluxIdentity(namespace: object.namespace, name: object.name) }

  var spec: Node { object.root["spec"] ?? .null() }

  /// The place that says what is built: the path, or the object's name.
  var place: Location? {
    spec["path"]?.origin.location ?? object.metadata?["name"]?.origin.location
      ?? object.location
  }

  /// Relative to the root of the source; `..` does not lead out of it.
  var path: String {
    TreePath.cleaned(
      TreePath.cleaned(spec["path"]?.scalarText ?? "").split(separator: "/").filter { $0 != ".." }
        .joined(separator: "/"))
  }

  /// What its files come from.
  var source: FluxSourceReference {
    let reference = spec["sourceRef"]
    return FluxSourceReference(
      kind: reference?["kind"]?.scalarText ?? "",
      id: FluxIdentity(
        namespace: reference?["namespace"]?.scalarText ?? id.namespace,
        name: reference?["name"]?.scalarText ?? ""))
  }

  /// What must have been applied before.
  var dependencies: [FluxIdentity] {
    (spec["dependsOn"]?.elements ?? []).map { entry in
      FluxIdentity(
        namespace: entry["namespace"]?.scalarText ?? id.namespace,
        name: entry["name"]?.scalarText ?? "")
    }
  }
}

/// The name of a Flux object in a cluster.
package struct FluxIdentity: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Empty where the object names none.
  package var namespace: String
  /// Unique among the kind's objects of the namespace.
  package var name: String

  init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  package static func < (left: FluxIdentity, right: FluxIdentity) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }

  /// For people: `flux-system/apps`.
  package var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
}

/// What a Kustomization names as the source of its files.
struct FluxSourceReference: Hashable, Sendable {
  var kind: String
  var id: FluxIdentity
}
