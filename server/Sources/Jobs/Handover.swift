import Synchronization

/// Hands one value from the task that has it first to the task that waits.
final class Handover<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case waiting(CheckedContinuation<Value, Never>)
    case resolved(Value)
  }

  private let state = Mutex(State.empty)

  /// Gives the value; one that comes after the first is dropped.
  func resolve(_ value: Value) {
    let waiting: CheckedContinuation<Value, Never>? = state.withLock { state in
      switch state {
      case .resolved: return nil
      case .empty:
        state = .resolved(value)
        return nil
      case .waiting(let continuation):
        state = .resolved(value)
        return continuation
      }
    }
    waiting?.resume(returning: value)
  }

  /// Waits for the value.
  ///
  /// - Precondition: one task waits.
  func value() async -> Value {
    await withCheckedContinuation { continuation in
      let value: Value? = state.withLock { state in
        if case .resolved(let value) = state { return value }
        state = .waiting(continuation)
        return nil
      }
      if let value { continuation.resume(returning: value) }
    }
  }
}
