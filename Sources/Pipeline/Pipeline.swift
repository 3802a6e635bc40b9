import Admission
package import Diagnostics
package import Environments
import Kubernetes
import Kustomize
package import Values

/// A tree of environments and policies with what is to be done about them.
///
/// The type is not named for its module, so that the module's name stays usable.
package struct GitOpsPipeline: Sendable {
  /// The files that are looked at.
  package let workspace: Workspace
  /// Which environments there are, and what is checked.
  package internal(set) var configuration: PipelineConfiguration
  /// How many environments are worked on at once; the result is the same for any width.
  package var width: Int
  /// The day by which exemptions have ended; nil where none does.
  package var today: CalendarDate?
  /// Whether all that the tree deploys is asked for, so that an exemption that nothing needs never is
  /// needed.
  package var isWhole = true
  /// What a page shows of environments beside findings; nil where nobody wants one.
  package var picture: PictureRequest?
  /// Whether a later check may want to begin with what this one comes to.
  package var isToBeRemembered = false
  /// Is told how far a check is, on any thread.
  package var progress: @Sendable (CheckProgress) -> Void = { _ in }
  /// Is given what a check was made with when it is over: to take it apart object by object takes longer
  /// than to end a process that still holds it.
  package var disposal: @Sendable (any Sendable) -> Void = { _ in }

  package init(_ configuration: PipelineConfiguration, in workspace: Workspace, width: Int) {
    self.configuration = configuration
    self.workspace = workspace
    self.width = width
  }

  /// Renders the environments and looks at each with every check.
  ///
  /// - Parameters:
  ///   - names: the environments to check; none for all.
  ///   - history: the change that led here, whose commits are held to what protects environments;
  ///     nil where nothing is known of it.
  ///   - parent: the files that a cluster was applied from before, of which what changed is judged as
  ///     an update; nil to judge every object as a new one alone.
  /// - Throws: ``PipelineError`` when a name is none of the pipeline's, or when the history cannot
  ///   be read.
  package func check(
    environments names: [String] = [], history: History? = nil, over parent: Workspace? = nil
  ) async throws(PipelineError) -> CheckResult {
    let (rendered, state, policies) = try await render(
      environments: names, over: parent?.sharingManifests(of: workspace))
    var pipeline = self
    pipeline.isWhole = isWhole && names.isEmpty
    let judgement = try await pipeline.judgeInEachRelease(
      rendered, under: policies, over: state, history: history)
    var result = judgement.result
    if pipeline.isWhole { result.whole = judgement.ofTree.flatMap(WholeCheck.init) }
    return result
  }

  /// Renders environments, all where none is named, and what of them was otherwise before, and loads
  /// the policies.
  ///
  /// - Parameter parent: the files before; nil where nothing is known of them.
  func render(
    environments names: [String], over parent: Workspace? = nil
  ) async throws(PipelineError) -> (RenderedPipeline, ParentState, LoadedPolicies) {
    let environments = try configuration.environments(named: names)
    begin(rendering: environments.flatMap(\.targets).count)
    let ((rendered, state), policies) = await both(width: width) {
      let rendered = RenderedPipeline(environments, await attempt(environments))
      return (rendered, await parentState(of: rendered, parent))
    } _: {
      loadPolicies()
    }
    return (rendered, state, policies)
  }

  /// Says that targets are about to be rendered.
  func begin(rendering count: Int) { progress(.begun(.rendering, of: count)) }

  /// Renders what renders of some environments.
  func attempt(_ environments: [Environment]) async -> [AttemptedEnvironment] {
    await EnvironmentRenderer(workspace).attempt(environments, width: width) { [progress] in
      progress(.advanced)
    }
  }

  /// What a check was made with.
  private struct Workings: Sendable {
    let pipeline: RenderedPipeline
    let policies: LoadedPolicies
    let state: ParentState
    let subjects: [CheckSubject]
  }

  /// What a check came to, with what another one can take over.
  struct Judgement {
    var result: CheckResult
    /// The result without what is said of changes, where somebody wants it.
    var ofTree: CheckResult?
    /// What of the configuration's `provided` stands for something that is asked for.
    let used: Set<ObjectPattern>
    /// By the name of the environment that they are for.
    let definitions: [String: APIDefinitions]
  }

  /// Looks with every check at what renders.
  ///
  /// - Parameters:
  ///   - definitions: those of another check that hold here too, by the name of the environment.
  ///   - state: the objects that are replaced.
  ///   - history: the change that led here.
  func judge(
    _ pipeline: RenderedPipeline, under policies: LoadedPolicies,
    with definitions: [String: APIDefinitions]? = nil, over state: ParentState = ParentState(),
    history: History? = nil
  ) async throws(PipelineError) -> Judgement {
    let (environments, attempts) = (pipeline.environments, pipeline.attempts)
    var outcomes = zip(environments, attempts).map(EnvironmentOutcome.init)
    let shared = SharedEntries(in: attempts.map(\.rendered))
    for index in outcomes.indices { outcomes[index].leaveOut(shared) }
    let rendered = attempts.enumerated().map { (place: $0, environment: $1.rendered) }
      .filter { !$0.environment.objects.isEmpty }
    guard
      attempts.contains(where: { !$0.failures.isEmpty || !$0.rendered.objects.isEmpty })
        || environments.contains(where: { $0.origin != nil }) || configuration.unchangedTargets > 0
    else {
      throw configuration.leftOut.nothingButCharts(in: workspace.name)
        ?? PipelineError(
          "there is nothing to check in \(workspace.name): what was found holds no object",
          help: "name a directory that holds manifests, or list environments in pipeline.yaml")
    }
    let (known, secrets) = await both(width: width) {
      Result { () throws(PipelineError) in
        try self.settings(
          of: rendered.map(\.environment), under: policies.policies, with: definitions)
      }
    } _: {
      await self.secrets(in: rendered.map(\.environment))
    }
    let settings = try known.get()
    let preparation = settings.enumerated().flatMap { index, setting in
      setting.preparation.map { (setting: index, part: $0) }
    }
    let prepared = await inOrder(preparation, width: width) { ($0.setting, $0.part()) }
    let subjects = settings.indices.map { index in
      settings[index].subject(
        of: prepared.filter { $0.0 == index }.flatMap(\.1), secrets,
        previous: state.objects[settings[index].environment.name] ?? [:])
    }
    let work = zip(rendered, subjects).flatMap { rendered, subject in
      allChecks.flatMap { check in
        check.parts(subject).map { (rendered.place, check.looksBack, $0) }
      }
    }
    progress(.begun(.checking, of: work.count))
    let found = await inOrder(work, width: width) { [progress] in
      defer { progress(.advanced) }
      return FoundPart(place: $0.0, looksBack: $0.1, outcome: $0.2())
    }
    for (place, setting) in zip(rendered.map(\.place), settings) {
      outcomes[place].add(CheckOutcome(diagnostics: setting.notes))
    }
    let namespaces = pipeline.namespaceFindings(in: configuration)
    let listed = try configuration.listedExemptions(in: workspace.tree)
    let changes = try protection(
      history, rendered: attempts.filter(\.failures.isEmpty).map(\.rendered))
    let result = { [outcomes] (found: [FoundPart], changes: [Diagnostic]) in
      summary(
        policies, outcomes.joined(found, namespaces), asked: settings.map(\.engine.policies),
        changes: changes, exempting: listed, keyedBy: secrets.files, isWhole: isWhole)
    }
    let whole = result(found, changes)
    var ofTree: CheckResult?
    if isToBeRemembered {
      let saysMore = !changes.isEmpty || found.contains { $0.looksBack && !$0.outcome.isEmpty }
      ofTree = saysMore ? result(found.filter { !$0.looksBack }, []) : whole
    }
    disposal(Workings(pipeline: pipeline, policies: policies, state: state, subjects: subjects))
    return Judgement(
      result: whole, ofTree: ofTree,
      used: found.reduce(into: []) { $0.formUnion($1.outcome.used) },
      definitions: Dictionary(
        settings.map { ($0.environment.name, $0.definitions) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// The same pipeline over other files, under the configuration of this one.
  package func over(_ workspace: Workspace) -> GitOpsPipeline {
    var pipeline = GitOpsPipeline(configuration, in: workspace, width: width)
    (pipeline.progress, pipeline.today, pipeline.isWhole) = (progress, today, isWhole)
    pipeline.disposal = disposal
    return pipeline
  }

  /// Looks at the manifests of one file or stream with every check.
  ///
  /// - Parameter name: what they are called in place of an environment.
  /// - Throws: ``PipelineError`` where they cannot be read or there is none.
  package func check(
    manifests file: SourceFile, as name: String
  ) throws(PipelineError) -> CheckResult {
    let rendering = try Manifests.rendering(of: file)
    guard !rendering.objects.isEmpty else {
      throw PipelineError("there is nothing to check: \(name) holds no object")
    }
    let target = Target(directory: PathReference(path: file.path))
    // Others may stand beside the file.
    let environment = RenderedEnvironment(
      name: name, targets: [RenderedTarget(target, rendering)], absence: Absence(targets: nil))
    return try inEachRelease { (pipeline) throws(PipelineError) in try pipeline.check(environment) }
  }

  /// Looks at one environment, as a change of what it was before.
  func check(
    _ environment: RenderedEnvironment, changedFrom before: RenderedEnvironment? = nil
  ) throws(PipelineError) -> CheckResult {
    let policies = loadPolicies()
    var outcome = EnvironmentOutcome(environment)
    let settings = try settings(of: [environment], changedFrom: before, under: policies.policies)
    let secrets = SecretsInFiles(of: [environment], in: workspace)
    for setting in settings {
      outcome.add(CheckOutcome(diagnostics: setting.notes))
      let subject = setting.subject(of: setting.preparation.flatMap { $0() }, secrets)
      for part in allChecks.flatMap({ $0.parts(subject) }) { outcome.add(part()) }
    }
    return summary(
      policies, [outcome], asked: settings.map(\.engine.policies),
      exempting: try configuration.listedExemptions(in: workspace.tree), keyedBy: secrets.files,
      isWhole: false)
  }
}
