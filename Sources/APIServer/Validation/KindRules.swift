import Kubernetes
import YAML

/// The rules of each kind.
enum KindRules {
  typealias Rules = @Sendable (inout Validation, Fields) -> Void

  static func rules(for gvk: GroupVersionKind) -> Rules? { all["\(gvk.group)/\(gvk.kind)"] }

  private static let all: [String: Rules] = [
    "/Binding": { $0.binding($1) },
    "/ConfigMap": { $0.configMap($1) },
    "/Endpoints": { $0.endpoints($1) },
    "/Event": { $0.event($1, isNew: false) },
    "/LimitRange": { $0.limitRange($1) },
    "/Namespace": { $0.namespace($1) },
    "/Node": { $0.node($1) },
    "/PersistentVolume": { $0.persistentVolume($1) },
    "/PersistentVolumeClaim": { $0.persistentVolumeClaim($1) },
    "/Pod": { $0.pod($1) },
    "/PodTemplate": { $0.podTemplateObject($1) },
    "/ReplicationController": { $0.replicationController($1) },
    "/ResourceQuota": { $0.resourceQuota($1) },
    "/Secret": { $0.secret($1) },
    "/Service": { $0.service($1) },
    "/ServiceAccount": { $0.serviceAccount($1) },
    "admissionregistration.k8s.io/MutatingAdmissionPolicy": { $0.mutatingAdmissionPolicy($1) },
    "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding": {
      $0.mutatingAdmissionPolicyBinding($1)
    },
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": {
      $0.webhookConfiguration($1, isMutating: true)
    },
    "admissionregistration.k8s.io/ValidatingAdmissionPolicy": {
      $0.validatingAdmissionPolicy($1)
    },
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": {
      $0.validatingAdmissionPolicyBinding($1)
    },
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": {
      $0.webhookConfiguration($1, isMutating: false)
    },
    "apiregistration.k8s.io/APIService": { $0.apiService($1) },
    "apps/ControllerRevision": { $0.controllerRevision($1) },
    "apps/DaemonSet": { $0.daemonSet($1) },
    "apps/Deployment": { $0.deployment($1) },
    "apps/ReplicaSet": { $0.replicaSet($1) },
    "apps/StatefulSet": { $0.statefulSet($1) },
    "authorization.k8s.io/LocalSubjectAccessReview": {
      $0.accessReview($1, namesSubject: true, isLocal: true)
    },
    "authorization.k8s.io/SelfSubjectAccessReview": { $0.accessReview($1, namesSubject: false) },
    "authorization.k8s.io/SubjectAccessReview": { $0.accessReview($1, namesSubject: true) },
    "autoscaling/HorizontalPodAutoscaler": { $0.horizontalPodAutoscaler($1) },
    "batch/CronJob": { $0.cronJob($1) },
    "batch/Job": { $0.job($1) },
    "certificates.k8s.io/CertificateSigningRequest": { $0.certificateSigningRequest($1) },
    "certificates.k8s.io/ClusterTrustBundle": { $0.clusterTrustBundle($1) },
    "certificates.k8s.io/PodCertificateRequest": { $0.podCertificateRequest($1) },
    "coordination.k8s.io/Lease": { $0.lease($1) },
    "discovery.k8s.io/EndpointSlice": { $0.endpointSlice($1) },
    "events.k8s.io/Event": { $0.event($1, isNew: true) },
    "flowcontrol.apiserver.k8s.io/FlowSchema": { $0.flowSchema($1) },
    "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": { $0.priorityLevel($1) },
    "networking.k8s.io/IPAddress": { $0.ipAddressObject($1) },
    "networking.k8s.io/Ingress": { $0.ingress($1) },
    "networking.k8s.io/IngressClass": { $0.ingressClass($1) },
    "networking.k8s.io/NetworkPolicy": { $0.networkPolicy($1) },
    "networking.k8s.io/ServiceCIDR": { $0.serviceCIDR($1) },
    "node.k8s.io/RuntimeClass": { $0.runtimeClass($1) },
    "policy/PodDisruptionBudget": { $0.podDisruptionBudget($1) },
    "rbac.authorization.k8s.io/ClusterRole": { $0.clusterRole($1) },
    "rbac.authorization.k8s.io/ClusterRoleBinding": { $0.roleBinding($1, isNamespaced: false) },
    "rbac.authorization.k8s.io/Role": { $0.role($1) },
    "rbac.authorization.k8s.io/RoleBinding": { $0.roleBinding($1, isNamespaced: true) },
    "resource.k8s.io/DeviceClass": { $0.deviceClass($1) },
    "resource.k8s.io/DeviceTaintRule": { $0.deviceTaintRule($1) },
    "resource.k8s.io/ResourceClaim": { $0.resourceClaim($1) },
    "resource.k8s.io/ResourceClaimTemplate": { $0.resourceClaimTemplate($1) },
    "resource.k8s.io/ResourceSlice": { $0.resourceSlice($1) },
    "scheduling.k8s.io/PriorityClass": { $0.priorityClass($1) },
    "storage.k8s.io/CSIDriver": { $0.csiDriver($1) },
    "storage.k8s.io/CSINode": { $0.csiNode($1) },
    "storage.k8s.io/CSIStorageCapacity": { $0.csiStorageCapacity($1) },
    "storage.k8s.io/StorageClass": { $0.storageClass($1) },
    "storage.k8s.io/VolumeAttachment": { $0.volumeAttachment($1) },
    "storage.k8s.io/VolumeAttributesClass": { $0.volumeAttributesClassObject($1) },
    "storagemigration.k8s.io/StorageVersionMigration": { $0.storageVersionMigration($1) },
  ]
}
