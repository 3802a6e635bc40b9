package import Comparison
package import Diagnostics
package import Environments
package import Kustomize

/// The state that a promotion would make, for the caller to check.
package struct Candidate: Sendable {
  /// All files as the new commit would hold them.
  package let tree: any FileTree
  /// The target as it renders today.
  package let before: RenderedEnvironment
  /// The target as it would render.
  package let after: RenderedEnvironment
}

/// A promotion whose outcome is known: rendered, compared with the plan, and checked.
package struct ProvenPromotion: Sendable {
  /// What was to be done.
  package let plan: PromotionPlan
  /// The edits of the target's files.
  package let edits: [FileEdit]
  /// The new bytes of each edited file.
  package let contents: [String: [UInt8]]
  /// What changes in the rendered target.
  package let delta: SemanticDiff
  /// What is worth knowing: promoted values without effect, findings below an error.
  package let findings: [Diagnostic]
}
