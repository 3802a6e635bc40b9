package import Diagnostics
import Kustomize

/// What fixes of findings would make of files.
package struct FixPlan: Sendable {
  /// The files that change, by path.
  package private(set) var changes: [Change] = []
  /// How many findings the changes settle.
  package private(set) var settled = 0
  /// How many fixes need a person to look, and were not asked for.
  package private(set) var withheld = 0
  /// How many fixes change what others change too, and wait for the next run.
  package private(set) var postponed = 0

  /// A file as it is and as it would be.
  package struct Change: Sendable {
    /// As it is.
    package var file: SourceFile
    /// As it would be; what no fix names is as it was, to the byte.
    package var bytes: [UInt8]
    /// The lines that nobody is shown, counted from 1.
    var hidden: Set<Int> = []
  }

  /// - Parameters:
  ///   - result: what was found; what somebody allows stays. Of two fixes that meet, the first found has
  ///     its way.
  ///   - isUnsafeAllowed: whether fixes that need a person to look are taken as well.
  ///   - paths: files and directories outside of which nothing changes; none for all.
  package init(
    of result: CheckResult, allowingUnsafe isUnsafeAllowed: Bool, in paths: [String]
  ) {
    var edits: [String: (file: SourceFile, edits: [TextEdit])] = [:]
    for finding in result.diagnostics {
      guard let fix = finding.fix, fix.applicability != .display,
        fix.edits.allSatisfy({ edit in
          paths.isEmpty || paths.contains { TreePath.isInside(edit.file.path, $0) }
        })
      else { continue }
      guard isUnsafeAllowed || fix.applicability == .safe else {
        withheld += 1
        continue
      }
      guard let merged = Self.merged(edits, with: fix) else {
        postponed += 1
        continue
      }
      edits = merged
      settled += 1
    }
    for (file, edits) in edits.values.sorted(by: { $0.file.path < $1.file.path }) {
      // They were added one by one, so none overlaps another.
      guard let bytes = try? edits.applied(to: file.bytes), bytes != file.bytes else { continue }
      let hidden = (result.diagnostics + result.exempted).filter(\.hidesSource)
        .compactMap(\.primary).filter { $0.file.path == file.path }
      changes.append(
        Change(file: file, bytes: bytes, hidden: Set(hidden.flatMap(\.lines))))
    }
  }

  /// The edits with those of a fix, the same edit once; nil where some meet.
  private static func merged(
    _ all: [String: (file: SourceFile, edits: [TextEdit])], with fix: Fix
  ) -> [String: (file: SourceFile, edits: [TextEdit])]? {
    var merged = all
    for change in fix.edits {
      let known = merged[change.file.path]
      var edits = known?.edits ?? []
      for edit in change.edits where !edits.contains(edit) {
        guard !edits.contains(where: { $0.meets(edit) }),
          known.map({ $0.file == change.file }) ?? true
        else { return nil }
        edits.append(edit)
      }
      merged[change.file.path] = (change.file, edits)
    }
    return merged
  }
}

extension TextEdit {
  /// Whether the outcome of two edits would be a matter of their order, or of one of them alone.
  fileprivate func meets(_ other: TextEdit) -> Bool {
    if range.isEmpty || other.range.isEmpty {
      return other.range.lowerBound <= range.upperBound
        && range.lowerBound <= other.range.upperBound
    }
    return other.range.lowerBound < range.upperBound && range.lowerBound < other.range.upperBound
  }
}

extension Location {
  /// The lines that it reaches, counted from 1.
  fileprivate var lines: ClosedRange<Int> {
    let index = LineIndex(file.bytes)
    return index.position(of: range.lowerBound).line...index.position(of: range.upperBound).line
  }
}
