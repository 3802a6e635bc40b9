package import Kubernetes

/// A workload, and what is done to it over time.
package struct RolloutScenario: Sendable {
  /// What runs before time 0, complete and quiet; nil where the first event creates it.
  package var initial: KubernetesObject?
  /// The release of the server, which stores what is applied.
  package var release = Facts.release
  /// Whether the objects are as the server stores them already.
  var isStored = false
  /// The nodes of a DaemonSet.
  package var nodes = 0
  /// What bounds the pods of the namespace.
  package var quota: PodQuota?
  /// What pods do, by the image of their first container.
  package var behaviours: [String: PodBehaviour] = [:]
  /// What is done, in order.
  package var events: [(time: SimulatedTime, event: RolloutEvent)] = []
  /// When the simulation ends.
  package var horizon = SimulatedTime(seconds: 600)

  /// A scenario in which nothing happens.
  package init() {}
}

/// Why a scenario cannot be simulated.
package struct ScenarioError: Error, CustomStringConvertible {
  /// What is wrong, in a sentence.
  package let description: String

  /// An error with this sentence.
  package init(_ description: String) { self.description = description }
}
