/// Two lists side by side: what both have in order, and what only one has.
enum Alignment {
  case same(Int, Int)
  /// A run that only the first list has, and one that only the second has; not both are empty.
  case gap(old: Range<Int>, new: Range<Int>)

  /// A short way from one list to the other.
  ///
  /// What both have once each, in the same order, stands fast (patience diff); between that the way is the
  /// shortest where the stretches are short, and whole stretches otherwise, so that the time stays near
  /// linear whatever the lists hold.
  static func runs(_ old: [String], _ new: [String]) -> [Alignment] {
    var names: [String: Int] = [:]
    func number(_ text: String) -> Int {
      if let known = names[text] { return known }
      names[text] = names.count
      return names.count - 1
    }
    var search = AlignmentSearch(old: old.map(number), new: new.map(number))
    search.align(0..<old.count, 0..<new.count)
    return search.runs
  }
}

/// A search for what two lists of numbers have in common.
private struct AlignmentSearch {
  let old: [Int]
  let new: [Int]
  private(set) var runs: [Alignment] = []

  /// Beyond so many pairs the shortest way is not looked for.
  private static let longest = 250_000

  init(old: [Int], new: [Int]) {
    self.old = old
    self.new = new
  }

  mutating func align(_ left: Range<Int>, _ right: Range<Int>) {
    var (left, right) = (left, right)
    while let first = left.first, let other = right.first, old[first] == new[other] {
      runs.append(.same(first, other))
      (left, right) = (left.dropFirst(), right.dropFirst())
    }
    var tail = 0
    while tail < min(left.count, right.count),
      old[left.upperBound - 1 - tail] == new[right.upperBound - 1 - tail]
    {
      tail += 1
    }
    alignMiddle(left.dropLast(tail), right.dropLast(tail))
    for offset in 0..<tail {
      runs.append(.same(left.upperBound - tail + offset, right.upperBound - tail + offset))
    }
  }

  private mutating func alignMiddle(_ left: Range<Int>, _ right: Range<Int>) {
    guard !left.isEmpty, !right.isEmpty else { return gap(left, right) }
    let anchors = anchors(left, right)
    guard !anchors.isEmpty else {
      if left.count * right.count <= Self.longest {
        shortest(left, right)
      } else {
        gap(left, right)
      }
      return
    }
    var (start, other) = (left.lowerBound, right.lowerBound)
    for anchor in anchors {
      align(start..<anchor.old, other..<anchor.new)
      runs.append(.same(anchor.old, anchor.new))
      (start, other) = (anchor.old + 1, anchor.new + 1)
    }
    align(start..<left.upperBound, other..<right.upperBound)
  }

  private mutating func gap(_ left: Range<Int>, _ right: Range<Int>) {
    if left.isEmpty, right.isEmpty { return }
    // Two gaps that meet are one.
    if case .gap(let before, let other)? = runs.last, before.upperBound == left.lowerBound,
      other.upperBound == right.lowerBound
    {
      runs[runs.count - 1] = .gap(
        old: before.lowerBound..<left.upperBound, new: other.lowerBound..<right.upperBound)
    } else {
      runs.append(.gap(old: left, new: right))
    }
  }

  /// What stands once in each stretch, as far as it has the same order in both.
  private func anchors(_ left: Range<Int>, _ right: Range<Int>) -> [(old: Int, new: Int)] {
    var places: [Int: (old: Int, new: Int, count: Int, otherCount: Int)] = [:]
    for index in left { places[old[index], default: (index, 0, 0, 0)].count += 1 }
    for index in right {
      guard var place = places[new[index]] else { continue }
      place.new = index
      place.otherCount += 1
      places[new[index]] = place
    }
    let once = places.values.filter { $0.count == 1 && $0.otherCount == 1 }.sorted {
      $0.old < $1.old
    }
    return longestIncreasing(once.map { ($0.old, $0.new) })
  }

  /// The longest part of a list in which the second numbers rise too (patience sorting).
  private func longestIncreasing(_ pairs: [(old: Int, new: Int)]) -> [(old: Int, new: Int)] {
    var piles: [Int] = []
    var below: [Int?] = []
    for (index, pair) in pairs.enumerated() {
      var (low, high) = (0, piles.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[piles[middle]].new < pair.new { low = middle + 1 } else { high = middle }
      }
      below.append(low > 0 ? piles[low - 1] : nil)
      if low < piles.count { piles[low] = index } else { piles.append(index) }
    }
    var result: [(old: Int, new: Int)] = []
    var next = piles.last
    while let index = next {
      result.append(pairs[index])
      next = below[index]
    }
    return result.reversed()
  }

  private mutating func shortest(_ left: Range<Int>, _ right: Range<Int>) {
    var isRemoved = Array(repeating: false, count: left.count)
    var isInserted = Array(repeating: false, count: right.count)
    for change in new[right].difference(from: old[left]) {
      switch change {
      case .remove(let offset, _, _): isRemoved[offset] = true
      case .insert(let offset, _, _): isInserted[offset] = true
      }
    }
    var (index, other) = (0, 0)
    while index < left.count || other < right.count {
      let end = isRemoved[index...].firstIndex(of: false) ?? left.count
      let otherEnd = isInserted[other...].firstIndex(of: false) ?? right.count
      if end > index || otherEnd > other {
        gap(
          left.lowerBound + index..<left.lowerBound + end,
          right.lowerBound + other..<right.lowerBound + otherEnd)
        (index, other) = (end, otherEnd)
      } else {
        runs.append(.same(left.lowerBound + index, right.lowerBound + other))
        index += 1
        other += 1
      }
    }
  }
}
