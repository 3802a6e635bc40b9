import Admission
import Diagnostics
package import Environments
package import Git
import Kustomize
package import Promotion
package import Values
import YAML

/// What a person asks of a promotion beyond its two environments.
package struct PromotionOptions: Sendable {
  /// The revision whose source environment is promoted.
  package var sourceRevision = "HEAD"
  /// Patterns of fields, as `images[*].newTag`; when there are any, nothing else is taken.
  package var only: [String] = []
  /// Patterns of fields that are not taken this time.
  package var exclude: [String] = []
  /// Which side wins where both changed.
  package var preference: PromotionRequest.Side?
  /// The revision that the promotion is made upon.
  package var targetRevision = "HEAD"
  /// Why it is made although checks find errors that the target does not have today.
  package var override: String?
  /// Why what rollbacks took back may move again; nil where it stays.
  package var releaseReason: String?
  /// Whether a target that does not render may change all the same.
  package var allowsUnproven = false
  /// When it is made; nil where no freeze counts.
  package var moment: Timestamp?
  /// When it is planned; nil where nothing must be ripe by then.
  package var planMoment: Timestamp?
  /// Whether the commit is signed.
  package var signing = NewCommit.Signing.asConfigured
  /// Whether changes go the other way, against the order of the pipeline.
  package var isBackport = false
  /// The number of the wave that alone is promoted to or rolled back; nil for the next one, or for all.
  package var wave: Int?

  package init() {}
}

extension GitOpsPipeline {
  /// A promoter between two environments of the pipeline, which checks what would come of it as an
  /// update of what is there; of an environment with waves to one of these.
  ///
  /// - Precondition: the pipeline was read from a commit of `repository`.
  /// - Throws: ``PipelineError`` where an environment is unknown, the pair is not in the pipeline's
  ///   order, or a pattern cannot be read; ``PromotionError`` where the wave must wait, or where it cannot
  ///   be planned which one is next.
  package func promoter(
    from source: String, to target: String, options: PromotionOptions, in repository: Repository
  ) throws -> Promoter {
    let source = try configuration.environment(named: source)
    let target = try configuration.environment(named: target)
    guard source.name != target.name else {
      throw PipelineError("\(source.name) cannot be promoted to itself")
    }
    try requireOrder(source, target, isBackport: options.isBackport)
    for environment in [source, target] { try requireFiles(of: environment) }
    return try promoter(
      of: WaveSteps(
        from: source, to: target, wave: options.wave, isBackport: options.isBackport), options,
      in: repository)
  }

  /// A promoter between two environments or waves, whatever their order.
  func promoter(
    from source: Environment, to target: Environment, _ options: PromotionOptions,
    in repository: Repository
  ) throws(PipelineError) -> Promoter {
    var request = PromotionRequest(
      from: source, to: target, others: configuration.others(than: [source, target]))
    request.releaseReason = options.releaseReason
    // What goes against the order was in the later environment all the time.
    request.soak = options.isBackport ? nil : target.soak
    return try promoter(request, options, in: repository)
  }

  /// What takes promotions to an environment back, and checks what would come of it as an update of what
  /// is there.
  ///
  /// - Precondition: the pipeline was read from a commit of `repository`.
  /// - Throws: ``PipelineError`` where the environment or an app is unknown, or a pattern cannot be read.
  package func promoter(
    rollingBack environment: String, _ rollback: RollbackRequest, options: PromotionOptions,
    in repository: Repository
  ) throws(PipelineError) -> Promoter {
    let whole = try configuration.environment(named: environment)
    try requireFiles(of: whole)
    let target =
      try options.wave.map { number throws(PipelineError) in
        try whole.wave(number)
      } ?? whole
    _ = try configuration.limited(toApps: rollback.apps)
    var request = PromotionRequest(
      from: target, to: target, others: configuration.others(than: [target]))
    request.rollback = rollback
    return try promoter(request, options, in: repository)
  }

  /// The targets that an environment is found to have in another tree; nil where it is not found there.
  private func targets(of environment: Environment, in tree: any FileTree) -> [Target]? {
    let place = configuration.found == .configuration ? configuration.file?.path : nil
    let discovery = Discovery(workspace.over(tree, named: "the promotion"))
    let found = try? discovery.configuration(at: place, of: configuration.searched)
      .environment(named: environment.name)
    guard let wave = environment.wave else { return found?.targets }
    return found?.limited(toWave: wave)?.targets
  }

