import YAML

/// The times of a probe (core/v1 Probe), with their defaults.
struct ProbeTimes {
  let delay: Int
  let period: Int
  let threshold: Int
  /// Seconds between the first success and the one that counts.
  let successes: Int

  init?(_ node: Node?) {
    guard let node, !node.isNull else { return nil }
    func number(_ name: String, else standard: Int) -> Int {
      node[name]?.int32 ?? standard
    }
    delay = number("initialDelaySeconds", else: 0)
    period = max(1, number("periodSeconds", else: 10))
    threshold = max(1, number("failureThreshold", else: 3))
    successes = (max(1, number("successThreshold", else: 1)) - 1) * period
  }

  /// The soonest success.
  var first: Int { delay + successes }
  /// When the last try failed.
  var deadline: Int { delay + period * threshold }
}
