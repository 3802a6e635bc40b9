import Environments
import Pipeline

/// The environments with their history, as they were made for one state of the texts.
struct RecordedState: Sendable {
  var number: Int
  var environments: RecordedEnvironments
}

extension Session {
  /// The environments of the texts as they are, each value with all that it replaced.
  mutating func recorded() async -> RecordedEnvironments? {
    guard let state = await settled() else { return nil }
    if let recorded, recorded.number == checking.number { return recorded.environments }
    let environments = await state.recorded()
    recorded = RecordedState(number: checking.number, environments: environments)
    return environments
  }
}
