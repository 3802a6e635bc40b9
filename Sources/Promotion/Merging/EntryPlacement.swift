/// Finds where a new entry belongs among those of the target.
enum EntryPlacement {
  /// The position before which it comes; the number of the target's entries for the end.
  ///
  /// A list in order stays in order. Else the entry stands behind the one that it follows in the
  /// source, or before the one that it precedes there.
  ///
  /// - Parameters:
  ///   - source: the source's entries, by the target's names for them.
  ///   - position: where it stands among them.
  static func position(of position: Int, in source: [String], among target: [String]) -> Int {
    let name = source[position]
    // A directory may be written with a slash behind it, which is no part of what it is called.
    let called = { (entry: String) in entry.hasSuffix("/") ? entry.dropLast() : entry[...] }
    if target.count > 2, zip(target, target.dropFirst()).allSatisfy({ called($0) < called($1) }) {
      return target.firstIndex { called($0) > called(name) } ?? target.count
    }
    for before in source[..<position].reversed() {
      if let index = target.lastIndex(of: before) { return index + 1 }
    }
    for after in source[position...].dropFirst() {
      if let index = target.firstIndex(of: after) { return index }
    }
    return target.count
  }
}
