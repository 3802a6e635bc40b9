package import Diagnostics

/// One thing that stops a rollout, or may: how it is told, and what the manual says of it.
package struct ObstacleRule: Sendable {
  /// The rule's id: `forecast/quota`.
  package let id: RuleID
  /// What has to hold: one sentence.
  package let summary: String
  /// What becomes of a rollout else, in sentences.
  package let why: String
  /// What to do instead.
  package let instead: String
  /// Changes that it stops, and such that it does not; the first is shown to people.
  package let examples: Examples
  private let look: @Sendable (RolloutOutlook) -> [Finding]

  /// What a rule says of a rollout.
  struct Finding {
    /// Whether the rollout does not end because of it.
    var isCertain: Bool
    /// A sentence without its place.
    var message: String
    /// The field that is to blame.
    var location: Location?

    init(_ isCertain: Bool, _ message: String, at location: Location?) {
      self.isCertain = isCertain
      self.message = message
      self.location = location
    }
  }

  init(
    _ id: RuleID, _ summary: String, why: String, instead: String, examples: Examples,
    _ look: @escaping @Sendable (RolloutOutlook) -> [Finding]
  ) {
    self.id = id
    self.summary = summary
    self.why = why
    self.instead = instead
    self.examples = examples
    self.look = look
  }

  /// What stands in the way of a rollout.
  func obstacles(to outlook: RolloutOutlook) -> [WorkloadForecast.Obstacle] {
    look(outlook).map {
      WorkloadForecast.Obstacle(
        rule: id, isCertain: $0.isCertain, message: $0.message, location: $0.location)
    }
  }

  /// Every rule, in the order in which a report has them.
  package static let all: [ObstacleRule] = [
    .refused, .limitRange, .missingRequest, .quota, .noNode, .antiAffinity, .hostPort, .claim,
    .deadline, .restartLoop, .roundedAway, .unfinished, .drain,
  ]
}

extension ObstacleRule {
  /// Changes of an environment.
  package struct Examples: Sendable {
    /// Such that the rule has nothing to say of.
    package let passing: [Example]
    /// Such that it finds fault with.
    package let failing: [Example]

    /// The first fault, without its mark.
    package var shown: String {
      let source = (failing.first?.after ?? "").filter { character in
        !character.unicodeScalars.contains("\u{20E3}")
      }
      return source.hasSuffix("\n") ? String(source.dropLast()) : source
    }
  }

  /// A change of an environment.
  package struct Example: Sendable {
    /// The stream of manifests that runs; nil where nothing does.
    package var before: String?
    /// The stream that is applied, with a mark before the place that is named.
    package var after: String
    /// The sentence that is said; nil for none.
    package var message: String?
    /// Whether the rollout does not end because of it.
    package var isCertain = false
    /// The nodes, as a file has them; nil where they are not known.
    package var nodes: String?
    /// How long a start takes; nil where nobody says so.
    package var startup: String?
  }
}
