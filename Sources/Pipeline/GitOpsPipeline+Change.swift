import Diagnostics
package import Environments

extension GitOpsPipeline {
  /// Checks what a change brings: the findings that there were not before it, and what could be checked
  /// before and cannot be now.
  ///
  /// Only targets that the change may reach are rendered, before and after it; the others are counted. An
  /// environment that is protected, or whose objects policies of the repository judge, which may look at
  /// one for another, stays whole where the change reaches it.
  ///
  /// - Parameters:
  ///   - before: the files before the change; what cannot be checked there makes nothing old.
  ///   - names: the environments to check; none for all.
  ///   - judgesUpdates: whether what changed is judged as an update of what it was.
  ///   - history: the change, whose commits are held to what protects environments.
  /// - Throws: ``PipelineError`` when a name is none of the pipeline's, or when the trees or the
  ///   history cannot be read.
  package func check(
    changeFrom before: Workspace, environments names: [String] = [],
    judgingUpdates judgesUpdates: Bool = true, history: History
  ) async throws(PipelineError) -> CheckResult {
    var pipeline = self
    pipeline.configuration.environments = try configuration.environments(named: names)
    let scope = try scope(from: before)
    if let scope {
      let isBuiltIn = configuration.policies.isEmpty && !scope.mayDeployPolicies
      pipeline.configuration = pipeline.configuration.limited(to: scope) { environment in
        environment.isProtected || !isBuiltIn
      }
    }
    let now = try await pipeline.run(history: history, over: judgesUpdates ? before : nil)
    do throws(PipelineError) {
      var earlier = pipeline.over(before)
      if let directory = configuration.searched, [.flux, .argo].contains(configuration.found) {
        // What a controller applies is made of more than directories, and that may be what changed.
        earlier.configuration.environments = try Discovery(before).search(directory).environments
      }
      let then = try await earlier.run(under: scope == nil ? nil : now)
      return now.result.withoutFindings(of: then.result)
    } catch {
      return now.result
    }
  }

  /// What the change may reach; nil where that may be everything.
  private func scope(from before: Workspace) throws(PipelineError) -> ChangeScope? {
    let named = (configuration.policies + configuration.definitions).map(\.path)
    return try ChangeScope(
      from: before, to: workspace,
      decisive: Discovery.decisivePlaces + named
        + [configuration.file?.path].compactMap(\.self))
  }
}
