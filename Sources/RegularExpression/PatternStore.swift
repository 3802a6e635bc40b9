import Synchronization

/// Patterns by their texts: what stands in several expressions is compiled once for all of them.
///
/// It keeps every pattern that it was asked for as long as it lives.
package final class PatternStore: Sendable {
  private let known = Mutex<[String: Result<Pattern, InvalidPattern>]>([:])

  package init() {}

  /// The compiled pattern.
  ///
  /// - Throws: ``InvalidPattern`` where the text is no pattern.
  package func pattern(_ source: String) throws(InvalidPattern) -> Pattern {
    if let known = known.withLock({ $0[source] }) { return try known.get() }
    let compiled = Result { () throws(InvalidPattern) in try Pattern(source) }
    known.withLock { $0[source] = compiled }
    return try compiled.get()
  }
}
