import ServiceLifecycle

/// Listeners that stop at the same time, since what is in flight on one must not take the other's time.
struct Listeners: Service {
  private let listeners: [any Service]

  init(_ listeners: (any Service)?...) { self.listeners = listeners.compactMap { $0 } }

  /// Runs all, and ends the others where one fails.
  func run() async throws {
    try await withThrowingTaskGroup { group in
      for listener in listeners { group.addTask { try await listener.run() } }
      try await group.waitForAll()
    }
  }
}
