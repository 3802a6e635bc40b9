import YAML

/// Pairs the entries of two lists by what they are called.
struct EntryPairing {
  struct Pair {
    /// The positions, nil where a list lacks the entry.
    var left: Int?
    var right: Int?
    /// What the entry is called on either side.
    var source: String
    var target: String
    /// How many entries of that name stand before it.
    var occurrence: Int
  }

  private let left: [String]
  private let right: [String]
  private let words: EnvironmentWords

  init(_ left: [Node], _ right: [Node], _ rule: EntryRule, words: EnvironmentWords) {
    self.left = left.map(rule.name)
    self.right = right.map(rule.name)
    self.words = words
  }

  /// Each entry once: those of the left list in order, then what only the right one has.
  mutating func pairs() -> [Pair] {
    var positions = Dictionary(grouping: right.indices) { right[$0] }
      .mapValues { $0.reversed().map { $0 } }
    var pairs = left.indices.map { index in
      Pair(
        left: index, right: positions[left[index]]?.popLast(), source: left[index],
        target: left[index], occurrence: 0)
    }
    // Alike to the letter comes before alike in the environments' words.
    for index in pairs.indices where pairs[index].right == nil {
      let name = words.toTarget(left[index])
      pairs[index].right = positions[name]?.popLast()
      pairs[index].target = name
    }
    var taken = Set(pairs.compactMap(\.right))
    for index in pairs.indices where pairs[index].right == nil {
      guard
        let match = right.indices.first(where: {
          !taken.contains($0) && words.areEqual(left[index], right[$0])
        })
      else { continue }
      taken.insert(match)
      pairs[index].right = match
      pairs[index].target = right[match]
    }
    for index in right.indices where !taken.contains(index) {
      pairs.append(
        Pair(
          left: nil, right: index, source: words.toSource(right[index]), target: right[index],
          occurrence: 0))
    }
    var counts: [String: Int] = [:]
    for index in pairs.indices {
      pairs[index].occurrence = counts[pairs[index].target, default: 0]
      counts[pairs[index].target, default: 0] += 1
    }
    return pairs
  }
}
