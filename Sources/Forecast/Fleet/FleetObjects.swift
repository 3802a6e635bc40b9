import APIServer
import Kubernetes
import Values
import YAML

/// The objects of an environment by what they do to pods.
struct FleetObjects {
  /// Deployments, StatefulSets and DaemonSets, in their order.
  private(set) var workloads: [FleetWorkload] = []
  private var quotas: [String: [KubernetesObject]] = [:]
  private var limitRanges: [String: [KubernetesObject]] = [:]
  private(set) var budgets: [KubernetesObject] = []
  private(set) var claims: [KubernetesObject] = []
  private var positions: [Key: Int] = [:]

  /// What tells workloads apart, whatever the version of their kind.
  private struct Key: Hashable {
    let kind: String
    let namespace: String
    let name: String
  }

  /// - Parameter release: the server's, which stores them.
  init(_ objects: [KubernetesObject], in release: KubernetesRelease) {
    var autoscalers: [Key: KubernetesObject] = [:]
    for object in objects {
      let namespace = object.namespace
      switch (object.gvk.group, object.kind) {
      case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"):
        workloads.append(FleetWorkload(object, in: release))
      case ("", "ResourceQuota"): quotas[namespace, default: []].append(object)
      case ("", "LimitRange"): limitRanges[namespace, default: []].append(object)
      case ("policy", "PodDisruptionBudget"): budgets.append(object)
      case ("", "PersistentVolumeClaim"): claims.append(object)
      case ("autoscaling", "HorizontalPodAutoscaler"):
        let target = AutoscalerSpec(object).target
        autoscalers[Key(kind: target.kind, namespace: namespace, name: target.name)] = object
      default: break
      }
    }
    for (index, workload) in workloads.enumerated() {
      let object = workload.object
      let key = Key(kind: object.kind, namespace: object.namespace, name: object.name)
      workloads[index].autoscaler = autoscalers[key]
      workloads[index] = workloads[index].admitted(by: limitRanges(in: object.namespace))
      if positions[key] == nil { positions[key] = index }
    }
  }

  /// Looks at each workload's pod once, for whoever asks for it often.
  mutating func preparePods() {
    for index in workloads.indices { workloads[index].preparePod() }
  }

  /// The ResourceQuotas of a namespace.
  func quotas(in namespace: String) -> [KubernetesObject] { quotas[namespace] ?? [] }

  /// The LimitRanges of a namespace.
  func limitRanges(in namespace: String) -> [KubernetesObject] { limitRanges[namespace] ?? [] }

  /// The workload of that kind and name.
  func workload(_ identity: ObjectIdentity) -> FleetWorkload? {
    positions[
      Key(kind: identity.gvk.kind, namespace: identity.namespace, name: identity.name)
    ].map { workloads[$0] }
  }
}

/// A workload with the autoscaler that sizes it.
struct FleetWorkload {
  /// As it is rendered, with the places of its fields.
  let object: KubernetesObject
  /// As the server stores it.
  let stored: KubernetesObject
  var autoscaler: KubernetesObject?
  /// The server's.
  let release: KubernetesRelease

  private var preparedPod: SchedulingPod?
  /// What a pod of it has for its spec: that of the template, filled in by LimitRanges.
  private(set) var podSpec: Node?

  init(_ object: KubernetesObject, in release: KubernetesRelease) {
    self.object = object
    self.release = release
    stored = Defaulting.apply(to: object, by: .of(release))
    podSpec = stored.root["spec"]?["template"]?["spec"]
  }

  /// The workload with what the LimitRanges of its namespace fill in for containers that do not say it.
  func admitted(by ranges: [KubernetesObject]) -> FleetWorkload {
    var copy = self
    let spec = template?["spec"]
    copy.podSpec = spec.map { spec in
      ranges.flatMap(LimitRangeItem.all(of:)).reduce(spec) { $1.applied(to: $0) }
    }
    return copy
  }

  var template: Node? { stored.root["spec"]?["template"] }

  /// What runs: what the workload asks for, or the autoscaler's least where it asks for less.
  var replicas: Int {
    guard object.kind != "DaemonSet" else { return 0 }
    let own = object.root["spec"]?["replicas"]?.int32
    guard let autoscaler else { return own ?? 1 }
    let spec = AutoscalerSpec(autoscaler)
    return min(max(own ?? spec.minReplicas, spec.minReplicas), spec.maxReplicas)
  }

  /// What an autoscaler may make of it; nil where it has none.
  var bounds: WorkloadForecast.Bounds? {
    autoscaler.map(AutoscalerSpec.init).map {
      WorkloadForecast.Bounds(least: $0.minReplicas, most: $0.maxReplicas)
    }
  }

  /// The most that an autoscaler makes of it.
  var mostReplicas: Int { bounds?.most ?? replicas }
  /// The least that an autoscaler makes of it.
  var leastReplicas: Int { bounds?.least ?? replicas }

  /// The labels of its pods.
  var labels: [String: String] {
    Dictionary(
      (template?["metadata"]?["labels"]?.mapping?.entries ?? []).map {
        ($0.name, $0.value.scalarText ?? "")
      }, uniquingKeysWith: { $1 })
  }

  /// A pod of it, as the scheduler sees it.
  var pod: SchedulingPod { preparedPod ?? schedulingPod }

  fileprivate mutating func preparePod() { preparedPod = schedulingPod }

  private var schedulingPod: SchedulingPod {
    var root = Node.object([
      ("apiVersion", .string("v1")), ("kind", .string("Pod")),
      ("metadata", template?["metadata"] ?? .object([])), ("spec", podSpec),
    ])
    root["metadata"]?["namespace"] = .string(object.namespace)
    root["metadata"]?["name"] = .string(object.name)
    return SchedulingPod(Defaulting.apply(to: KubernetesObject(root)))
  }

  /// What one pod takes of a quota.
  var usage: PodUsage { PodUsage(podSpec: podSpec) }

  /// The workload with this many replicas, its pods as they are let in.
  func stored(replicas: Int) -> KubernetesObject {
    var copy = stored
    copy.root["spec"]?["template"]?["spec"] = podSpec
    guard object.kind != "DaemonSet" else { return copy }
    copy.root["spec"]?["replicas"] = .integer(replicas)
    return copy
  }
}
