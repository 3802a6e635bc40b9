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
      let distance = distance(lowered, letters)
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
  }

  /// The optimal string alignment distance.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let change = previous[column] + (left[row] == right[column] ? 0 : 1)
        var least = min(change, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = min(least, beforePrevious[column - 1] + 1)
        }
        current.append(least)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }
}
