import Environments
import Kubernetes

/// The targets of a pipeline on one side of a change: which are reached, which are rendered.
struct ReachedTargets: Sendable {
  private let pipeline: GitOpsPipeline
  private let renderer: EnvironmentRenderer
  private var environments: [Part]
  /// The places of what is to be rendered.
  private(set) var waiting: [Place] = []

  /// A target's place: that of its environment, and its own in it.
  struct Place: Hashable, Sendable {
    var environment: Int
    var target: Int
  }

  fileprivate struct Part {
    let environment: Environment
    /// Whether the change reaches one of its targets, before or after it.
    var isTouched: Bool
    /// Which are judged.
    var isJudged: [Bool]
    var results: [Result<RenderedTarget, PipelineError>?]
  }

  /// - Parameter scope: nil where the change may reach everything.
  init(_ pipeline: GitOpsPipeline, _ scope: ChangeScope?) {
    self.pipeline = pipeline
    renderer = EnvironmentRenderer(pipeline.workspace)
    environments = pipeline.configuration.environments.map { environment in
      var isJudged = environment.targets.map { scope?.reaches($0) ?? true }
      let isTouched = isJudged.contains(true)
      // What is protected is compared as a whole.
      if isTouched, environment.isProtected { isJudged = isJudged.map { _ in true } }
      return Part(
        environment: environment, isTouched: isTouched, isJudged: isJudged,
        results: isJudged.map { _ in nil })
    }
    for (index, part) in environments.enumerated() {
      waiting += part.isJudged.indices.filter { part.isJudged[$0] }
        .map { Place(environment: index, target: $0) }
    }
  }

  /// The names of the environments of which the change reaches something.
  var touched: [String] { environments.filter(\.isTouched).map(\.environment.name) }

  /// How many targets are not judged.
  var unchangedCount: Int {
    environments.reduce(0) { $0 + $1.isJudged.count { !$0 } }
  }

  private func places(of name: String) -> [Int] {
    environments.indices.filter { environments[$0].environment.name == name }
  }

  /// Counts an environment among those that the change reaches.
  mutating func touch(_ name: String) {
    for index in places(of: name) { environments[index].isTouched = true }
  }

  /// Asks for what is not rendered yet of some targets of an environment.
  mutating func want(_ name: String, where isWanted: (Target) -> Bool) {
    for index in places(of: name) {
      let part = environments[index]
      waiting += part.results.indices
        .filter { part.results[$0] == nil && isWanted(part.environment.targets[$0]) }
        .map { Place(environment: index, target: $0) }
    }
  }

  /// Whether it was tried to render all of an environment.
  func isRendered(_ name: String) -> Bool {
    places(of: name).allSatisfy { !environments[$0].results.contains { $0 == nil } }
  }

  /// Takes over what is asked for and renders on the other side of the change, which leaves it as it is.
  mutating func take(from other: ReachedTargets) {
    var known: [String: [Target: Result<RenderedTarget, PipelineError>]] = [:]
    for part in other.environments {
      for (index, target) in part.environment.targets.enumerated() where !part.isJudged[index] {
        known[part.environment.name, default: [:]][target] = part.results[index]
      }
    }
    waiting.removeAll { place in
      let environment = environments[place.environment].environment
      let result = known[environment.name]?[environment.targets[place.target]]
      environments[place.environment].results[place.target] = result
      return result != nil
    }
  }

  /// Renders what is asked for.
  mutating func render() async {
    let targets = waiting.map { environments[$0.environment].environment.targets[$0.target] }
    let progress = pipeline.progress
    let results = await renderer.results(of: targets, width: pipeline.width) {
      progress(.advanced)
    }
    for (place, result) in zip(waiting, results) {
      environments[place.environment].results[place.target] = result
    }
    waiting = []
  }

  /// The objects of an environment that are rendered.
  func objects(of name: String) -> [KubernetesObject] {
    places(of: name).flatMap { environments[$0].results }
      .flatMap { (try? $0?.get().objects) ?? [] }
  }

  /// Those of them that are judged.
  func judgedObjects(of name: String) -> [KubernetesObject] {
    places(of: name).flatMap { place in
      zip(environments[place].results, environments[place].isJudged).filter(\.1).map(\.0)
    }.flatMap { (try? $0?.get().objects) ?? [] }
  }

  /// Has all targets of an environment judged, all of which are rendered.
  mutating func judgeAll(of name: String) {
    for index in places(of: name) {
      environments[index].isJudged = environments[index].isJudged.map { _ in true }
    }
  }

  /// Has the objects of an environment that are the same on the other side judged on neither.
  mutating func leaveOutObjects(of name: String, sameIn other: inout ReachedTargets) {
    var known: [Target: (part: Int, target: Int)] = [:]
    for part in other.places(of: name) {
      for (place, target) in other.environments[part].environment.targets.enumerated() {
        known[target] = (part, place)
      }
    }
    for part in places(of: name) {
      for (place, target) in environments[part].environment.targets.enumerated() {
        guard environments[part].isJudged[place], let counterpart = known[target],
          other.environments[counterpart.part].isJudged[counterpart.target],
          var after = try? environments[part].results[place]?.get(),
          var before = try? other.environments[counterpart.part].results[counterpart.target]?.get()
        else { continue }
        after.unchanged = after.objects.identities(sameIn: before.objects)
        before.unchanged = after.unchanged
        environments[part].results[place] = .success(after)
        other.environments[counterpart.part].results[counterpart.target] = .success(before)
      }
    }
  }

  /// The environments that the change does not reach, where these and those that it reaches say something
  /// of each other's namespaces.
  func neighbours() async -> [RenderedEnvironment] {
    let isTold = pipeline.configuration.found == .configuration
    func speaks(_ part: Part) -> Bool { isTold || part.environment.targets.count == 1 }
    guard environments.contains(where: { $0.isTouched && speaks($0) }) else { return [] }
    let others = environments.filter { !$0.isTouched && speaks($0) }.map(\.environment)
    return await renderer.attempt(others, width: pipeline.width).map(\.rendered)
  }

  /// What the change reaches, with what is rendered beside it.
  ///
  /// - Parameter neighbours: environments that it does not reach.
  func pipeline(beside neighbours: [RenderedEnvironment] = []) -> RenderedPipeline {
    let touched = environments.filter(\.isTouched)
    return RenderedPipeline(
      touched.map(\.environment), touched.map(\.attempt), beside: neighbours,
      order: environments.map(\.environment.name))
  }
}

extension ReachedTargets.Part {
  fileprivate var attempt: AttemptedEnvironment {
    let rendered = results.indices.compactMap { index in
      results[index].map { (index: index, result: $0) }
    }
    let leftOut = zip(environment.targets, results).filter { $1 == nil }.map(\.0)
    return AttemptedEnvironment(
      environment.name, leftOut: environment.leftOut + leftOut,
      rendered.map { (environment.targets[$0.index], $0.result) },
      unchanged: Set(rendered.indices.filter { !isJudged[rendered[$0].index] }))
  }
}

extension [KubernetesObject] {
  /// What those are called that others have too, which hold the same; of what is there twice, nothing.
  fileprivate func identities(sameIn others: [KubernetesObject]) -> Set<ObjectIdentity> {
    let known = Dictionary(grouping: others, by: \.identity)
    var identities: Set<ObjectIdentity> = []
    for (identity, objects) in Dictionary(grouping: self, by: \.identity) {
      guard objects.count == 1, let others = known[identity], others.count == 1,
        objects[0].root.isSameJSON(as: others[0].root)
      else { continue }
      identities.insert(identity)
    }
    return identities
  }
}
