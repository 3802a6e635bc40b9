import Diagnostics

/// The lines in which two states of a text differ, as edits of the first.
enum TextDifference {
  /// The edits that make `new` of `old`: whole lines, and none where they are the same.
  static func edits(from old: [UInt8], to new: [UInt8]) -> [TextEdit] {
    let (left, right) = (lines(of: old), lines(of: new))
    let head = zip(left, right).prefix { old[$0] == new[$1] }.count
    let tail = zip(left.dropFirst(head).reversed(), right.dropFirst(head).reversed())
      .prefix { old[$0] == new[$1] }.count
    let start = head < left.count ? left[head].lowerBound : old.count
    let end = tail == 0 ? old.count : left[left.count - tail].lowerBound
    let newStart = head < right.count ? right[head].lowerBound : new.count
    let newEnd = tail == 0 ? new.count : right[right.count - tail].lowerBound
    guard start < end || newStart < newEnd else { return [] }
    return [
      TextEdit(
        range: ByteRange(start, max(start, end)),
        replacement: Array(new[newStart..<max(newStart, newEnd)]))
    ]
  }

  private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
      lines.append(start..<end)
      start = end
    }
    return lines
  }
}
