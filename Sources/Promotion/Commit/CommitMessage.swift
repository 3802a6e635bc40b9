import Comparison
import Diagnostics
import Display
import Environments
import Git
import YAML

/// Writes a promotion's commit message from what the new files say, not from what was meant.
struct CommitMessage {
  let proven: ProvenPromotion

  var text: String {
    let plan = proven.plan
    let changes = proven.edits.flatMap(changes)
    let subject = "Promote \(plan.source.name) to \(plan.target.name)" + headline(changes)
    let body = changes.map { "\(Shown($0.field.description).text): \($0.old) → \($0.new)" }
    let trailers =
      [
        (PromotionTrailer.from, plan.source.name), (PromotionTrailer.to, plan.target.name),
        (PromotionTrailer.sourceCommit, plan.sourceCommit.hex),
        (PromotionTrailer.plan, plan.digest),
      ].map { "\($0): \($1)" } + leftOut + overrides
    return ([subject, ""] + body + [""] + trailers).joined(separator: "\n") + "\n"
  }

  private var leftOut: [String] {
    proven.plan.fields.filter { $0.decision == .keep(.excluded) }.map { planned in
      let name = PromotionTrailer.name(of: planned.field, in: planned.directory)
      return "\(PromotionTrailer.leftOut): \(name)"
    }
  }

  private var overrides: [String] {
    guard let reason = proven.override else { return [] }
    let findings = Set(
      proven.overridden.map { [$0.rule.text, $0.object].compactMap(\.self).joined(separator: " ") })
    return ["\(PromotionTrailer.override): \(Shown(reason).text)"]
      + findings.sorted().map { "\(PromotionTrailer.overridden): \(Shown($0).text)" }
  }

  private struct Change {
    var field: PromotedField
    var old: String
    var new: String
  }

  private func changes(of edit: FileEdit) -> [Change] {
    let after = SourceFile(path: edit.file.path, bytes: proven.contents[edit.file.path] ?? [])
    guard let old = try? KustomizationFields(edit.file).values,
      let new = try? KustomizationFields(after).values
    else { return [] }
    return Set(old.keys).union(new.keys).sorted()
      .filter { !Classification.areEqual(old[$0], new[$0]) }
      .map { Change(field: $0, old: text(old[$0]), new: text(new[$0])) }
  }

  /// One line, so that no value can pass for a trailer.
  private func text(_ value: KustomizationFields.FieldValue?) -> String {
    value.map { Shown($0.text, limit: 100).text } ?? "(absent)"
  }

  private func headline(_ changes: [Change]) -> String {
    guard let first = changes.first else { return "" }
    let name: String
    switch first.field {
    case .imageVersion(let image), .imageName(let image):
      name = String(image.split(separator: "/").last ?? "")
    case .replicas(let workload): name = workload
    case .literal(_, let key): name = key
    }
    let rest = changes.count > 1 ? " and \(changes.count - 1) more" : ""
    return ": \(Shown(name, limit: 40).text)\(rest)"
  }
}
