/// Finds the name that a misspelled one was meant to be.
package enum Spelling {
  /// The known name closest to `name`, or nil where none is close.
  ///
  /// Close means: alike but for case, or at most a third of the letters added, dropped, changed or
  /// swapped with a neighbour. Of equally close names the first wins. Nobody misspells a name of
  /// more than 64 letters, and looking for what it resembles would take long.
  ///
  /// - Parameter most: the most letters that may be wrong, where that is less.
  package static func nearest(
    to name: String, among known: [String], within most: Int = .max
  ) -> String? {
    let lowered = Array(name.lowercased().unicodeScalars)
    guard lowered.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in known {
      let letters = Array(candidate.lowercased().unicodeScalars)
      let limit = min(most, max(1, max(lowered.count, letters.count) / 3))
      guard abs(lowered.count - letters.count) <= limit else { continue }
      // Only what is closer than the best so far counts.
      let wanted = min(limit, (best?.distance ?? .max) - 1)
      guard let distance = distance(lowered, letters, within: wanted) else { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  /// The optimal string alignment distance; nil where it is more than a bound.
  private static func distance(
    _ left: [Unicode.Scalar], _ right: [Unicode.Scalar], within bound: Int
  ) -> Int? {
    var beforePrevious = [Int](repeating: 0, count: right.count + 1)
    var previous = Array(0...right.count)
    var current = beforePrevious
    var leastBefore = 0
    for row in left.indices {
      current[0] = row + 1
      var leastOfRow = row + 1
      for column in right.indices {
        let change = previous[column] + (left[row] == right[column] ? 0 : 1)
        var least = min(change, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = min(least, beforePrevious[column - 1] + 1)
        }
        current[column + 1] = least
        leastOfRow = min(leastOfRow, least)
      }
      // What follows builds on this row, or by a swap on the one before it.
      guard min(leastOfRow, leastBefore + 1) <= bound else { return nil }
      leastBefore = leastOfRow
      (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    let distance = previous[right.count]
    return distance <= bound ? distance : nil
  }
}
