import Diagnostics
package import Environments
import Kustomize

extension GitOpsPipeline {
  /// Checks what a change brings: the findings that there were not before it, and what could be checked
  /// before and cannot be now.
  ///
  /// Only targets that the change may reach are judged, before and after it; the others are counted, and
  /// stand beside them as far as ``ReachedEnvironments`` says. An environment that is protected is judged
  /// as a whole where the change reaches it.
  ///
  /// - Parameters:
  ///   - before: the files before the change; what cannot be checked there makes nothing old.
  ///   - environments: which environments other files have, by the same search.
  ///   - names: the environments to check; none for all.
  ///   - judgesUpdates: whether what changed is judged as an update of what it was.
  ///   - history: the change, whose commits are held to what protects environments.
  /// - Throws: ``PipelineError`` when a name is none of the pipeline's, or when the trees or the
  ///   history cannot be read.
  package func check(
    changeFrom before: Workspace,
    finding environments: (Workspace) throws(PipelineError) -> [Environment],
    environments names: [String] = [], judgingUpdates judgesUpdates: Bool = true, history: History
  ) async throws(PipelineError) -> CheckResult {
    let sides = try sides(of: before, finding: environments, environments: names)
    var (pipeline, earlier) = (sides.now, sides.then)
    let policies = loadPolicies()
    let reached = await pipeline.environments(
      reachedBy: sides.scope, from: earlier, under: policies)
    pipeline.configuration.unchangedTargets = reached.unchangedTargets
    earlier.configuration.unchangedTargets = reached.unchangedTargets
    let state = judgesUpdates ? reached.parentState : ParentState()
    let now = try await pipeline.judgeInEachRelease(
      reached.after, under: policies, over: state, history: history)
    // Where nothing is found, nothing of it is from before.
    if now.result.diagnostics.isEmpty, now.result.gaps.isEmpty { return now.result }
    do throws(PipelineError) {
      let then = try await earlier.judgeInEachRelease(
        reached.before, under: sides.scope == nil ? earlier.loadPolicies() : policies,
        with: reached.sharesDefinitions ? now.definitions : nil)
      return now.result.withoutFindings(
        of: then.result, between: (then: earlier.workspace.tree, now: workspace.tree))
    } catch {
      return now.result
    }
  }

  /// The pipeline before a change and after it, and what the change may reach.
  struct ChangeSides {
    let now: GitOpsPipeline
    let then: GitOpsPipeline
    /// Nil where that may be everything.
    let scope: ChangeScope?
  }

  /// Looks at what lies between two trees.
  ///
  /// The parameters are those of
  /// ``check(changeFrom:finding:environments:judgingUpdates:history:)``.
  func sides(
    of before: Workspace,
    finding environments: (Workspace) throws(PipelineError) -> [Environment],
    environments names: [String] = []
  ) throws(PipelineError) -> ChangeSides {
    var pipeline = self
    pipeline.isWhole = false
    pipeline.configuration.environments = try configuration.environments(named: names)
    let scope = try scope(from: before)
    let before = before.sharingManifests(of: workspace)
    var earlier = pipeline.over(before)
    let maySearch: Bool
    if let scope {
      maySearch = scope.mayMoveTargets(foundBy: configuration.found)
    } else {
      maySearch = try isConfiguredAlike(in: before)
    }
    if maySearch {
      // What there is to be found may be what changed.
      let found = (try? environments(before)) ?? []
      earlier.configuration.environments = found.filter { names.isEmpty || names.contains($0.name) }
    } else if scope != nil {
      earlier = pipeline.over(before.sharingFleets(of: workspace))
    }
    return ChangeSides(now: pipeline, then: earlier, scope: scope)
  }

  /// Whether other files leave it to the same search, or to the same file, which environments there are.
  private func isConfiguredAlike(in other: Workspace) throws(PipelineError) -> Bool {
    guard let file = configuration.file else { return true }
    return try other.manifest(at: file.treePath)?.bytes == file.bytes
  }

  /// What the change may reach; nil where that may be everything.
  private func scope(from before: Workspace) throws(PipelineError) -> ChangeScope? {
    let named = (configuration.policies + configuration.definitions).map(\.path)
    return try ChangeScope(
      from: before, to: workspace,
      decisive: Discovery.decisivePlaces + named
        + [configuration.file?.path, configuration.exemptions?.path].compactMap(\.self))
  }
}

extension ReachedEnvironments {
  /// The objects that are replaced.
  var parentState: ParentState {
    ParentState(of: after.attempts.map(\.rendered), before: before.attempts.map(\.rendered))
  }
}
