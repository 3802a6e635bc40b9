package import Environments
package import Kustomize
package import Values

/// A check of files that somebody is at work on: after each change it is run again, and what the change
/// leaves as it was is not made again.
///
/// Its result is that of a check that begins anew over the same files. A value: a run that is given up
/// halfway leaves the one before it as it was.
package struct StandingCheck: Sendable {
  private let workspace: Workspace
  private let width: Int
  /// What objects were before, of which what changed is judged as an update; nil to judge each alone.
  private let parent: @Sendable () -> Workspace?
  /// What the newest run has made; nil before the first, and where nothing could be looked at.
  package private(set) var state: State?
  private var tree: RememberedTree?

  /// What one run has made.
  package struct State: Sendable {
    /// The files as they were read, and what is to be checked in them.
    package let pipeline: GitOpsPipeline
    let policies: LoadedPolicies
    let rendered: RenderedPipeline
    /// What was found.
    package let result: CheckResult
    /// What custom kinds are, by the environment for which it holds.
    let definitions: [String: APIDefinitions]
    fileprivate let today: CalendarDate?
  }

  /// - Parameters:
  ///   - workspace: says how files are read; which, each run is told.
  ///   - width: how many targets are worked on at once.
  ///   - parent: the files of the state that they came from, asked anew in each run.
  package init(
    of workspace: Workspace, width: Int, over parent: @escaping @Sendable () -> Workspace? = { nil }
  ) {
    self.workspace = workspace
    self.width = width
    self.parent = parent
  }

  /// Checks the files of a tree as they are now.
  ///
  /// - Parameters:
  ///   - files: a state of the tree that the workspace is of.
  ///   - today: the day by which exemptions have ended.
  /// - Returns: false where nothing is other than in the run before.
  /// - Throws: `CancellationError` where the task is cancelled meanwhile, and ``PipelineError`` where
  ///   there is nothing that can be checked.
  @discardableResult
  package mutating func run(over files: any FileTree, today: CalendarDate?) async throws -> Bool {
    let earlier = state
    var changed: Set<String> = []
    if let tree {
      let renewed = tree.renewed(over: files)
      if let earlier, renewed.changed.isEmpty, earlier.today == today { return false }
      (self.tree, changed) = (renewed.tree, renewed.changed)
    } else {
      tree = RememberedTree(files)
    }
    state = nil
    let workspace = workspace.over(tree ?? RememberedTree(files))
    let configuration = try Discovery(workspace).configuration()
    var pipeline = GitOpsPipeline(configuration, in: workspace, width: width)
    pipeline.today = today
    let reuse = earlier.flatMap { Reuse(of: $0, after: changed, by: pipeline) }
    try Task.checkCancellation()
    let policies = reuse?.policies ?? pipeline.loadPolicies()
    let rendered = await pipeline.rendered(reusing: reuse)
    try Task.checkCancellation()
    let judgement = try await pipeline.judgeInEachRelease(
      rendered, under: policies, over: await pipeline.parentState(of: rendered, parent()))
    state = State(
      pipeline: pipeline, policies: policies, rendered: rendered, result: judgement.result,
      definitions: judgement.definitions, today: today)
    return true
  }
}

/// What a run can take over from the one before it.
private struct Reuse {
  /// Nil where they are to be loaded anew.
  let policies: LoadedPolicies?
  private var targets: [Target: RenderedTarget] = [:]

  /// Nil where another configuration decides over everything.
  ///
  /// - Parameter changed: the paths of which something changed since.
  init?(of earlier: StandingCheck.State, after changed: Set<String>, by pipeline: GitOpsPipeline) {
    let (then, now) = (earlier.pipeline.configuration, pipeline.configuration)
    guard then.file == now.file else { return nil }
    let renderer = EnvironmentRenderer(earlier.pipeline.workspace)
    let isUntouched = now.policies.allSatisfy { reference in
      !renderer.isBuilt(Target(directory: reference), from: Array(changed))
    }
    let areNamedAlike = then.policies.map(\.path) == now.policies.map(\.path)
    policies = areNamedAlike && isUntouched ? earlier.policies : nil
    for target in earlier.rendered.attempts.flatMap(\.rendered.targets)
    where !renderer.isBuilt(target.target, from: Array(changed)) {
      targets[target.target] = target
    }
  }

  /// A target as it was rendered; nil where it may render otherwise now.
  subscript(_ target: Target) -> RenderedTarget? { targets[target] }
}

extension GitOpsPipeline {
  /// Renders all environments, but for the targets that are known.
  fileprivate func rendered(reusing reuse: Reuse?) async -> RenderedPipeline {
    let environments = configuration.environments
    let renderer = EnvironmentRenderer(workspace)
    let targets = environments.flatMap(\.targets)
    let results = await renderer.results(of: targets.filter { reuse?[$0] == nil }, width: width)
    var waiting = results[...]
    let attempts = environments.map { environment in
      AttemptedEnvironment(
        environment.name, leftOut: environment.leftOut,
        environment.targets.map { target in
          (target, reuse?[target].map(Result.success) ?? waiting.removeFirst())
        })
    }
    return RenderedPipeline(environments, attempts)
  }
}
