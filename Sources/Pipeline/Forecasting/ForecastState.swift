import Diagnostics
import Environments
import Kubernetes

/// One state of an environment, as far as it renders: what is applied, or what runs.
struct ForecastState {
  /// The tree that it is a state of.
  private let name: String
  private let rendered: RenderedEnvironment
  /// The targets that a forecast tells of and that do not render.
  private let unread: [TargetFailure]
  private let app: String?

  /// - Throws: ``PipelineError`` where nothing renders of what is told of; what is beside it counts as far
  ///   as it renders.
  init(
    of environment: Environment, app: String?, in workspace: Workspace
  ) throws(PipelineError) {
    let attempt = EnvironmentRenderer(workspace).attempt(environment.name, environment.targets)
    name = workspace.name
    rendered = attempt.rendered
    self.app = app
    unread = attempt.failures.filter { app == nil || $0.target.app == app }
    let reasons = unread.flatMap(\.diagnostics)
    guard reasons.isEmpty || rendered.targets.contains(where: isTold) else {
      throw PipelineError(reasons)
    }
  }

  /// What runs of an environment that a state of the tree has; nil where it has none of that name.
  static func running(
    _ name: String, app: String?, in workspace: Workspace, _ place: String?
  ) throws(PipelineError) -> ForecastState? {
    do throws(PipelineError) {
      let environments = try Discovery(workspace).configuration(at: place).environments
      guard let environment = environments.first(where: { $0.name == name }) else { return nil }
      return try ForecastState(of: environment, app: app, in: workspace)
    } catch {
      throw PipelineError(error.diagnostics + [.runs(workspace.name)])
    }
  }

  private func isTold(_ target: RenderedTarget) -> Bool { app == nil || target.target.app == app }

  /// The clusters that it is on, in the order of its targets.
  var clusters: [String] { rendered.targets.map(\.cluster) }

  /// All that it holds on a cluster.
  func objects(on cluster: String) -> [KubernetesObject] {
    rendered.targets.filter { $0.cluster == cluster }.flatMap(\.objects)
  }

  /// Whether it has the app that is told of.
  var hasApp: Bool { !unread.isEmpty || rendered.targets.contains(where: isTold) }

  /// The directories of what does not render: what stands there is not known.
  var failed: Set<String> { Set(unread.map(\.target.directory.path)) }

  /// What is told of on a cluster, without that of some directories.
  func subjects(
    on cluster: String, without directories: Set<String>
  ) -> Set<ObjectIdentity> {
    let targets = rendered.targets.filter {
      $0.cluster == cluster && isTold($0) && !directories.contains($0.target.directory.path)
    }
    return Set(targets.flatMap(\.objects).map(\.identity))
  }

  /// Why targets do not render with which something is wrong.
  var failures: [Diagnostic] { unread.filter { $0.omission == nil }.flatMap(\.diagnostics) }

  /// The same, where this is what runs: of the targets that do render now.
  func failuresBefore(_ after: ForecastState) -> [Diagnostic] {
    let known = after.failed
    let reasons = unread.filter {
      $0.omission == nil && !known.contains($0.target.directory.path)
    }.flatMap(\.diagnostics)
    return reasons.isEmpty ? [] : reasons + [.runs(name)]
  }

  /// What is not looked at: targets that do not render, and what controllers make of objects.
  var leftOut: [Omission] {
    var coverage = Coverage()
    for failure in unread {
      coverage.add(
        Omission(
          .target, because: failure.omission?.reason ?? "they do not render",
          [failure.target.directory.shown]))
    }
    for omission in rendered.targets.filter(isTold).flatMap(\.omissions) {
      switch omission.subject {
      case .target, .object, .expansion: coverage.add(omission)
      case .file, .directory: break
      }
    }
    return coverage.omissions
  }

  /// Targets that render now and did not in this state.
  func leftOutBefore(in after: ForecastState) -> [Omission] {
    let known = after.failed
    let names = unread.map(\.target.directory).filter { !known.contains($0.path) }.map(\.shown)
    guard !names.isEmpty else { return [] }
    return [
      Omission(
        .target, because: "\(name) does not render them, so that nobody knows what runs", names)
    ]
  }
}

extension Diagnostic {
  /// What is wrong, is wrong in the state that is taken for the present one.
  fileprivate static func runs(_ state: String) -> Diagnostic {
    Diagnostic(
      rule: "pipeline/failure", severity: .error,
      message: "\(state) is taken for what runs now, and cannot be rendered",
      help: "--from names another state, and --new says that nothing runs")
  }
}
