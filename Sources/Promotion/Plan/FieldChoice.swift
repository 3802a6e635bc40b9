import Display
import Git

/// Which of the fields that differ a promotion was asked to take.
struct FieldChoice {
  /// When not empty, nothing else is taken.
  var only: [FieldPattern]
  /// What is not taken.
  var exclude: [FieldPattern]

  /// Whether it was asked for a field.
  func takes(_ planned: PlannedField) -> Bool {
    (only.isEmpty || only.contains { $0.matches(planned) })
      && !exclude.contains { $0.matches(planned) }
  }

  /// The same of a field of which nothing is planned yet.
  func takes(_ difference: Difference, of pair: PairedMerge) -> Bool {
    (only.isEmpty || only.contains { $0.matches(difference, of: pair) })
      && !exclude.contains { $0.matches(difference, of: pair) }
  }
}

// MARK: - In a commit's message

extension FieldChoice {
  /// Reads what a promotion's commit says of it; nil where a pattern cannot be read.
  init?(trailers: [Commit.Trailer]) {
    let patterns = { (key: String) throws(FieldPattern.Malformed) in
      try trailers.filter { $0.key == key }
        .map { (trailer) throws(FieldPattern.Malformed) in try FieldPattern(trailer.value) }
    }
    guard let only = try? patterns(PromotionTrailer.only),
      let exclude = try? patterns(PromotionTrailer.exclude)
    else { return nil }
    self.init(only: only, exclude: exclude)
  }

  var trailers: [(String, String)] {
    only.map { (PromotionTrailer.only, Shown($0.description).text) }
      + exclude.map { (PromotionTrailer.exclude, Shown($0.description).text) }
  }
}
