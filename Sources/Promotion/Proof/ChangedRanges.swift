import Diagnostics
import Git

/// The bytes that a promotion changes, in the files as they were and as they would be.
struct ChangedRanges {
  private var before: [String: [ByteRange]] = [:]
  private var after: [String: [ByteRange]] = [:]
  /// Files that come or go, whose bytes all count.
  private var whole: Set<String> = []

  init(_ planned: PlannedChanges) {
    for edit in planned.edits {
      var shift = 0
      for change in edit.edits.sorted(by: { $0.range < $1.range }) {
        let start = change.range.lowerBound + shift
        before[edit.file.path, default: []].append(change.range)
        after[edit.file.path, default: []].append(
          ByteRange(start, start + change.replacement.count))
        shift += change.replacement.count - change.range.count
      }
    }
    whole = Set(planned.changes.keys.filter { after[$0] == nil })
  }

  /// Whether a place of the rendered target as it would be is among what changed.
  func hold(new location: Location?) -> Bool { hold(location, after) }

  /// Whether a place of the rendered target as it is is among what changes.
  func hold(old location: Location?) -> Bool { hold(location, before) }

  private func hold(_ location: Location?, _ ranges: [String: [ByteRange]]) -> Bool {
    guard let location else { return false }
    if whole.contains(location.file.path) { return true }
    return ranges[location.file.path]?.contains { range in
      range.lowerBound <= location.range.upperBound
        && location.range.lowerBound <= range.upperBound
    } ?? false
  }
}
