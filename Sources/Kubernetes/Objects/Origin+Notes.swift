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
    let settings = Array(chain)
    return copies
      + zip(settings, settings.dropFirst()).filter { $1.origin.location != nil }
      .map { newer, older in
        Label(
          isRemoval ? "removes the value set here" : older.origin.note(under: newer.origin),
          at: older.origin.location)
      }
  }

  /// What became of this setting by a newer one.
  private func note(under newer: Origin) -> String {
    guard newer.setter == .substitution else { return "overrides the value set here" }
    return setter == .substitution
      ? "the value of another variable in it" : "the variable is used here"
  }
}

extension Origin.Setter {
  /// A variable that Flux puts in after the build; the origin is the variable's value, and what it
  /// replaced is the text that uses the variable.
  package static let substitution = Origin.Setter(rawValue: 40)
}
