package import Environments

extension GitOpsPipeline {
  /// Checks all that the tree deploys by what a check of the tree before it came to: only what the change
  /// between them reaches is looked at, on both sides.
  ///
  /// - Parameters:
  ///   - known: what the check of the earlier tree came to, under the same configuration and program.
  ///   - before: the files of the earlier tree, which is also what objects are judged as updates of.
  ///   - environments: which environments other files have, by the same search.
  ///   - judgesUpdates: whether what changed is judged as an update of what it was.
  ///   - history: the change, whose commits are held to what protects environments.
  /// - Returns: the result of ``check(environments:history:over:)``; nil where it does not follow.
  /// - Throws: ``PipelineError`` when the trees or the history cannot be read.
  package func check(
    following known: WholeCheck, of before: Workspace,
    finding environments: (Workspace) throws(PipelineError) -> [Environment],
    judgingUpdates judgesUpdates: Bool = true, history: History?
  ) async throws(PipelineError) -> CheckResult? {
    guard isWhole, picture == nil, configuration.furtherReleases.isEmpty else { return nil }
    let sides = try sides(of: before, finding: environments)
    guard let scope = sides.scope, let changed = scope.changedPaths,
      !ExemptionText.marks.contains(where: scope.changesFile)
    else { return nil }
    var (now, then) = (sides.now, sides.then)
    let policies = loadPolicies()
    let reached = await now.environments(
      reachedBy: scope, from: then, under: policies, judging: .wholeTargets)
    now.configuration.unchangedTargets = reached.unchangedTargets
    then.configuration.unchangedTargets = reached.unchangedTargets
    then.isToBeRemembered = false
    let after = try await now.judge(
      reached.after, under: policies, over: judgesUpdates ? reached.parentState : ParentState(),
      history: history)
    let earlier = try await then.judge(
      reached.before, under: policies, with: reached.sharesDefinitions ? after.definitions : nil)
    guard after.used == earlier.used,
      var result = known.result(
        from: earlier.result, to: after.result, changing: changed)
    else { return nil }
    result.whole = after.ofTree
      .flatMap { known.result(from: earlier.result, to: $0, changing: changed) }
      .flatMap(WholeCheck.init)
    return result
  }
}
