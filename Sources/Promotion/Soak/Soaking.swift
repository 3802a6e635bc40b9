package import Git
package import Values

/// Why a value is not ripe: which commit brought it to the source, and when it will have been there for as
/// long as it must.
package struct Soaking: Hashable, Sendable {
  /// The commit of the source's main line that brought it.
  package let since: ObjectID
  /// When it is ripe.
  package let ripe: Timestamp
}

extension Soaking: CustomStringConvertible {
  /// `brought by 1a2b3c4 and ripe at 2026-11-29T10:00:00Z`.
  package var description: String {
    "brought by \(since.short) and ripe at \(ripe.textInSeconds)"
  }
}
