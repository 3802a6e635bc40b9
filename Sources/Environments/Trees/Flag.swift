import Synchronization

/// Something that happens or does not while others work, on any thread.
final class Flag: Sendable {
  private let state = Atomic(false)

  /// Whether it has happened.
  var isRaised: Bool { state.load(ordering: .relaxed) }

  /// It has happened, and has for good.
  func raise() { state.store(true, ordering: .relaxed) }
}
