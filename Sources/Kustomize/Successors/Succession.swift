package import Diagnostics
import YAML

/// What replaces a deprecated field of a kustomization, as `kustomize edit fix` writes it.
package enum Succession {
  /// The fields that are replaced, each with what replaces it.
  static let fields: KeyValuePairs = [
    "bases": "resources", "commonLabels": "labels", "imageTags": "images",
    "patchesJson6902": "patches", "patchesStrategicMerge": "patches", "vars": "replacements",
  ]

  /// The edit that writes a deprecated field as its successor; nil where only a person can, as for `vars`.
  ///
  /// It is safe where the kustomization renders as before and keeps its comments.
  ///
  /// - Parameter place: the name of the field, in its file.
  package static func fix(ofFieldAt place: Location) -> Fix? {
    let name = place.text
    guard let draft = SuccessionDraft(place.file),
      let successor = fields.first(where: { $0.key == name })?.value
    else { return nil }
    var next: SuccessionDraft?
    var isSafe = true
    switch name {
    case "bases", "imageTags": next = draft.moving(name, behind: successor)
    case "commonLabels":
      next = draft.writingCommonLabels
      // What these files say of labels may not be what they say of common labels.
      isSafe = !draft.says("configurations")
    case "patchesStrategicMerge": next = draft.writingStrategicMerges
    case "patchesJson6902":
      let before = draft.says("patchesStrategicMerge") ? draft.writingStrategicMerges : draft
      next = before?.moving(name, behind: successor)
      // They were carried out after these fields, and are carried out before them now.
      isSafe = !draft.says(
        "namespace", "namePrefix", "nameSuffix", "labels", "commonLabels", "commonAnnotations")
    default: return nil
    }
    guard let next, next.file.bytes != draft.file.bytes else { return nil }
    isSafe = isSafe && next.file.comments.count == draft.file.comments.count
    return Fix(
      "write \(successor)",
      edits: [
        FileEdit(file: draft.file, edits: Array(from: draft.file.bytes, to: next.file.bytes))
      ],
      applicability: isSafe ? .safe : .unsafe)
  }
}
