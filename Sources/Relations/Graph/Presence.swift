import Synchronization

/// Which objects were asked for, and whether they are there.
///
/// Rules that run side by side share it.
final class Presence: Sendable {
  private let answers = Mutex<[ObjectKey: Bool]>([:])

  /// What was found; nil where nobody asked yet.
  func answer(for key: ObjectKey) -> Bool? { answers.withLock { $0[key] } }

  func remember(_ answer: Bool, for key: ObjectKey) { answers.withLock { $0[key] = answer } }
}
