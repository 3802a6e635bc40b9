import Comparison
import Diagnostics

/// What a promotion changes in files of which the target has a part: an ApplicationSet that another environment
/// brings says there which revision the target is made of.
struct SharedFileChanges {
  private let files: Set<String>
  private let ranges: ChangedRanges

  init(_ plan: PromotionPlan, _ planned: PlannedChanges) {
    files = Set(plan.merges.filter { !$0.merge.reading.parts.isEmpty }.map(\.file))
    ranges = ChangedRanges(planned)
  }

  /// Whether nothing but the target's part of such a file is otherwise in another environment.
  func explain(_ diff: SemanticDiff) -> Bool {
    !files.isEmpty && !diff.isEmpty
      && diff.objects.allSatisfy { object in
        object.kind == .changed && object.fields.allSatisfy(isOwn)
      }
  }

  private func isOwn(_ change: FieldChange) -> Bool {
    guard let place = change.new?.location ?? change.old?.location else { return false }
    return files.contains(place.file.path)
      && (ranges.hold(new: change.new?.location) || ranges.hold(old: change.old?.location))
  }
}
