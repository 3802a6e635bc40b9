package import Diagnostics
import Kubernetes
import YAML

/// Something that the server accepts and warns of.
package struct Warning: Hashable, Sendable {
  /// In the server's words.
  package let message: String
  /// The field that it is about; nil where none of the files has it.
  package let location: Location?

  /// What the server says of an object that it accepts, in the server's order.
  static func all(
    for root: Node, gvk: GroupVersionKind, release: KubernetesRelease
  ) -> [Warning] {
    let object = root.mapping ?? Mapping()
    var validation = Validation(root, release: release)
    validation.warnOfDeprecatedAPI(gvk, release)
    validation.warnOfStaticName(object, gvk, release)
    kinds["\(gvk.group)/\(gvk.kind)"]?(&validation, object)
    return validation.warnings
  }

  private static let kinds: [String: KindRules.Rules] = [
    "/Endpoints": { v, _ in
      guard v.release.warnsOfEndpoints else { return }
      v.warn(
        saying: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        at: "apiVersion")
    },
    "/Node": { $0.nodeWarnings($1) },
    "/PersistentVolume": { $0.persistentVolumeWarnings($1) },
    "/PersistentVolumeClaim": { $0.claimWarnings($1) },
    "/Pod": { $0.podWarnings($1) },
    "/PodTemplate": { $0.podTemplateWarnings($1) },
    "/ReplicationController": { $0.workloadWarnings($1) },
    "/ResourceQuota": { $0.quotaWarnings($1) },
    "/Secret": { $0.secretWarnings($1) },
    "/Service": { $0.serviceWarnings($1) },
    "/ServiceAccount": { $0.serviceAccountWarnings($1) },
    "apiextensions.k8s.io/CustomResourceDefinition": { $0.definitionWarnings($1) },
    "apps/DaemonSet": { $0.workloadWarnings($1, namesPods: false) },
    "apps/Deployment": { $0.workloadWarnings($1) },
    "apps/ReplicaSet": { $0.workloadWarnings($1) },
    "apps/StatefulSet": { $0.statefulSetWarnings($1) },
    "batch/CronJob": { $0.cronJobWarnings($1) },
    "batch/Job": { $0.jobWarnings($1) },
    "discovery.k8s.io/EndpointSlice": { $0.endpointSliceWarnings($1) },
    "networking.k8s.io/Ingress": { $0.ingressWarnings($1) },
    "networking.k8s.io/NetworkPolicy": { $0.networkPolicyWarnings($1) },
    "node.k8s.io/RuntimeClass": { $0.runtimeClassWarnings($1) },
    "resource.k8s.io/ResourceSlice": { $0.resourceSliceWarnings($1) },
    "storage.k8s.io/CSIDriver": { $0.csiDriverWarnings($1) },
    "storage.k8s.io/StorageClass": { $0.storageClassWarnings($1) },
  ]
}

extension Validation {
  /// A served API that a later release drops or advises against.
  fileprivate mutating func warnOfDeprecatedAPI(
    _ gvk: GroupVersionKind, _ release: KubernetesRelease
  ) {
    guard let kind = Facts.of(release).kind(gvk), let deprecated = kind.deprecated,
      deprecated <= release
    else { return }
    var message = "\(gvk.apiVersion) \(gvk.kind) is deprecated in v\(deprecated)+"
    if let removed = kind.removed { message += ", unavailable in v\(removed)+" }
    if let other = kind.replacement { message += "; use \(other.apiVersion) \(other.kind)" }
    warn(saying: message, at: "apiVersion")
  }

  /// A name of admission's configuration that is reserved for files of the server (KEP-5793).
  fileprivate mutating func warnOfStaticName(
    _ object: Fields, _ gvk: GroupVersionKind, _ release: KubernetesRelease
  ) {
    guard release.warnsOfStaticNames, Self.isStatic(object, gvk) else { return }
    warn("metadata", "name", because: Self.reservedForStatic)
  }
}
