import Diagnostics

extension [Diagnostic] {
  /// The findings by path, offset, rule and message, those without a location last.
  func inReportOrder() -> [Diagnostic] {
    let ranks = pathRanks()
    return indices.map { SortKey(self[$0], at: $0, ranks: ranks) }
      .sorted { left, right in
        guard left.place == right.place else { return left.place < right.place }
        return follows(left: left, right: right)
      }
      .map { self[$0.index] }
  }

  /// Decides between two findings at one place; the order given settles what nothing else does.
  private func follows(left: SortKey, right: SortKey) -> Bool {
    let (first, second) = (self[left.index], self[right.index])
    if first.rule != second.rule { return first.rule < second.rule }
    if first.message != second.message { return first.message < second.message }
    let (firstObject, secondObject) = (first.object ?? "", second.object ?? "")
    if firstObject != secondObject { return firstObject < secondObject }
    let (firstField, secondField) = (first.field ?? "", second.field ?? "")
    if firstField != secondField { return firstField < secondField }
    return left.index < right.index
  }

  /// The place of each file among all paths, so that paths are compared once a file, not once a pair.
  private func pathRanks() -> [ObjectIdentifier: Int] {
    var files: [ObjectIdentifier: SourceFile] = [:]
    for finding in self {
      guard let file = finding.primary?.file else { continue }
      files[ObjectIdentifier(file)] = file
    }
    // By bytes: to Git, two paths that differ only in their Unicode normal form are two files.
    let ordered = files.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    var ranks: [ObjectIdentifier: Int] = [:]
    var rank = -1
    var previous: SourceFile?
    for file in ordered {
      if previous.map({ !$0.path.utf8.elementsEqual(file.path.utf8) }) ?? true { rank += 1 }
      ranks[ObjectIdentifier(file)] = rank
      previous = file
    }
    return ranks
  }
}

/// What a finding is sorted by before its words matter.
private struct SortKey {
  let index: Int
  let place: Place

  struct Place: Comparable {
    let rank: Int
    let offset: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.rank, left.offset) < (right.rank, right.offset)
    }
  }

  init(_ finding: Diagnostic, at index: Int, ranks: [ObjectIdentifier: Int]) {
    self.index = index
    guard let location = finding.primary, let rank = ranks[ObjectIdentifier(location.file)] else {
      place = Place(rank: .max, offset: 0)
      return
    }
    place = Place(rank: rank, offset: location.range.lowerBound)
  }
}
