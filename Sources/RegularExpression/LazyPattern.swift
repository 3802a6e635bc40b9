import Synchronization

/// A pattern that is compiled when it is first asked for, since most patterns of a schema never are.
package final class LazyPattern: Sendable {
  /// The text to compile.
  package let source: String
  private let compiled: Mutex<Compilation>

  private enum Compilation {
    case pending
    /// Nil where the text is no pattern.
    case done(Pattern?)
  }

  package init(_ source: String) {
    self.source = source
    compiled = Mutex(.pending)
  }

  /// One that is compiled already.
  package init(_ pattern: Pattern) {
    source = pattern.source
    compiled = Mutex(.done(pattern))
  }

  /// The compiled pattern; nil where the text is no pattern.
  package var pattern: Pattern? {
    compiled.withLock { compiled in
      if case .done(let pattern) = compiled { return pattern }
      let pattern = try? Pattern(source)
      compiled = .done(pattern)
      return pattern
    }
  }
}
