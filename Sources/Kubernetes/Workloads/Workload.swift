package import YAML

/// An object that is a pod or makes pods, as a typed view over its fields.
///
/// Nothing is defaulted or checked: what is absent, or not of the type that it should be, reads as
/// nil or as empty. Every field that is handed out knows its path from the object's root.
package struct Workload: Sendable {
  /// The object that is viewed, whole.
  package let object: KubernetesObject
  /// Which of the kinds it is; its version may be any.
  package let kind: Kind

  /// The built-in kinds that have a pod's template, and the pod itself.
  package enum Kind: String, CaseIterable, Sendable {
    case pod = "Pod"
    case podTemplate = "PodTemplate"
    case replicationController = "ReplicationController"
    case deployment = "Deployment"
    case replicaSet = "ReplicaSet"
    case statefulSet = "StatefulSet"
    case daemonSet = "DaemonSet"
    case job = "Job"
    case cronJob = "CronJob"

    /// The API group, whatever the version.
    package var group: String {
      switch self {
      case .pod, .podTemplate, .replicationController: ""
      case .deployment, .replicaSet, .statefulSet, .daemonSet: "apps"
      case .job, .cronJob: "batch"
      }
    }

    /// The way to what is copied into each pod: a mapping with `metadata` and `spec`.
    ///
    /// For a pod it is the pod itself.
    package var templatePath: FieldPath {
      switch self {
      case .pod: .root
      case .podTemplate: ["template"]
      case .cronJob: ["spec", "jobTemplate", "spec", "template"]
      case .replicationController, .deployment, .replicaSet, .statefulSet, .daemonSet, .job:
        ["spec", "template"]
      }
    }

    /// Whether `spec.replicas` says how many pods there are.
    package var hasReplicas: Bool {
      switch self {
      case .replicationController, .deployment, .replicaSet, .statefulSet: true
      case .pod, .podTemplate, .daemonSet, .job, .cronJob: false
      }
    }
  }

  /// The view of an object; nil where it is of another kind.
  package init?(_ object: KubernetesObject) {
    let gvk = object.gvk
    guard let kind = Kind(rawValue: gvk.kind), kind.group == gvk.group else { return nil }
    self.object = object
    self.kind = kind
  }

  /// What is copied into each pod; nil where the object has none.
  package var template: PodTemplate? {
    object.field(at: kind.templatePath).map(PodTemplate.init)
  }

  /// The number of pods that the object asks for; nil where it names none or its kind has none.
  package var replicas: ObjectField? {
    kind.hasReplicas ? object.field(at: ["spec", "replicas"]) : nil
  }

  /// The labels of the pods that the object counts as its own; nil where it names none.
  ///
  /// A ReplicationController writes the labels themselves, the others a label selector; Pods,
  /// PodTemplates and CronJobs have none.
  package var selector: ObjectField? {
    switch kind {
    case .pod, .podTemplate, .cronJob: nil
    case .replicationController, .deployment, .replicaSet, .statefulSet, .daemonSet, .job:
      object.field(at: ["spec", "selector"])
    }
  }

  /// How pods are replaced when the template changes: a mapping with `type` and `rollingUpdate`.
  package var strategy: ObjectField? {
    switch kind {
    case .deployment: object.field(at: ["spec", "strategy"])
    case .statefulSet, .daemonSet: object.field(at: ["spec", "updateStrategy"])
    case .pod, .podTemplate, .replicationController, .replicaSet, .job, .cronJob: nil
    }
  }
}
