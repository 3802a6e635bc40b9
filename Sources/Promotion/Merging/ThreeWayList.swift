/// Merges two changes of one list of things, as lines of a text.
enum ThreeWayList {
  /// The list with the changes of both sides; nil where both changed the same part, each otherwise.
  static func merge<Element: Hashable>(
    base: [Element], source: [Element], target: [Element]
  ) -> [Element]? {
    let (left, right) = (matches(base, source), matches(base, target))
    var result: [Element] = []
    var (b, s, t) = (0, 0, 0)
    while true {
      let stable = (b..<base.count).first { left[$0] != nil && right[$0] != nil }
      let (sourceEnd, targetEnd) = (
        stable.flatMap { left[$0] } ?? source.count, stable.flatMap { right[$0] } ?? target.count
      )
      let old = base[b..<(stable ?? base.count)]
      let (ours, theirs) = (target[t..<targetEnd], source[s..<sourceEnd])
      if theirs == old || theirs == ours {
        result += ours
      } else if ours == old {
        result += theirs
      } else {
        return nil
      }
      guard let stable else { return result }
      // The target's own, which may be written otherwise.
      result.append(target[targetEnd])
      (b, s, t) = (stable + 1, sourceEnd + 1, targetEnd + 1)
    }
  }

  /// For each element of a list the position of the same one in another; both ascend.
  private static func matches<Element: Hashable>(
    _ base: [Element], _ other: [Element]
  ) -> [Int?] {
    var isRemoved = Array(repeating: false, count: base.count)
    var isInserted = Array(repeating: false, count: other.count)
    for change in other.difference(from: base) {
      switch change {
      case .remove(let offset, _, _): isRemoved[offset] = true
      case .insert(let offset, _, _): isInserted[offset] = true
      }
    }
    var position = 0
    return base.indices.map { index in
      guard !isRemoved[index] else { return nil }
      while isInserted[position] { position += 1 }
      defer { position += 1 }
      return position
    }
  }
}
