extension GoStruct {
  // MARK: meta/v1

  static let labelSelector = GoStruct(
    .written("matchLabels"),
    .written(
      "matchExpressions", GoStruct(.text("key"), .text("operator"), .written("values"))))

  /// What a template may say of the objects made from it.
  static let templateMetadata = GoStruct(
    .written("name"), .written("generateName"), .written("namespace"), .written("labels"),
    .written("annotations"), .written("ownerReferences", ownerReference),
    .written("finalizers"))

  /// A template of pods or claims.
  ///
  /// The `spec` has a form of its own in memory that a user would not know again, so it is shown as
  /// it is written.
  static let template = GoStruct(
    .embedded("metadata", templateMetadata), .manifest("Spec"))

  static let ownerReference = GoStruct(
    .text("apiVersion"), .text("kind"), .text("name"), .text("uid"), .written("controller"),
    .written("blockOwnerDeletion"))

  // MARK: core

  static let clusterTrustBundleProjection = GoStruct(
    .optional("Name"), .optional("SignerName"), .optional("LabelSelector", labelSelector),
    .optional("Optional"), .text("Path"))

  static let objectReference = GoStruct(
    .text("Kind"), .text("Namespace"), .text("Name"), .text("UID", key: "uid"),
    .text("APIVersion", key: "apiVersion"), .text("ResourceVersion"), .text("FieldPath"))

  static let podResourceClaim = GoStruct(
    .text("Name"), .optional("ResourceClaimName"), .optional("ResourceClaimTemplateName"))

  static let scopeSelectorRequirement = GoStruct(
    .text("ScopeName"), .text("Operator"), .optional("Values"))

  static let scopeSelector = GoStruct(.optional("MatchExpressions", scopeSelectorRequirement))

  static let seccompProfile = GoStruct(.text("Type"), .optional("LocalhostProfile"))

  static let securityContext = GoStruct(
    .optional("Capabilities", GoStruct(.optional("Add"), .optional("Drop"))),
    .optional("Privileged"),
    .optional(
      "SELinuxOptions", key: "seLinuxOptions",
      GoStruct(.text("User"), .text("Role"), .text("Type"), .text("Level"))),
    .optional(
      "WindowsOptions",
      GoStruct(
        .optional("GMSACredentialSpecName", key: "gmsaCredentialSpecName"),
        .optional("GMSACredentialSpec", key: "gmsaCredentialSpec"), .optional("RunAsUserName"),
        .optional("HostProcess"))),
    .optional("RunAsUser"), .optional("RunAsGroup"), .optional("RunAsNonRoot"),
    .optional("ReadOnlyRootFilesystem"), .optional("AllowPrivilegeEscalation"),
    .optional("ProcMount"), .optional("SeccompProfile", seccompProfile),
    .optional("AppArmorProfile", seccompProfile))

  static let servicePort = GoStruct(
    .text("Name"), .text("Protocol"), .optional("AppProtocol"), .number("Port"),
    .number("TargetPort"), .number("NodePort"))

  static let taint = GoStruct(
    .text("Key"), .text("Value"), .text("Effect"), .optional("TimeAdded"))

  static let toleration = GoStruct(
    .text("Key"), .text("Operator"), .text("Value"), .text("Effect"),
    .optional("TolerationSeconds"))

  private static let nodeSelectorRequirement = GoStruct(
    .text("Key"), .text("Operator"), .optional("Values"))

  static let volumeNodeAffinity = GoStruct(
    .optional(
      "Required",
      GoStruct(
        .optional(
          "NodeSelectorTerms",
          GoStruct(
            .optional("MatchExpressions", nodeSelectorRequirement),
            .optional("MatchFields", nodeSelectorRequirement))))))

  // MARK: apps and batch

  private static let rollingUpdate = GoStruct(.number("MaxUnavailable"), .number("MaxSurge"))

  /// The strategy of a Deployment or DaemonSet.
  static let storageVersionMigrationSpec = GoStruct(
    .part("Resource", GoStruct(.text("Group"), .text("Resource"))))

  static let updateStrategy = GoStruct(.text("Type"), .optional("RollingUpdate", rollingUpdate))

  static let rollingUpdateStatefulSet = GoStruct(
    .number("Partition"), .optional("MaxUnavailable"))

  static let statefulSetUpdateStrategy = GoStruct(
    .text("Type"), .optional("RollingUpdate", rollingUpdateStatefulSet))

  static let podFailurePolicy = GoStruct(
    .optional(
      "Rules",
      GoStruct(
        .text("Action"),
        .optional(
          "OnExitCodes",
          GoStruct(.optional("ContainerName"), .text("Operator"), .optional("Values"))),
        .optional("OnPodConditions", GoStruct(.text("Type"), .text("Status"))))))

  static let successPolicy = GoStruct(
    .optional("Rules", GoStruct(.optional("SucceededIndexes"), .optional("SucceededCount"))))

  // MARK: Other groups

  static let auditAnnotation = GoStruct(.text("Key"), .text("ValueExpression"))

  static let csiNodeDriver = GoStruct(
    .text("Name"), .text("NodeID", key: "nodeID"), .optional("TopologyKeys"),
    .optional("Allocatable"))

  static let flowDistinguisherMethod = GoStruct(.text("Type"))

  static let ipAddressParent = GoStruct(
    .text("Group"), .text("Resource"), .text("Namespace"), .text("Name"))

  static let podDisruptionBudgetSpec = GoStruct(
    .optional("MinAvailable"), .optional("Selector", labelSelector),
    .optional("MaxUnavailable"), .optional("UnhealthyPodEvictionPolicy"))

  static let roleRef = GoStruct(
    .text("APIGroup", key: "apiGroup"), .text("Kind"), .text("Name"))

  static let serviceCIDRSpec = GoStruct(.optional("CIDRs", key: "cidrs"))

  static let validationRule = GoStruct(
    .text("Rule"), .text("Message"), .text("MessageExpression"), .optional("Reason"),
    .text("FieldPath"), .optional("OptionalOldSelf"))

  static let volumeAttachmentSpec = GoStruct(
    .text("Attacher"),
    .part(
      "Source", GoStruct(.optional("PersistentVolumeName"), .optional("InlineVolumeSpec"))),
    .text("NodeName"))
}
