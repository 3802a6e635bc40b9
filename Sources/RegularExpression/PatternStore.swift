import Synchronization

/// Patterns by their texts: what stands in several expressions is compiled once for all of them, and
/// what surely can be compiled not before it meets a text.
///
/// It keeps every pattern that it was asked for as long as it lives.
package final class PatternStore: Sendable {
  private let known = Mutex<[String: Result<LazyPattern, InvalidPattern>]>([:])

  package init() {}

  /// The pattern, which compiles.
  ///
  /// - Throws: ``InvalidPattern`` where the text is no pattern.
  package func pattern(_ source: String) throws(InvalidPattern) -> LazyPattern {
    if let known = known.withLock({ $0[source] }) { return try known.get() }
    let found = Result { () throws(InvalidPattern) in try Self.pattern(of: source) }
    known.withLock { $0[source] = found }
    return try found.get()
  }

  private static func pattern(of source: String) throws(InvalidPattern) -> LazyPattern {
    PatternGlance.isSurelyPattern(source)
      ? LazyPattern(source) : LazyPattern(try Pattern(source))
  }
}
