import Display

/// The pods of a rollout over time, as a stacked step chart.
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

  private static let width = 640
  private static let height = 180
  private static let margin = (left: 36, right: 8, top: 10, bottom: 24)
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
    let changes = timeline.entries.map {
      Step(time: $0.time.seconds, counts: counts($0.state))
    }
    let last = changes.last?.time ?? 0
    end = max(10, last * 1.08)
    let lead = end * 0.06
    let before = timeline.start.map { [Step(time: -lead, counts: counts($0))] } ?? []
    steps = before + changes
    most = max(1, replicas, steps.map { $0.counts.reduce(0, +) }.max() ?? 1)
  }

  /// The chart; a text describes it to whoever does not see it.
  var svg: XMLText {
    let (left, right) = (Self.margin.left, Self.width - Self.margin.right)
    var shapes: XMLText = ""
    for layer in Self.classes.indices { shapes += layerShapes(layer) }
    let base = Int(y(0))
    return """
      <svg viewBox="0 0 \(Self.width) \(Self.height)" role="img">
      <title>Pods over time: at most \(most), \(replicas) asked for, until \(Int(end)) seconds</title>
      \(shapes)<path class="axis" fill="none" d="M\(left) \(Self.margin.top)V\(base)H\(right)"/>
      <path class="axis" fill="none" stroke-dasharray="4 3" d="M\(left) \(Int(y(replicas)))H\(right)"/>
      <text x="\(left - 6)" y="\(Int(y(replicas)) + 4)" text-anchor="end">\(replicas)</text>
      <text x="\(left - 6)" y="\(base)" text-anchor="end">0</text>
      <text x="\(Int(x(0)))" y="\(Self.height - 6)">0 s</text>
      <text x="\(right)" y="\(Self.height - 6)" text-anchor="end">\(Int(end)) s</text>
      </svg>
      """
  }

  /// One rectangle for each span in which the layer has pods.
  private func layerShapes(_ layer: Int) -> XMLText {
    var shapes: XMLText = ""
    for (index, step) in steps.enumerated() where step.counts[layer] > 0 {
      let until = index + 1 < steps.count ? steps[index + 1].time : end
      let below = step.counts[..<layer].reduce(0, +)
      let top = y(below + step.counts[layer])
      let (start, width) = (x(step.time), x(until) - x(step.time))
      guard width > 0 else { continue }
      shapes += """
        <rect class="\(Self.classes[layer])" x="\(Self.number(start))" y="\(Self.number(top))" \
        width="\(Self.number(width))" height="\(Self.number(y(below) - top))"/>

        """
    }
    return shapes
  }

  private func x(_ time: Double) -> Double {
    let lead = end * 0.06
    let span = Double(Self.width - Self.margin.left - Self.margin.right)
    return Double(Self.margin.left) + (time + lead) / (end + lead) * span
  }

  private func y(_ count: Int) -> Double {
    let span = Double(Self.height - Self.margin.top - Self.margin.bottom)
    return Double(Self.height - Self.margin.bottom) - Double(count) / Double(most) * span
  }

  /// With one decimal.
  private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
