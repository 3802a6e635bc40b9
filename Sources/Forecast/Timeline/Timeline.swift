/// How a workload goes through a rollout: the states in which it settles.
package struct Timeline: Sendable {
  /// Just before time 0; nil where nothing was there.
  package internal(set) var start: WorkloadState?
  /// One entry for each moment after which the state is another, in order.
  package internal(set) var entries: [Entry] = []
  /// Every settled moment at which the rollout was complete or not, where that changed.
  var completions: [(time: SimulatedTime, isComplete: Bool)] = []
  /// The counters of the workload's status at the end.
  package internal(set) var status: [StatusField] = []
  /// At the end of the simulation.
  package internal(set) var end: WorkloadState

  /// A state, and when it began.
  package struct Entry: Sendable {
    /// When the first of the writes was made that led to the state.
    package var time: SimulatedTime
    /// What it settled in.
    package var state: WorkloadState
  }

  /// Every state, the one before time 0 first.
  package var states: [WorkloadState] { (start.map { [$0] } ?? []) + entries.map(\.state) }

  /// From when on the rollout was complete until the end; nil where it was not at the end.
  package var completed: SimulatedTime? {
    guard let last = completions.last, last.isComplete else { return nil }
    return last.time
  }

  /// When the progress deadline was reported to have passed; nil where it was not.
  package var deadlineExceeded: SimulatedTime? {
    entries.first { entry in
      entry.state.conditions.contains {
        $0.value == "False/\(ProgressReason.deadlineExceeded)"
      }
    }?.time
  }

  /// The least number of ready pods in any settled state.
  package var leastReady: Int { states.map(\.ready).min() ?? 0 }
  /// The least number of available pods in any settled state.
  package var leastAvailable: Int { states.map(\.availablePods).min() ?? 0 }
  /// The most pods that were not deleted.
  package var mostPods: Int { states.map(\.pods).max() ?? 0 }
  /// The most pods, those that had not ended yet among them.
  package var mostPodsWithTerminating: Int { states.map(\.podsWithTerminating).max() ?? 0 }
}