  /// Refuses an environment that another revision holds.
  private func requireFiles(of environment: Environment) throws(PipelineError) {
    guard let revision = environment.revision else { return }
    throw PipelineError(
      "\(environment.name) is what \(revision.name) holds, which no promotion reads or writes",
      help:
        "a promotion edits files of the commit that it is made on; merge into \(revision.name), or "
        + "let what renders it write it")
  }

  private func promoter(
    _ request: PromotionRequest, _ options: PromotionOptions, in repository: Repository
  ) throws(PipelineError) -> Promoter {
    var request = request
    request.sourceRevision = options.sourceRevision
    request.targetRevision = options.targetRevision
    request.override = options.override
    request.allowsUnproven = options.allowsUnproven
    request.signing = options.signing
    let wording = configuration.promotion
    request.message = request.rollback == nil ? wording.message : wording.rollbackMessage
    request.moment = options.planMoment
    if let moment = options.moment {
      request.obstacles = try obstacles(to: request.target.name, at: moment)
    }
    (request.follow, request.keep) = try configuredPatterns()
    // What always comes from the environment before is never newer in the one behind it.
    if options.isBackport { request.follow = [] }
    request.declared = try declaredValues(
      to: options.isBackport ? request.source : request.target, options)
    // From one wave to the next nothing is written otherwise.
    if request.source.name == request.target.name {
      request.declared = request.declared.compactMap(\.fromWaveToWave)
    }
    request.only = try patterns(options.only)
    request.exclude = try patterns(options.exclude)
    request.preference = options.preference
    let hides =
      !loadPolicies(holdingToBuiltIn: false).policies.hidingSources.names.isEmpty
      || workspace.mentionsHiddenSources
    return Promoter(
      in: repository, request, renderer: EnvironmentRenderer(workspace),
      hiding: hides ? secrecyWish : nil, targets: { targets(of: $0, in: $1) }
    ) { (candidate) throws(PromotionError) in
      recheck(candidate)
    }
  }

  /// The patterns of `follow` and of `keep` in pipeline.yaml.
  ///
  /// - Throws: ``PipelineError`` with every one that can name no field, at its place.
  func configuredPatterns() throws(PipelineError) -> (follow: [FieldPattern], keep: [FieldPattern])
  {
    var mistakes: [Diagnostic] = []
    func patterns(_ texts: [SourcedText]) -> [FieldPattern] {
      texts.compactMap { text in
        do throws(FieldPattern.Malformed) {
          var pattern = try FieldPattern(text.value)
          pattern.location = text.location
          return pattern
        } catch {
          mistakes.append(
            Diagnostic(
              rule: "pipeline/configuration", severity: .error, message: error.message,
              primary: text.location, help: error.help))
          return nil
        }
      }
    }
    let promotion = configuration.promotion
    let (follow, keep) = (patterns(promotion.follow), patterns(promotion.keep))
    guard mistakes.isEmpty else { throw PipelineError(mistakes) }
    return (follow, keep)
  }

  /// The fields that pipeline.yaml declares, as far as an environment has them.
  ///
  /// - Parameter environment: the later one of the two.
  private func declaredValues(
    to environment: Environment, _ options: PromotionOptions
  ) throws(PipelineError) -> [DeclaredValue] {
    var mistakes: [Diagnostic] = []
    let declared = configuration.promotion.fields.compactMap { declared -> DeclaredValue? in
      do throws(FieldPattern.Malformed) {
        var field = try FieldPattern(declared.field.value)
        field.location = declared.field.location
        return DeclaredValue(declared, as: field, isReversed: options.isBackport)
      } catch {
        mistakes.append(
          Diagnostic(
            rule: "pipeline/configuration", severity: .error, message: error.message,
            primary: declared.field.location, help: error.help))
        return nil
      }
    }
    guard mistakes.isEmpty else { throw PipelineError(mistakes) }
    return zip(configuration.promotion.fields, declared).filter { field, _ in
      field.environments.isEmpty || field.environments.contains { $0.value == environment.name }
    }.map(\.1)
  }

  private func patterns(_ texts: [String]) throws(PipelineError) -> [FieldPattern] {
    var patterns: [FieldPattern] = []
    for text in texts {
      do throws(FieldPattern.Malformed) { patterns.append(try FieldPattern(text)) } catch {
        throw PipelineError(error.message, help: error.help)
      }
    }
    return patterns
  }
}
