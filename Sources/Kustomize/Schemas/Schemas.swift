import Diagnostics
import Kubernetes
import YAML

/// The schemas in use during one rendering.
///
/// The first kustomization that names a schema decides for all that follow; the one that is rendered
/// comes before its bases. As in Kustomize, a schema of the user's own replaces the built-in one,
/// unless that was needed before.
final class Schemas {
  private var custom: CustomSchema?
  private var isChosen = false
  private(set) var isBuiltInUsed = false

  /// What an API version and a kind mean, for every step asks it of every object.
  private var known: [WrittenType: (gvk: GroupVersionKind, isClusterScoped: Bool)] = [:]

  private struct WrittenType: Hashable {
    var apiVersion: String
    var kind: String
  }

  /// The type of an object by what it says of it, and whether that belongs to the cluster.
  func type(
    apiVersion: String, kind: String
  ) -> (gvk: GroupVersionKind, isClusterScoped: Bool) {
    let written = WrittenType(apiVersion: apiVersion, kind: kind)
    if let known = known[written] { return known }
    let gvk = GroupVersionKind(apiVersion: apiVersion, kind: kind)
    let found = (gvk: gvk, isClusterScoped: isClusterScoped(gvk))
    known[written] = found
    return found
  }

  /// Notes what asking for the types of resources would note.
  func meet(_ resources: [Resource]) {
    guard !isBuiltInUsed else { return }
    for resource in resources { _ = resource.type(self) }
  }

  /// Whether the built-in schema alone has been used, so that results do not depend on the order.
  var isPristine: Bool { !isChosen }

  func choose(_ schema: CustomSchema) {
    guard !isChosen else { return }
    isChosen = true
    custom = schema
    known = [:]
    custom?.extendsBuiltIn = isBuiltInUsed
  }

  /// Records that a kustomization names the built-in schema by its version.
  func chooseBuiltIn() { isChosen = true }

  func isClusterScoped(_ gvk: GroupVersionKind) -> Bool {
    if ClusterScopedKinds.contains(gvk) { return true }
    if custom == nil {
      // Kustomize notes that it will need the built-in schema when it meets a kind that it does
      // not know beforehand.
      if StrategicMergeSchema.kustomize.type(of: gvk) == nil { isBuiltInUsed = true }
      return false
    }
    return custom?.isNamespaced(gvk) == false
  }

  func schema(of gvk: GroupVersionKind) -> MergeSchema? {
    if let schema = custom?.schema(of: gvk) { return schema }
    guard custom == nil || isBuiltInUsed else { return nil }
    isBuiltInUsed = true
    return StrategicMergeSchema.kustomize.type(of: gvk).map { .builtIn(type: $0) }
  }
}
