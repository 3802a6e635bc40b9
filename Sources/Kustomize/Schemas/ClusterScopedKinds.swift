// Table of the kinds that belong to the cluster.

import Kubernetes
import Values

/// The kinds that Kustomize knows to belong to the cluster rather than to a namespace.
enum ClusterScopedKinds {
  static func contains(_ gvk: GroupVersionKind) -> Bool {
    byKind[gvk.kind]?.contains(gvk) ?? false
  }

  /// By the kind alone, which few objects share with one of these: it is asked of every object.
  private static let byKind: [String: [GroupVersionKind]] = {
    var result: [String: [GroupVersionKind]] = [:]
    for line in table.split(atByte: "\n") {
      let words = line.split(atByte: " ").map { String($0) }
      for kind in words.dropFirst() {
        result[kind, default: []].append(GroupVersionKind(apiVersion: words[0], kind: kind))
      }
    }
    return result
  }()

  /// An API version and its kinds, as of Kubernetes 1.21.2.
  private static let table = """
    admissionregistration.k8s.io/v1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
    admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
    apiextensions.k8s.io/v1 CustomResourceDefinition
    apiextensions.k8s.io/v1beta1 CustomResourceDefinition
    apiregistration.k8s.io/v1 APIService
    apiregistration.k8s.io/v1beta1 APIService
    certificates.k8s.io/v1 CertificateSigningRequest
    certificates.k8s.io/v1beta1 CertificateSigningRequest
    flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema PriorityLevelConfiguration
    networking.k8s.io/v1 IngressClass
    networking.k8s.io/v1beta1 IngressClass
    node.k8s.io/v1 RuntimeClass
    node.k8s.io/v1beta1 RuntimeClass
    policy/v1beta1 PodSecurityPolicy
    rbac.authorization.k8s.io/v1 ClusterRole ClusterRoleBinding
    rbac.authorization.k8s.io/v1beta1 ClusterRole ClusterRoleBinding
    scheduling.k8s.io/v1 PriorityClass
    scheduling.k8s.io/v1beta1 PriorityClass
    storage.k8s.io/v1 CSIDriver CSINode StorageClass VolumeAttachment
    storage.k8s.io/v1beta1 CSIDriver CSINode StorageClass VolumeAttachment
    v1 ComponentStatus Namespace Node NodeProxyOptions PersistentVolume
    """
}
