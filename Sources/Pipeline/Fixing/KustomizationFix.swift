import Diagnostics
import Kustomize

extension Diagnostic {
  /// The finding with the edit that settles it, where it is on a deprecated field or a repeated entry of a
  /// kustomization.
  ///
  /// Only what is reported is worth the search: every kustomization of a tree may have such a field.
  var withKustomizationFix: Diagnostic {
    guard fix == nil else { return self }
    var result = self
    if rule == .deprecatedField {
      result.fix = primary.flatMap(Succession.fix)
    } else if rule == .duplicateResource {
      result.fix = related.lazy.compactMap(\.location).compactMap(Fix.removingRepeatedEntry).first
    }
    return result
  }
}
