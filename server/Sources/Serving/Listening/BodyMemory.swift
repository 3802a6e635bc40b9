import ONNXModels
import Synchronization

/// How many bytes of bodies all connections together may hold.
///
/// A request that would pass the bound is refused, so that no number of clients can fill the memory
/// with what they have not finished to ask.
package final class BodyMemory: Sendable {
  private let held = Atomic<Int>(0)
  private let limit: Int

  package init(limit: Int) { self.limit = limit }

  /// A quarter of what the control group may use, and of a machine without one 256 MB; a single body
  /// always fits.
  package convenience init(forBodiesOf bodyBytes: Int) {
    let quarter = MemoryQuota.effective.map { $0 / 4 } ?? 256 << 20
    self.init(limit: max(quarter, bodyBytes))
  }

  /// How many bytes are held.
  package var bytes: Int { held.load(ordering: .relaxed) }

  /// Counts more bytes, unless they are too many.
  package func take(_ count: Int) -> Bool {
    let now = held.wrappingAdd(count, ordering: .relaxed).newValue
    if now <= limit { return true }
    give(back: count)
    return false
  }

  /// Counts bytes as gone.
  package func give(back count: Int) { held.wrappingSubtract(count, ordering: .relaxed) }
}
