import Diagnostics
import Git

/// A file of the environment from which promotions are taken back, one after the other.
struct UndoneFile {
  let path: String
  let apps: [String]
  /// The file today; nil where it is not there.
  let today: SourceFile?
  /// How it is read: where it says what several environments are made of, the target's parts alone.
  private let reading: FileReading
  /// What it has become so far.
  private(set) var current: SourceFile?
  /// What the promotions say of it.
  private var steps: [(merge: PairedMerge, fields: [PlannedField])] = []

  init(path: String, apps: [String], today: SourceFile?, reading: FileReading = FileReading()) {
    self.path = path
    self.apps = apps
    self.reading = reading
    self.today = today
    current = today
  }

  /// Takes back what one promotion changed.
  ///
  /// - Parameters:
  ///   - before: the file before the promotion.
  ///   - after: the file as the promotion left it: what was changed since stays.
  ///   - decide: what becomes of a field of the promotion, by whether it was changed since.
  /// - Returns: whether there was anything to take back.
  mutating func undo(
    from before: SourceFile?, to after: SourceFile?,
    _ decide: (PlannedField) -> PlannedField.Decision
  ) throws(PromotionError) -> Bool {
    guard before != nil || current != nil, before?.bytes != current?.bytes else { return false }
    let pair = PairedMerge(
      file: path, sourceFile: path, apps: apps,
      merge: FileMerge(
        source: before, target: current, words: EnvironmentWords([]), reading: reading))
    let isUntouched = after?.bytes == current?.bytes
    var fields: [PlannedField] = []
    for difference in pair.merge.differences {
      let then = after.flatMap {
        reading.file($0, on: .source).value(of: difference, on: .source)
      }
      var field = PlannedField(difference, in: pair)
      field.compare(.known(then, since: .both), pair)
      switch field.classification {
      // The promotion left it as it was: somebody else changed it.
      case .hotfix, .environmentSpecific: continue
      case .pending, .conflict, .undecided, .unexamined: field.decision = decide(field)
      }
      fields.append(field)
    }
    guard !fields.isEmpty else { return false }
    steps.append((pair, fields))
    let isWhole = isUntouched && reading.parts.isEmpty && fields.allSatisfy(\.isPromoted)
    // To the byte where nobody touched it, comments and all.
    current = isWhole ? before : try made(pair, fields)
    return true
  }

  private func made(
    _ pair: PairedMerge, _ fields: [PlannedField]
  ) throws(PromotionError) -> SourceFile? {
    let chosen = fields.filter(\.isPromoted)
    guard !chosen.isEmpty else { return current }
    do throws(MergeFailure) {
      return try pair.merge.result(of: chosen.map { ($0.difference, $0.value) })
        .map { SourceFile(path: path, bytes: $0.bytes) }
    } catch {
      throw .edit(error.error, error.field, path)
    }
  }

  /// What all of it comes to, over the file of today; nil where it says nothing.
  func outcome() -> (merge: PairedMerge, fields: [PlannedField], change: PathChange?)? {
    guard let first = steps.first else { return nil }
    let change: PathChange? =
      current?.bytes == today?.bytes
      ? nil : current.map { .write($0.bytes) } ?? .remove
    guard steps.count > 1 else { return (first.merge, first.fields, change) }
    // What one promotion made of another is no field of today: all is held against that.
    let kept = steps.flatMap(\.fields).filter { !$0.isPromoted }
    guard change != nil else { return (first.merge, kept, nil) }
    let pair = PairedMerge(
      file: path, sourceFile: path, apps: apps,
      merge: FileMerge(
        source: current, target: today, words: EnvironmentWords([]), reading: reading))
    let fields = pair.merge.differences.map { difference in
      var field = PlannedField(difference, in: pair)
      field.decision = .promote(.undone)
      return field
    }
    return (pair, fields + kept, change)
  }
}
