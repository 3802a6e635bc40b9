package import Diagnostics
package import YAML

extension Origin {
  /// What a finding at this origin says besides, newest first and without any value, which may be a
  /// secret: the entry that copied the value into the field that the finding is about, and what the
  /// value gave way to.
  ///
  /// - Parameter isRemoval: whether the origin is what took the field away.
  package func notes(isRemoval: Bool = false) -> [Label] {
    let copies =
      replaced?.copies.map { Label("copied from here by this entry", at: $0.entry) } ?? []
    let verb = isRemoval ? "removes" : "overrides"
    return copies
      + chain.dropFirst().filter { $0.origin.location != nil }
      .map { Label("\(verb) the value set here", at: $0.origin.location) }
  }
}
