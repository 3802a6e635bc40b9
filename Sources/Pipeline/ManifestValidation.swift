import Admission
package import Diagnostics
package import Environments
package import Kubernetes

/// What the API server would say of manifests, each by itself.
package struct ManifestValidation: Sendable {
  /// What was found, in the order in which it was met.
  package var diagnostics: [Diagnostic] { outcome.diagnostics }
  /// What was looked at.
  package var coverage: Coverage { outcome.coverage }
  /// Whether a file could not be read as manifests, or held none, or a target does not render.
  package private(set) var isIncomplete = false

  private var outcome = CheckOutcome()
  private var objects: [KubernetesObject] = []
  private let refusesUnknownKinds: Bool

  /// - Parameter refusesUnknownKinds: whether an object of a kind that nobody knows is an error.
  package init(refusesUnknownKinds: Bool = false) {
    self.refusesUnknownKinds = refusesUnknownKinds
  }

  /// Takes the objects of one file.
  package mutating func add(_ file: SourceFile) {
    do {
      let found = try Manifests.objects(of: file)
      if found.isEmpty { fail([.nothing(in: file.path)]) }
      objects += found
    } catch {
      fail(error.diagnostics)
    }
  }

  /// Takes the objects of what is found in a directory, rendered where it holds kustomizations.
  package mutating func add(
    _ configuration: PipelineConfiguration, in workspace: Workspace, width: Int
  ) async {
    let attempts = await EnvironmentRenderer(workspace)
      .attempt(configuration.environments, width: width)
    for (environment, attempt) in zip(configuration.environments, attempts) {
      let part = EnvironmentOutcome(environment, attempt)
      outcome += part.outcome
      fail(part.failures)
      for failure in part.leftOut { fail(failure.diagnostics) }
      objects += attempt.rendered.objects
    }
    outcome.coverage.environments = []
    outcome.coverage.objects = 0
    for omission in configuration.omissions { outcome.coverage.add(omission) }
    if objects.isEmpty, !isIncomplete { fail([.nothing(in: workspace.name)]) }
  }

  /// Validates what was taken.
  ///
  /// - Parameters:
  ///   - definitions: CustomResourceDefinitions that count before those among the objects, and these
  ///     before what is catalogued.
  ///   - releases: of the servers that are asked; of several, each finding says for which it is.
  package mutating func validate(
    definitions: [KubernetesObject], releases: [KubernetesRelease]
  ) {
    let known = APIDefinitions(
      definitions + objects, catalogued: CataloguedKind.all(of: Set(objects.map(\.gvk))))
    var matrix = ReleaseMatrix()
    for release in releases {
      var result = CheckResult()
      result.coverage.objects = objects.count
      let judge = ObjectJudge(known, release: release)
      result.diagnostics =
        outcome.diagnostics
        + PolicySet.lint(objects, definitions: known.objects, facts: .of(release))
      for object in objects {
        let found = PreparedObject(object, replacing: nil, by: judge)
          .validation(refusingUnknownKinds: refusesUnknownKinds)
        result.diagnostics += found.diagnostics
        result.coverage += found.coverage
      }
      guard releases.count > 1 else {
        outcome.diagnostics = result.diagnostics
        outcome.coverage += result.coverage
        return
      }
      matrix.add(result, for: release)
    }
    outcome.diagnostics = matrix.joined.diagnostics
    outcome.coverage += matrix.joined.coverage
  }

  private mutating func fail(_ reasons: [Diagnostic]) {
    outcome.diagnostics += reasons
    if !reasons.isEmpty { isIncomplete = true }
  }
}

extension Diagnostic {
  fileprivate static func nothing(in place: String) -> Diagnostic {
    Diagnostic(
      rule: "pipeline/not-an-object", severity: .error,
      message: "there is nothing to check: \(place) holds no object",
      help: "name files of manifests, or a directory that holds some")
  }
}
