import Values
package import YAML

/// Requests a second over time, and what a pod takes of them.
package struct LoadProfile: Sendable {
  /// The steps, each of which holds until the next.
  var steps: [(start: Duration, requests: Double)]
  /// The requests a second at which a pod uses all of the CPU that it requests.
  var perPod: Double
  /// The most requests a second that a pod serves.
  var most: Double
  /// When the load ends.
  var end: Duration

  /// Reads `0s=50,10m=200,30m=50;pod=25`: the load from each moment on, and what a pod takes; `most=40`
  /// says what it serves at most, `end=1h` when the load ends.
  ///
  /// - Throws: where it is of another form.
  package init(_ text: String) throws(ScenarioError) {
    var values: [(String, String)] = []
    for part in text.split(whereSeparator: { $0 == "," || $0 == ";" }) {
      let sides = part.split(separator: "=", maxSplits: 1).map {
        String($0.trimming(\.isWhitespace))
      }
      guard sides.count == 2 else { throw Self.malformed(String(part)) }
      values.append((sides[0], sides[1]))
    }
    try self.init(values)
  }

  /// Reads `{pod: 25, most: 40, end: 1h, load: {0s: 50, 10m: 200}}`.
  ///
  /// - Throws: where it is of another form.
  package init(_ node: Node) throws(ScenarioError) {
    var values = (node["load"]?.mapping?.entries ?? []).map {
      ($0.name, $0.value.scalarText ?? "")
    }
    for name in ["pod", "most", "end"] {
      if let text = node[name]?.scalarText { values.append((name, text)) }
    }
    try self.init(values)
  }

  private init(_ values: [(String, String)]) throws(ScenarioError) {
    var steps: [(start: Duration, requests: Double)] = []
    var perPod: Double?
    var most: Double?
    var end: Duration?
    for (name, text) in values {
      if name == "end" {
        guard let time = Duration(text) else { throw Self.malformed("end=\(text)") }
        end = time
        continue
      }
      guard let number = Double(text), number >= 0, number.isFinite else {
        throw Self.malformed("\(name)=\(text)")
      }
      switch name {
      case "pod": perPod = number
      case "most": most = number
      default:
        guard let start = Duration(name), start >= .zero else { throw Self.malformed(name) }
        steps.append((start, number))
      }
    }
    guard let perPod, perPod > 0 else {
      throw ScenarioError("a load says what a pod takes: pod=25 for 25 requests a second")
    }
    guard !steps.isEmpty else { throw ScenarioError("a load has steps, as 0s=50,10m=200") }
    self.steps = steps.sorted { $0.start < $1.start }
    self.perPod = perPod
    self.most = most ?? perPod
    let last = self.steps[self.steps.count - 1].start
    let after = Duration(nanoseconds: last.nanoseconds + 1_800 * 1_000_000_000)
    self.end = min(end ?? after, Duration(seconds: 7 * 24 * 3_600))
  }

  private static func malformed(_ text: String) -> ScenarioError {
    ScenarioError("\(text) is no part of a load; one reads 0s=50,10m=200;pod=25")
  }

  /// The requests a second at a moment.
  func requests(at seconds: Double) -> Double {
    steps.last { $0.start.inSeconds <= seconds }?.requests ?? 0
  }
}
