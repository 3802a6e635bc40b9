/// The controllers of one workload: they watch, and act on what they see.
protocol WorkloadController {
  /// When a controller wants to look again; nil where none does.
  var next: SimulatedTime? { get }

  /// Takes an event that concerns the workload itself.
  mutating func handle(_ event: RolloutEvent, _ store: inout PodStore)
  /// Takes what a watch tells of pods.
  mutating func observe(_ events: [PodEvent], _ store: PodStore)
  /// Makes ready what has waited long enough.
  mutating func wake(at now: SimulatedTime)
  /// Looks at the next object; false where there is none.
  mutating func step(_ store: inout PodStore) -> Bool

  /// What can be seen of the workload now.
  func state(_ store: PodStore) -> WorkloadState
  /// Whether the rollout is complete: everything observed, updated and available.
  func isComplete(_ store: PodStore) -> Bool
  /// The counters of the status, without those that are 0, and revisions by their numbers.
  var statusFields: [StatusField] { get }
}

/// A field of a workload's status.
package enum StatusField: Hashable, Sendable {
  case counter(String, Int)
  case revision(String, Int)
}
