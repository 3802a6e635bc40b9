import Kubernetes
import Values
import YAML

/// The rollout of one workload as a scenario.
struct WorkloadRollout {
  let workload: FleetWorkload
  let present: FleetWorkload?
  let restarts: Bool
  /// What a DaemonSet runs on.
  let nodes: Int
  let quota: PodQuota?

  init(
    _ workload: FleetWorkload, from present: FleetWorkload?, restarts: Bool, nodes: Int,
    quota: PodQuota?
  ) {
    self.workload = workload
    self.present = present
    self.restarts = restarts
    self.nodes = nodes
    self.quota = quota
  }

  /// How long a pod may take to end.
  var gracePeriod: Duration {
    let seconds = workload.podSpec?["terminationGracePeriodSeconds"]?.int32 ?? 30
    return Duration(seconds: Double(seconds))
  }

  /// The rollout where every pod takes these times.
  func simulated(
    readyAfter: Duration, termination: Duration
  ) throws(ScenarioError) -> (timeline: Timeline, horizon: SimulatedTime) {
    var scenario = RolloutScenario()
    scenario.isStored = true
    scenario.initial = present.map { $0.stored(replicas: $0.replicas) }
    scenario.nodes = nodes
    scenario.quota = quota
    let behaviour = PodBehaviour(readyAfter: [readyAfter], termination: termination)
    for image in [present, workload].compactMap({ $0?.firstImage }) {
      scenario.behaviours[image] = behaviour
    }
    scenario.events = [(.zero, .apply(target))]
    let pod = readyAfter.inSeconds + termination.inSeconds + minReadySeconds + 5
    let count = max(workload.replicas, present?.replicas ?? 0, nodes)
    scenario.horizon = SimulatedTime(seconds: deadline + pod * Double(count + 1))
    return (try scenario.simulated(), scenario.horizon)
  }

  /// The workload as it is applied; one that is only restarted gets kubectl's annotation.
  private var target: KubernetesObject {
    var target = workload.stored(replicas: workload.replicas)
    guard restarts, let present, let template = workload.template,
      present.template?.isEqual(to: template) == true
    else { return target }
    var metadata = template["metadata"] ?? .object([])
    var annotations = metadata["annotations"] ?? .object([])
    annotations["kubectl.kubernetes.io/restartedAt"] = .string("now")
    metadata["annotations"] = annotations
    target.root["spec"]?["template"]?["metadata"] = metadata
    return target
  }

  private var minReadySeconds: Double { number("minReadySeconds") ?? 0 }
  private var deadline: Double { min(number("progressDeadlineSeconds") ?? 600, 3_600) }

  private func number(_ name: String) -> Double? {
    workload.stored.root["spec"]?[name]?.int32.map(Double.init)
  }
}

extension FleetWorkload {
  /// The image by which its pods are told how to behave.
  var firstImage: String? {
    podSpec?["containers"]?.elements?.first?["image"]?.scalarText
  }
}
