/// How far a check is.
package enum CheckProgress: Hashable, Sendable {
  /// A part of the work begins, of so many steps.
  case begun(Stage, of: Int)
  /// One step is done.
  case advanced

  /// A part of the work.
  package enum Stage: String, Sendable {
    /// A step is a target.
    case rendering
    /// A step is a check of some objects.
    case checking
  }
}
