/// Two lists side by side: what both have in order, and what only one has.
enum Alignment {
  case same(Int, Int)
  /// A run that only the first list has, and one that only the second has; not both are empty.
  case gap(old: Range<Int>, new: Range<Int>)

  /// The shortest way from one list to the other.
  static func runs(_ old: [String], _ new: [String]) -> [Alignment] {
    var isRemoved = Array(repeating: false, count: old.count)
    var isInserted = Array(repeating: false, count: new.count)
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): isRemoved[offset] = true
      case .insert(let offset, _, _): isInserted[offset] = true
      }
    }
    var runs: [Alignment] = []
    var (oldIndex, newIndex) = (0, 0)
    while oldIndex < old.count || newIndex < new.count {
      let oldEnd = isRemoved[oldIndex...].firstIndex(of: false) ?? old.count
      let newEnd = isInserted[newIndex...].firstIndex(of: false) ?? new.count
      if oldEnd > oldIndex || newEnd > newIndex {
        runs.append(.gap(old: oldIndex..<oldEnd, new: newIndex..<newEnd))
        (oldIndex, newIndex) = (oldEnd, newEnd)
      } else {
        runs.append(.same(oldIndex, newIndex))
        oldIndex += 1
        newIndex += 1
      }
    }
    return runs
  }
}
