extension [TextEdit] {
  /// The edits that make one text of another, each of one line where lines come in the place of lines.
  ///
  /// What both have alike is in no edit, so that edits which were made apart may be made together.
  package init(from old: [UInt8], to new: [UInt8]) {
    let (left, right) = (old.linesWithEnds, new.linesWithEnds)
    let difference = right.difference(from: left)
    let gone = Set(
      difference.removals.map { change in
        if case .remove(let offset, _, _) = change { offset } else { -1 }
      })
    let added = Set(
      difference.insertions.map { change in
        if case .insert(let offset, _, _) = change { offset } else { -1 }
      })
    var edits: [TextEdit] = []
    var (before, after) = (0, 0)
    while before < left.count || after < right.count {
      if gone.contains(before), added.contains(after) {
        edits.append(.replacing(left[before], with: right[after]))
        (before, after) = (before + 1, after + 1)
      } else if gone.contains(before) {
        edits.append(TextEdit(range: left[before].range, replacement: []))
        before += 1
      } else if added.contains(after), let last = edits.last, !last.range.isEmpty, before > 0,
        last.range.upperBound == left[before - 1].endIndex - 1, right[after].last == Self.feed
      {
        // Lines behind one that was replaced are a part of what replaced it.
        edits[edits.count - 1].replacement += [Self.feed] + right[after].dropLast()
        after += 1
      } else if added.contains(after) {
        let place = before < left.count ? left[before].startIndex : old.count
        edits.append(TextEdit(range: ByteRange(place, place), replacement: [UInt8](right[after])))
        after += 1
      } else {
        (before, after) = (before + 1, after + 1)
      }
    }
    self = edits
  }

  private static var feed: UInt8 { UInt8(ascii: "\n") }
}

extension TextEdit {
  /// A line for another; the line end that both have stays.
  fileprivate static func replacing(
    _ old: ArraySlice<UInt8>, with new: ArraySlice<UInt8>
  ) -> TextEdit {
    let feed = UInt8(ascii: "\n")
    guard old.last == feed, new.last == feed else {
      return TextEdit(range: old.range, replacement: [UInt8](new))
    }
    return TextEdit(range: old.dropLast().range, replacement: [UInt8](new.dropLast()))
  }
}

extension ArraySlice<UInt8> {
  fileprivate var range: ByteRange { ByteRange(startIndex, endIndex) }
}

extension [UInt8] {
  fileprivate var linesWithEnds: [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (offset, byte) in enumerated() where byte == UInt8(ascii: "\n") {
      lines.append(self[start...offset])
      start = offset + 1
    }
    if start < count { lines.append(self[start...]) }
    return lines
  }
}
