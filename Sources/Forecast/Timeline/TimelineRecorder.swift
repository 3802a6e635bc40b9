import Values

/// Puts writes that follow each other within a tenth of a second into one moment.
struct TimelineRecorder {
  private(set) var timeline: Timeline
  private var open: Moment?
  private var last: WorkloadState
  private var lastWrite = SimulatedTime(seconds: -1e9)

  private struct Moment {
    let time: SimulatedTime
    var state: WorkloadState
    var isComplete: Bool
  }

  /// What lies between the writes of one moment at most.
  static let reach = Duration(seconds: 0.1)

  init(start: WorkloadState?, nothing: WorkloadState) {
    last = start ?? nothing
    timeline = Timeline(start: start, end: last)
  }

  /// Takes the state after writes.
  mutating func record(_ state: WorkloadState, isComplete: Bool, at now: SimulatedTime) {
    if lastWrite + Self.reach < now { close() }
    lastWrite = now
    open = Moment(time: open?.time ?? now, state: state, isComplete: isComplete)
  }

  /// Ends the present moment.
  mutating func close() {
    guard let moment = open else { return }
    open = nil
    if moment.state != last {
      timeline.entries.append(Timeline.Entry(time: moment.time, state: moment.state))
      last = moment.state
    }
    if timeline.completions.last?.isComplete != moment.isComplete {
      timeline.completions.append((moment.time, moment.isComplete))
    }
  }

  /// The whole timeline, with the counters of the last status.
  mutating func finished(status: [StatusField]) -> Timeline {
    close()
    timeline.end = last
    timeline.status = status
    return timeline
  }
}
