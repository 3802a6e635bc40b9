/// What became of a field on both sides since they were last alike.
package enum Classification: String, Sendable, Hashable {
  /// Only the source changed.
  case pending
  /// Only the target changed, or it never was alike: the environment's own value, or a hotfix.
  case environmentSpecific
  /// Both changed, to different values.
  case conflict
  /// Nothing in the history says which side is the newer.
  case undecided
}

/// What a field was when source and target last agreed on it.
enum BaseValue: Sendable {
  /// The history says nothing.
  case unknown
  /// Absent is a value too.
  case known(KustomizationFields.FieldValue?)
}

extension Classification {
  /// Classifies a field that differs.
  init(
    source: KustomizationFields.FieldValue?, target: KustomizationFields.FieldValue?,
    base: BaseValue
  ) {
    guard case .known(let base) = base else {
      self = .undecided
      return
    }
    switch (Self.areEqual(source, base), Self.areEqual(target, base)) {
    case (false, true): self = .pending
    case (true, _): self = .environmentSpecific
    // Added on both sides, with different values from the first day on.
    case (false, false) where base == nil: self = .undecided
    case (false, false): self = .conflict
    }
  }

  static func areEqual(
    _ left: KustomizationFields.FieldValue?, _ right: KustomizationFields.FieldValue?
  ) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.isEqual(to: right)
    default: false
    }
  }
}
