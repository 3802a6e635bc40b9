import Kubernetes
import YAML

/// What a PodDisruptionBudget allows: kube-controller-manager's `disruption` controller.
struct DisruptionBudget: Sendable {
  /// The labels of the pods that it protects; nil protects none.
  let selector: LabelSelector?
  let minAvailable: IntOrString?
  let maxUnavailable: IntOrString?

  /// Reads a budget.
  ///
  /// - Throws: where its selector cannot be read.
  init(_ object: KubernetesObject) throws(ScenarioError) {
    let spec = object.root["spec"]
    minAvailable = spec?["minAvailable"].flatMap { IntOrString($0) }
    maxUnavailable = spec?["maxUnavailable"].flatMap { IntOrString($0) }
    guard let node = spec?["selector"], !node.isNull else {
      selector = nil
      return
    }
    do {
      selector = try LabelSelector(node)
    } catch {
      throw ScenarioError("the budget's selector cannot be read: \(error.message)")
    }
  }

  /// The budget's status.
  struct Status: Hashable, Sendable {
    /// How many pods may be evicted now.
    var disruptionsAllowed = 0
    /// Matching pods that are ready and not deleted.
    var currentHealthy = 0
    /// How many of them there have to be.
    var desiredHealthy = 0
    /// What percentages are taken of.
    var expectedPods = 0
    /// The reason of condition DisruptionAllowed.
    var reason: String
  }

  /// The status among these objects: pods with their status, and the controllers that own them.
  func status(among objects: [KubernetesObject]) -> Status {
    let pods = objects.filter { object in
      object.kind == "Pod" && object.gvk.group.isEmpty
        && selector?.matches(object.labels) ?? false
    }
    guard let (expected, desired) = counts(of: pods, among: objects) else {
      return Status(reason: "SyncFailed")
    }
    let healthy = pods.count(where: \.isReadyPod)
    let allowed = expected <= 0 ? 0 : max(0, healthy - desired)
    return Status(
      disruptionsAllowed: allowed, currentHealthy: healthy, desiredHealthy: desired,
      expectedPods: expected, reason: allowed > 0 ? "SufficientPods" : "InsufficientPods")
  }

  /// How many of so many healthy pods of one controller may be evicted.
  func allowance(of replicas: Int) -> Int {
    if let maxUnavailable {
      return min(replicas, maxUnavailable.value(of: replicas, roundingUp: true) ?? 0)
    }
    return max(0, replicas - (minAvailable?.value(of: replicas, roundingUp: true) ?? 0))
  }

  /// How many pods are expected, and how many have to be healthy; nil where a controller of one
  /// cannot be found.
  private func counts(
    of pods: [KubernetesObject], among objects: [KubernetesObject]
  ) -> (expected: Int, desired: Int)? {
    if let maxUnavailable {
      guard let scale = ControllerScale(objects).total(of: pods),
        let unavailable = maxUnavailable.value(of: scale, roundingUp: true)
      else { return nil }
      return (scale, max(0, scale - unavailable))
    }
    switch minAvailable {
    case .int(let count)?: return (pods.count, count)
    case .string?:
      guard let scale = ControllerScale(objects).total(of: pods),
        let available = minAvailable?.value(of: scale, roundingUp: true)
      else { return nil }
      return (scale, available)
    case nil: return (0, 0)
    }
  }
}

extension KubernetesObject {
  /// Whether the object is a pod that is ready and was not deleted.
  fileprivate var isReadyPod: Bool {
    metadata?["deletionTimestamp"]?.scalarText == nil
      && (root["status"]?["conditions"]?.elements ?? []).contains {
        $0["type"]?.string == "Ready" && $0["status"]?.scalarText == "True"
      }
  }
}
