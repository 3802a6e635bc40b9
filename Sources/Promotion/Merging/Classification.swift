/// What became of a field on both sides since they were last alike.
package enum Classification: String, Sendable, Hashable {
  /// Only the source changed.
  case pending
  /// Only the target changed since both were alike: its own repair.
  case hotfix
  /// The target's own value, which it had when the source was last promoted.
  case environmentSpecific
  /// Both changed, to different values.
  case conflict
  /// Nothing in the history says which side is the newer.
  case undecided
  /// Left out by choice, so that nobody looked.
  case unexamined
}

/// What a field was when source and target last agreed on it.
package enum BaseValue: Sendable {
  /// The history says nothing.
  case unknown
  /// Absent is a value too, in the source's words.
  case known(Difference.FieldValue?, since: Agreement)

  /// When it was so.
  package enum Agreement: Hashable, Sendable {
    /// Both had it.
    case both
    /// The source had it when it was last promoted, and the target has had its own since.
    case promotion
    /// The source once had what the target has, as the older of its values, or a promotion brought another
    /// in its place that was taken back.
    case earlier
  }
}
