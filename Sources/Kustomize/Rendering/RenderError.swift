package import Diagnostics

/// Why a tree does not render: one finding or several, each with its place in the sources.
package struct RenderError: Error, Hashable, Sendable {
  /// At least one, in the order in which they were found.
  package var diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  package init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }

  init(
    _ rule: RuleID, _ message: String, at location: Location?, related: [Label] = [],
    help: String? = nil, object: String? = nil, field: String? = nil
  ) {
    diagnostics = [
      Diagnostic(
        rule: rule, severity: .error, message: message, primary: location, related: related,
        help: help, object: object, field: field)
    ]
  }
}

extension RenderError {
  static func tooLarge(_ object: String, at location: Location?) -> RenderError {
    RenderError(.limit, "\(object) grows beyond all bounds", at: location, object: object)
  }
}

/// The rules under which rendering reports.
extension RuleID {
  package static let missingKustomization: RuleID = "kustomize/missing-kustomization"
  package static let severalKustomizations: RuleID = "kustomize/several-kustomizations"
  package static let emptyKustomization: RuleID = "kustomize/empty-kustomization"
  package static let unknownField: RuleID = "kustomize/unknown-field"
  package static let invalidField: RuleID = "kustomize/invalid-field"
  package static let deprecatedField: RuleID = "kustomize/deprecated-field"
  package static let missingFile: RuleID = "kustomize/missing-file"
  package static let unreadableFile: RuleID = "kustomize/unreadable-file"
  package static let oversizedFile: RuleID = "kustomize/oversized-file"
  package static let loadRestriction: RuleID = "kustomize/load-restriction"
  package static let outsideTree: RuleID = "kustomize/outside-tree"
  package static let cycle: RuleID = "kustomize/cycle"
  package static let wrongKind: RuleID = "kustomize/wrong-kind"
  package static let remoteResource: RuleID = "kustomize/remote-resource"
  package static let unsupportedPlugin: RuleID = "kustomize/unsupported-plugin"
  package static let invalidResource: RuleID = "kustomize/invalid-resource"
  package static let duplicateResource: RuleID = "kustomize/duplicate-resource"
  package static let patchWithoutTarget: RuleID = "kustomize/patch-without-target"
  package static let invalidPatch: RuleID = "kustomize/invalid-patch"
  package static let invalidSelector: RuleID = "kustomize/invalid-selector"
  package static let invalidGenerator: RuleID = "kustomize/invalid-generator"
  package static let invalidReplacement: RuleID = "kustomize/invalid-replacement"
  package static let invalidConfiguration: RuleID = "kustomize/invalid-configuration"
  package static let invalidVariable: RuleID = "kustomize/invalid-variable"
  package static let unusedVariable: RuleID = "kustomize/unused-variable"
  package static let ambiguousReference: RuleID = "kustomize/ambiguous-reference"
  package static let missingTarget: RuleID = "kustomize/missing-target"
  package static let invalidSchema: RuleID = "kustomize/invalid-schema"
  package static let unprintableValue: RuleID = "kustomize/unprintable-value"
  package static let limit: RuleID = "kustomize/limit"
}
