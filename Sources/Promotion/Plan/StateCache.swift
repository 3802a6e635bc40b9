import Diagnostics
import Git
import YAML

/// Reads the versions of files, each once.
struct StateCache {
  let snapshot: TreeSnapshot
  private var files: [Reading: MergedFile] = [:]

  private struct Reading: Hashable {
    let entry: TreeEntry
    let file: String
    let side: PromotedField.Side
  }

  init(_ snapshot: TreeSnapshot) { self.snapshot = snapshot }

  private static let limit = 16 << 20

  /// The file of an entry as one side of a pair; nil where there is none, or none that is merged.
  ///
  /// - Throws: where it is not here, as in a partial clone: who guesses would undo a repair.
  mutating func file(
    _ entry: TreeEntry?, _ pair: PairedMerge, _ side: PromotedField.Side
  ) throws(PromotionError) -> MergedFile? {
    guard let entry, entry.mode.isFile else { return nil }
    let reading = Reading(entry: entry, file: pair.file, side: side)
    if let known = files[reading] { return known }
    let bytes: [UInt8]
    do {
      bytes = try snapshot.read(entry, limit: Self.limit)
    } catch {
      guard error.kind == .tooLarge else { throw .git(error) }
      return nil
    }
    let merged = pair.merge.reading.file(SourceFile(path: entry.path, bytes: bytes), on: side)
    files[reading] = merged
    return merged
  }
}

extension MergedFile {
  /// What one side's version of a file says where a difference is.
  func value(
    of difference: Difference, on side: PromotedField.Side
  ) -> Difference.FieldValue? {
    value(of: difference.field, members: difference.members, on: side)
  }
}

extension Difference.FieldValue? {
  /// Whether two states of one side say the same.
  func isSame(as other: Difference.FieldValue?) -> Bool {
    switch (self, other) {
    case (nil, nil): true
    case (let left?, let right?): left.node.isEqual(to: right.node)
    default: false
    }
  }
}
