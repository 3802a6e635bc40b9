package import Diagnostics
import YAML

extension Fix {
  /// The edit that takes an entry of a kustomization out which another one repeats or is repeated by; nil where
  /// it stands there once.
  ///
  /// - Parameter place: the entry, in its file.
  package static func removingRepeatedEntry(at place: Location) -> Fix? {
    let root = place.file.parsed(as: .kubernetes).documents.first?.root
    for list in ["resources", "bases", "components"] {
      let entries = root?[list]?.elements ?? []
      guard let position = entries.firstIndex(where: { $0.origin.location == place }),
        let text = entries[position].string.map(TreePath.cleaned),
        entries[..<position].contains(where: { $0.string.map(TreePath.cleaned) == text })
      else { continue }
      do throws(EditError) {
        var editor = try SourceEditor(place.file, as: .kubernetes)
        try editor.remove([.key(list), .index(position)])
        return Fix("list it once", edits: [editor.fileEdit], applicability: .safe)
      } catch { return nil }
    }
    return nil
  }
}
