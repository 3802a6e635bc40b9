import Diagnostics
import Environments
import Kubernetes

/// What checks of the same objects for several releases came to, as one result: each finding once, with
/// the releases that it is for.
struct ReleaseMatrix {
  private var result: CheckResult?
  private var order: [Diagnostic] = []
  private var releases: [Diagnostic: [String]] = [:]

  /// Adds what the check for one release came to.
  mutating func add(_ next: CheckResult, for release: KubernetesRelease) {
    if result == nil { result = next } else { result?.join(next) }
    for finding in next.diagnostics {
      if releases[finding] == nil { order.append(finding) }
      releases[finding, default: []].append(release.description)
    }
  }

  /// The one result.
  var joined: CheckResult {
    var joined = result ?? CheckResult()
    joined.diagnostics = order.map { finding in
      var finding = finding
      finding.releases = releases[finding] ?? []
      return finding
    }
    return joined
  }
}

extension GitOpsPipeline {
  /// This pipeline for one release.
  func asking(_ release: KubernetesRelease) -> GitOpsPipeline {
    var pipeline = self
    pipeline.configuration.kubernetesRelease = release
    pipeline.configuration.furtherReleases = []
    return pipeline
  }

  /// Looks with every check at what renders, for each release that is asked.
  ///
  /// The parameters are those of ``judge(_:under:with:over:history:)``.
  func judgeInEachRelease(
    _ rendered: RenderedPipeline, under policies: LoadedPolicies,
    with definitions: [String: APIDefinitions]? = nil, over state: ParentState = ParentState(),
    history: History? = nil
  ) async throws(PipelineError) -> Judgement {
    var judgement = try await judge(
      rendered, under: policies, with: definitions, over: state, history: history)
    guard !configuration.furtherReleases.isEmpty else { return judgement }
    var matrix = ReleaseMatrix()
    matrix.add(judgement.result, for: configuration.kubernetesRelease)
    for release in configuration.furtherReleases {
      let pipeline = asking(release)
      // What there is to say of policies is another thing where other fields and kinds are known.
      let isKnownAlike =
        Facts.of(release).described == Facts.of(configuration.kubernetesRelease).described
      let next = try await pipeline.judge(
        rendered, under: isKnownAlike ? policies : pipeline.loadPolicies(),
        with: judgement.definitions, over: state, history: history)
      matrix.add(next.result, for: release)
    }
    (judgement.result, judgement.ofTree) = (matrix.joined, nil)
    return judgement
  }

  /// What a check comes to in each release that is asked.
  func inEachRelease(
    _ check: (GitOpsPipeline) throws(PipelineError) -> CheckResult
  ) throws(PipelineError) -> CheckResult {
    guard !configuration.furtherReleases.isEmpty else { return try check(self) }
    var matrix = ReleaseMatrix()
    for release in [configuration.kubernetesRelease] + configuration.furtherReleases {
      matrix.add(try check(asking(release)), for: release)
    }
    return matrix.joined
  }
}
