import Synchronization
import Testing

@testable import Serving

@Suite(.timeLimit(.minutes(1))) struct LoadTurnTests {
  /// How many have their turn.
  private final class Inside: Sendable {
    private let count = Atomic(0)

    func enter() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
    func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
  }

  @Test func `one at a time, and nobody is left out`() async {
    let turn = LoadTurn()
    let inside = Inside()
    await withTaskGroup { group in
      for _ in 0..<50 {
        group.addTask {
          await turn.take {
            let now = inside.enter()
            await Task.yield()
            inside.leave()
            return now
          }
        }
      }
      for await most in group { #expect(most == 1) }
    }
    #expect(turn.waiting == 0)
  }
}
