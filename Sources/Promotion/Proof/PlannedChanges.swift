import Diagnostics
import Git
import YAML

/// What a plan makes of the target's files.
struct PlannedChanges {
  /// The edits of the files that are there, in the order of their paths.
  let edits: [FileEdit]
  /// What becomes of each path.
  let changes: [String: PathChange]
  /// The files that are there then and are not as they were.
  private let files: [String: MergedFile]

  init(_ plan: PromotionPlan) throws(PromotionError) {
    if let results = plan.results {
      edits = Self.edits(plan.merges, results)
      changes = results
      files = Self.merged(results, readings: [:])
      return
    }
    var (edits, changes): ([FileEdit], [String: PathChange]) = ([], [:])
    let promoted = Dictionary(grouping: plan.promoted, by: \.file)
    // What another of the source's clusters has makes nothing.
    for pair in plan.merges where pair.peer == nil {
      guard let chosen = promoted[pair.file] else { continue }
      let result: FileResult?
      do {
        result = try pair.merge.result(of: chosen.map { ($0.difference, $0.value) })
      } catch {
        throw .edit(error.error, error.field, pair.file)
      }
      guard let result else {
        changes[pair.file] = .remove
        continue
      }
      if let made = result.edits {
        guard !made.isEmpty, let file = pair.merge.target else { continue }
        edits.append(FileEdit(file: file, edits: made))
      }
      changes[pair.file] = .write(result.bytes)
    }
    self.edits = edits
    self.changes = changes
    files = Self.merged(
      changes,
      readings: Dictionary(plan.merges.map { ($0.file, $0.merge.reading) }) { first, _ in first })
  }

  /// What of the files that are there is otherwise then.
  private static func edits(
    _ merges: [PairedMerge], _ results: [String: PathChange]
  ) -> [FileEdit] {
    merges.compactMap { pair in
      guard let file = pair.merge.target, case .write(let bytes)? = results[pair.file] else {
        return nil
      }
      return FileEdit(file: file, edits: TextDifference.edits(from: file.bytes, to: bytes))
    }
  }

  /// What was found to become of the paths.
  init(_ changes: [String: PathChange]) {
    edits = []
    self.changes = changes
    // What is declared is no part of what is rendered.
    files = Self.merged(changes, readings: [:])
  }

  /// What the target's file says of a field once it is changed; nil where it is not, or says nothing.
  func value(of planned: PlannedField) -> Difference.FieldValue? {
    files[planned.file]?.value(
      of: planned.field, members: planned.difference.members, on: .target)
  }

  private static func merged(
    _ changes: [String: PathChange], readings: [String: FileReading]
  ) -> [String: MergedFile] {
    var files: [String: MergedFile] = [:]
    for case (let path, .write(let bytes)) in changes {
      let file = SourceFile(path: path, bytes: bytes)
      files[path] = (readings[path] ?? FileReading()).file(file, on: .target)
    }
    return files
  }

  /// The new bytes by path, nil for a file that goes.
  var contents: [String: [UInt8]?] {
    changes.mapValues { change in
      switch change {
      case .write(let bytes): bytes
      case .remove: nil
      }
    }
  }
}
