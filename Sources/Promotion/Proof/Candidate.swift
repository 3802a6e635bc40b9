package import Comparison
package import Diagnostics
package import Environments
package import Git
package import Kustomize

/// The state that a promotion would make, for the caller to check.
package struct Candidate: Sendable {
  /// All files as the new commit would hold them.
  package let tree: any FileTree
  /// The target as it renders today, as far as the change may reach it.
  package let before: RenderedEnvironment
  /// The same as it would render.
  package let after: RenderedEnvironment
}

/// What checks say of a candidate.
///
/// A list of findings is a verdict of new ones.
package struct CandidateVerdict: Sendable, ExpressibleByArrayLiteral {
  /// What they do not say of the target as it is today; an error refuses the promotion.
  package var new: [Diagnostic]
  /// What they say of it today already.
  package var known: [Diagnostic]

  package init(new: [Diagnostic], known: [Diagnostic] = []) {
    self.new = new
    self.known = known
  }

  package init(arrayLiteral findings: Diagnostic...) { self.init(new: findings) }
}

/// A promotion whose outcome is known: rendered, compared with the plan, and checked.
package struct ProvenPromotion: Sendable {
  /// What was to be done.
  package let plan: PromotionPlan
  /// The edits of those of the target's files that are there.
  package let edits: [FileEdit]
  /// What becomes of each path of the target that changes.
  package let changes: [String: PathChange]
  /// The target as it is and as it would be.
  package let candidate: Candidate
  /// What changes in the rendered target.
  package let delta: SemanticDiff
  /// What is worth knowing: promoted values without effect, findings below an error, what is unseen.
  package let findings: [Diagnostic]
  /// What could not be rendered, and so is not proven; none but by permission.
  package let unseen: [Diagnostic]
  /// What checks say of the target with the promotion and without it.
  package let known: [Diagnostic]
  /// Why it is made although checks find errors; nil where it is not, or where they find none.
  package let override: String?

  /// The errors in spite of which it is made.
  package var overridden: [Diagnostic] {
    override == nil ? [] : findings.filter { $0.severity == .error }
  }
}
