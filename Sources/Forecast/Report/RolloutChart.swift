import Display

/// The pods of a rollout over time, as a stacked step chart that is as wide as there is room for.
///
/// Lengths across are percentages and labels stand beside the drawing, so that letters keep their size.
struct RolloutChart {
  private let steps: [Step]
  private let replicas: Int
  private let end: Double
  private let most: Int

  /// From one moment to the next.
  private struct Step {
    let time: Double
    /// Pods from the bottom up: ready old, ready new, starting, ending.
    let counts: [Int]
  }

  private static let height = 150.0
  /// How much of the time from 0 to the end is shown before it.
  private static let lead = 0.06
  private static let classes = ["old", "new", "starting", "ending"]

  init(_ timeline: Timeline, replicas: Int) {
    self.replicas = replicas
    let newest = timeline.end.sets.map(\.number).max() ?? 0
    func counts(_ state: WorkloadState) -> [Int] {
      [
        state.sets.filter { $0.number != newest }.reduce(0) { $0 + $1.ready },
        state.sets.filter { $0.number == newest }.reduce(0) { $0 + $1.ready },
        state.pods - state.ready, state.podsWithTerminating - state.pods,
      ]
    }
    var steps: [Step] = []
    func add(_ time: Double, _ state: WorkloadState) {
      let counts = counts(state)
      // Where only conditions change nothing is to be seen.
      if steps.last?.counts != counts { steps.append(Step(time: time, counts: counts)) }
    }
    let last = timeline.entries.last?.time.seconds ?? 0
    end = max(10, last * 1.08)
    if let start = timeline.start { add(-end * Self.lead, start) }
    for entry in timeline.entries { add(entry.time.seconds, entry.state) }
    self.steps = steps
    most = max(1, replicas, steps.map { $0.counts.reduce(0, +) }.max() ?? 1)
  }

  /// The chart; a text describes it to whoever does not see it.
  var figure: XMLText {
    var shapes: XMLText = ""
    for layer in Self.classes.indices { shapes += layerShapes(layer) }
    let line = Self.number(y(replicas))
    return """
      <figure class="chart">
      <svg width="100%" height="\(Int(Self.height))" aria-hidden="true">\(countLabels)</svg>
      <svg class="plot" width="100%" height="\(Int(Self.height))" role="img">
      <title>Pods over time: at most \(most), \(replicas) asked for, until \(Self.clock(end))</title>
      \(shapes)<line x1="0" x2="100%" y1="\(line)" y2="\(line)" class="wanted"/>
      </svg>
      <svg class="times" width="100%" height="22" aria-hidden="true">\(timeLabels)</svg>
      </figure>
      """
  }

  /// One rectangle for each span in which the layer has pods.
  private func layerShapes(_ layer: Int) -> XMLText {
    var shapes: XMLText = ""
    var index = 0
    while index < steps.count {
      let step = steps[index]
      let below = step.counts[..<layer].reduce(0, +)
      var next = index + 1
      while next < steps.count, steps[next].counts[layer] == step.counts[layer],
        steps[next].counts[..<layer].reduce(0, +) == below
      {
        next += 1
      }
      defer { index = next }
      let (start, until) = (x(step.time), x(next < steps.count ? steps[next].time : end))
      guard step.counts[layer] > 0, until > start else { continue }
      let top = y(below + step.counts[layer])
      shapes += """
        <rect class="\(Self.classes[layer])" x="\(Self.number(start))%" y="\(Self.number(top))" \
        width="\(Self.number(until - start))%" height="\(Self.number(y(below) - top))"/>

        """
    }
    return shapes
  }

  /// Nothing, what is asked for, and the most, as far as they do not meet.
  private var countLabels: XMLText {
    var labels: XMLText = ""
    for count in [0, replicas, most] where count != 0 || y(0) - y(replicas) > 14 {
      guard count == replicas || abs(y(count) - y(replicas)) > 14 else { continue }
      if count == most, most == replicas, count != 0 {
        labels += label(count)
        break
      }
      labels += label(count)
    }
    return labels
  }

  private func label(_ count: Int) -> XMLText {
    """
    <text x="86%" y="\(Self.number(y(count)))" dy="0.32em" text-anchor="end">\(count)</text>
    """
  }

  /// A handful of round times.
  private var timeLabels: XMLText {
    let steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200]
    let step = Double(steps.first { Double($0) * 5 >= end } ?? 86_400)
    var labels: XMLText = ""
    var time = 0.0
    while time <= end * 0.97, time / step < 10 {
      labels += """
        <text x="\(Self.number(x(time)))%" y="15" text-anchor="middle">\(Self.clock(time))</text>
        """
      time += step
    }
    return labels
  }

  private static func clock(_ seconds: Double) -> Shown { SimulatedTime(seconds: seconds).shown }

  /// In percent.
  private func x(_ time: Double) -> Double {
    let before = end * Self.lead
    return (time + before) / (end + before) * 100
  }

  private func y(_ count: Int) -> Double {
    Self.height - Double(count) / Double(most) * Self.height
  }

  /// With two decimals.
  private static func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
