package import Comparison
package import Diagnostics
package import Environments
package import Git
package import Kustomize

/// Promotes one environment to another: ``promote(upTo:telling:)`` plans, proves and commits.
///
/// Everything is read from the repository's commits. What is checked is the caller's: the promoter
/// asks for it and judges only whether the outcome is the plan.
package struct Promoter {
  /// Checks the state that would come of a promotion; a new error refuses it.
  package typealias Recheck = (Candidate) throws(PromotionError) -> CandidateVerdict
  /// The targets that an environment has in a state that a promotion would make; nil where nobody looks
  /// for other ones there than it has.
  package typealias TargetSearch = (Environment, any FileTree) -> [Target]?

  /// The repository that is read and written.
  package let repository: Repository
  /// What is to be promoted, and by which rules.
  package private(set) var request: PromotionRequest
  let states: PromotionStates
  let recheck: Recheck
  private let targets: TargetSearch
  let wish: EnvironmentComparison.SecrecyWish
  /// Whether the wish may name anything.
  let mayHide: Bool
  /// The plan, where it was made already.
  private(set) var known: PromotionPlan?

  /// - Parameters:
  ///   - renderer: what renders environments; which tree it reads does not matter.
  ///   - wish: names what is shown nowhere; nil where that is nothing.
  ///   - targets: looks for the targets of an environment where files come or go.
  package init(
    in repository: Repository, _ request: PromotionRequest, renderer: EnvironmentRenderer,
    hiding wish: EnvironmentComparison.SecrecyWish? = nil,
    targets: @escaping TargetSearch = { _, _ in nil }, recheck: @escaping Recheck
  ) {
    self.wish = wish ?? { _ in { _ in [] } }
    mayHide = wish != nil
    self.repository = repository
    self.request = request
    states = PromotionStates(of: repository, renderer: renderer)
    self.recheck = recheck
    self.targets = targets
  }

  /// The target of a plan as it is once some files are replaced: where files come or go, directories
  /// become targets of it, or are none any more.
  func target(
    of plan: PromotionPlan, replacing contents: [String: [UInt8]?]
  ) throws(PromotionError) -> Environment {
    // Of another revision it is another target, though no file comes or goes.
    let isGenerated = plan.merges.contains { $0.merge.reading.parts.contains { !$0.isDeclared } }
    let found = try states.targets(
      of: plan.targetCommit, replacing: contents, always: isGenerated
    ) { tree in targets(plan.target, tree) }
    guard let found else { return plan.target }
    // One that stays is the same, whatever else is told of it now.
    let known = Dictionary(grouping: plan.target.targets, by: \.directory.path)
    var target = plan.target
    target.targets = found.map { found in
      let same = known[found.directory.path] ?? []
      guard same.count == 1 else { return found }
      var target = same[0]
      if case .argo = target.build, isGenerated { target.build = found.build }
      return target
    }
    return target.targets.isEmpty ? plan.target : target
  }

  /// What would be promoted; reads and nothing else.
  ///
  /// - Throws: ``PromotionError/impossible(_:)`` where no branch can be named for it, or where a pattern
  ///   fits nothing.
  package func plan() throws(PromotionError) -> PromotionPlan {
    if let known { return known }
    if let rollback = request.rollback {
      var plan = try RollbackPlanner(
        repository: repository, request: request, rollback: rollback
      ).plan()
      plan.fields = try hide(plan.fields, from: plan.sourceCommit, to: plan.targetCommit)
      return plan
    }
    let (source, target) = (request.source.name, request.target.name)
    guard PromotionBranches(from: source, to: target, wave: request.target.wave).areValid else {
      throw .impossible([
        Diagnostic(
          rule: .promotionBranch, severity: .error,
          message: "no branch can be named for a promotion of \(source) to \(target), "
            + "since git allows no reference promote/\(source)-to-\(target)",
          help: "give the environment a name without blanks, ~, ^, :, ? and *, "
            + "of at most 100 characters",
          environments: [source, target])
      ])
    }
    return try Planner(repository: repository, request: request, states: states, hide: hide).plan()
  }

  /// The same, with one thing more that stands against it.
  package func against(_ obstacle: Diagnostic) -> Promoter {
    var promoter = self
    promoter.request.obstacles.append(obstacle)
    return promoter
  }

  /// The same with its plan, which is made once.
  package func planned() throws(PromotionError) -> Promoter {
    var promoter = self
    promoter.known = try plan()
    return promoter
  }

  /// What would come of a plan; reads and nothing else.
  ///
  /// - Throws: ``PromotionError/refused(_:)`` where the plan has conflicts, where the rendered change
  ///   is not the planned one, where another environment would change, or where a check fails.
  func prove(_ plan: PromotionPlan) throws(PromotionError) -> ProvenPromotion {
    try Prover(promoter: self, plan: plan).prove()
  }

  /// Puts a proven promotion on its branch, or finds it there.
  ///
  /// Killed at any point, the repository has the whole branch or none.
  func commit(_ proven: ProvenPromotion) throws(PromotionError) -> PromotionOutcome {
    try Committer(repository: repository, proven: proven, signing: request.signing).commit()
  }
}
