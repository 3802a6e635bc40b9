package import Values
import YAML

/// How long a pod takes until it is ready, which no manifest says: from the least to the most.
package struct StartupRange: Hashable, Sendable {
  /// The least.
  package var least: Duration
  /// The most; nil where nothing ends the waiting.
  package var most: Duration?
  /// Who says so.
  package var source: Source

  /// Who says how long a start takes.
  package enum Source: Hashable, Sendable {
    /// Somebody who asked for the forecast.
    case stated
    /// The annotation sluice.dev/startup.
    case annotation
    /// The probes of the pod: the least that they allow, and when they give up.
    case probes
  }

  /// The name of the annotation on a pod template or a workload.
  package static let annotation = "sluice.dev/startup"

  /// Reads `20s`, or a range as `10s..1m`; nil for anything else.
  package init?(_ text: String, source: Source) {
    let parts = text.split(separator: "..", maxSplits: 1).map(String.init)
    guard let first = parts.first.flatMap({ Duration($0) }), first >= .zero,
      let last = parts.last.flatMap({ Duration($0) }), last >= first
    else { return nil }
    least = first
    most = last
    self.source = source
  }

  /// The time that the slowest rollout is simulated with.
  ///
  /// Where nothing ends the waiting it is no bound but an example: a start takes some time, else no state
  /// between the old pods and the new ones would be seen.
  var longest: Duration { most ?? max(least, Self.example) }

  /// What stands for a start of which nothing is known.
  static let example = Duration(seconds: 10)

  /// What the probes of a pod's containers allow.
  ///
  /// A container is ready when its startup probe and then its readiness probe succeeded as often as they
  /// have to; a startup probe that fails too often ends the container.
  init(probesOf spec: Node?) {
    var least = 0
    var most: Int?
    for container in spec?["containers"]?.elements ?? [] {
      let startup = ProbeTimes(container["startupProbe"])
      let readiness = ProbeTimes(container["readinessProbe"])
      let begun = startup?.first ?? 0
      least = max(least, max(begun, readiness.map { $0.delay + $0.successes } ?? 0))
      if let startup { most = max(most ?? 0, startup.deadline + (readiness?.first ?? 0)) }
    }
    self.least = Duration(seconds: Double(least))
    self.most = most.map { Duration(seconds: Double($0)) }
    source = .probes
  }
}
