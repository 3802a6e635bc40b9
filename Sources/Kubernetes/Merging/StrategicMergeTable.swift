// Table of the lists that strategic merge joins.

/// What the OpenAPI schema of Kubernetes 1.21.2 says of merging.
///
/// A type, or a field, that holds no such list is left out; types that hold the same are one.
enum StrategicMergeTable {
  /// A type and its fields: `*` begins the merge keys of a list that is joined, `=` the type of the
  /// field or of its elements, `[]` marks a list that is replaced.
  static let types = """
    CSINode metadata=ObjectMeta spec=CSINodeSpec
    CSINodeSpec drivers*name
    ComponentStatus conditions*type metadata=ObjectMeta
    ConditionStatus conditions*type
    Container env*name ports*containerPort,protocol volumeDevices*devicePath volumeMounts*mountPath
    CronJob metadata=ObjectMeta spec=CronJobSpec
    CronJobSpec jobTemplate=JobTemplateSpec
    EphemeralContainer env*name volumeDevices*devicePath volumeMounts*mountPath
    EphemeralVolumeSource volumeClaimTemplate=Object
    JobTemplateSpec metadata=ObjectMeta spec=WorkloadSpec
    MutatingWebhookConfiguration metadata=ObjectMeta webhooks*name
    Namespace metadata=ObjectMeta status=ConditionStatus
    Node metadata=ObjectMeta spec=NodeSpec status=NodeStatus
    NodeSpec podCIDRs*
    NodeStatus addresses*type conditions*type
    Object metadata=ObjectMeta
    ObjectMeta finalizers* ownerReferences*uid
    Pod metadata=ObjectMeta spec=PodSpec status=PodStatus
    PodSpec containers*name=Container ephemeralContainers*name=EphemeralContainer hostAliases*ip \
    imagePullSecrets*name initContainers*name=Container \
    topologySpreadConstraints*topologyKey,whenUnsatisfiable volumes*name=Volume
    PodStatus conditions*type podIPs*ip
    PodTemplate metadata=ObjectMeta template=PodTemplateSpec
    PodTemplateSpec metadata=ObjectMeta spec=PodSpec
    Service metadata=ObjectMeta spec=ServiceSpec status=ConditionStatus
    ServiceAccount metadata=ObjectMeta secrets*name
    ServiceSpec ports*port,protocol
    StatefulSet metadata=ObjectMeta spec=StatefulSetSpec status=ConditionStatus
    StatefulSetSpec template=PodTemplateSpec volumeClaimTemplates[]=Namespace
    Volume ephemeral=EphemeralVolumeSource
    Workload metadata=ObjectMeta spec=WorkloadSpec status=ConditionStatus
    WorkloadSpec template=PodTemplateSpec
    """

  /// An API version, a type, and the kinds that are of this type.
  static let kinds = """
    admissionregistration.k8s.io/v1 MutatingWebhookConfiguration MutatingWebhookConfiguration \
    ValidatingWebhookConfiguration
    admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration \
    MutatingWebhookConfiguration ValidatingWebhookConfiguration
    apiextensions.k8s.io/v1 Object CustomResourceDefinition
    apiextensions.k8s.io/v1beta1 Object CustomResourceDefinition
    apiregistration.k8s.io/v1 Namespace APIService
    apiregistration.k8s.io/v1beta1 Namespace APIService
    apps/v1 Object ControllerRevision
    apps/v1 StatefulSet StatefulSet
    apps/v1 Workload DaemonSet Deployment ReplicaSet
    authentication.k8s.io/v1 Object TokenRequest TokenReview
    authentication.k8s.io/v1beta1 Object TokenReview
    authorization.k8s.io/v1 Object LocalSubjectAccessReview SelfSubjectAccessReview \
    SelfSubjectRulesReview SubjectAccessReview
    authorization.k8s.io/v1beta1 Object LocalSubjectAccessReview SelfSubjectAccessReview \
    SelfSubjectRulesReview SubjectAccessReview
    autoscaling/v1 Object HorizontalPodAutoscaler Scale
    autoscaling/v2beta1 Object HorizontalPodAutoscaler
    autoscaling/v2beta2 Object HorizontalPodAutoscaler
    batch/v1 CronJob CronJob
    batch/v1 Workload Job
    batch/v1beta1 CronJob CronJob
    certificates.k8s.io/v1 Object CertificateSigningRequest
    certificates.k8s.io/v1beta1 Object CertificateSigningRequest
    coordination.k8s.io/v1 Object Lease
    coordination.k8s.io/v1beta1 Object Lease
    discovery.k8s.io/v1 Object EndpointSlice
    discovery.k8s.io/v1beta1 Object EndpointSlice
    events.k8s.io/v1 Object Event
    events.k8s.io/v1beta1 Object Event
    extensions/v1beta1 Object Ingress
    flowcontrol.apiserver.k8s.io/v1beta1 Object FlowSchema PriorityLevelConfiguration
    networking.k8s.io/v1 Object Ingress IngressClass NetworkPolicy
    networking.k8s.io/v1beta1 Object Ingress IngressClass
    node.k8s.io/v1 Object RuntimeClass
    node.k8s.io/v1beta1 Object RuntimeClass
    policy/v1 Namespace PodDisruptionBudget
    policy/v1beta1 Namespace PodDisruptionBudget
    policy/v1beta1 Object Eviction PodSecurityPolicy
    rbac.authorization.k8s.io/v1 Object ClusterRole ClusterRoleBinding Role RoleBinding
    rbac.authorization.k8s.io/v1beta1 Object ClusterRole ClusterRoleBinding Role RoleBinding
    scheduling.k8s.io/v1 Object PriorityClass
    scheduling.k8s.io/v1beta1 Object PriorityClass
    storage.k8s.io/v1 CSINode CSINode
    storage.k8s.io/v1 Object CSIDriver StorageClass VolumeAttachment
    storage.k8s.io/v1beta1 CSINode CSINode
    storage.k8s.io/v1beta1 Object CSIDriver CSIStorageCapacity StorageClass VolumeAttachment
    v1 ComponentStatus ComponentStatus
    v1 Namespace Namespace PersistentVolumeClaim
    v1 Node Node
    v1 Object Binding ConfigMap Endpoints Event LimitRange PersistentVolume ResourceQuota Secret
    v1 Pod Pod
    v1 PodTemplate PodTemplate
    v1 Service Service
    v1 ServiceAccount ServiceAccount
    v1 Workload ReplicationController
    """
}
