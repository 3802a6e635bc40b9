import Environments
import Git
import Promotion

/// The promotions between two environments: one, or to an environment with waves one to each of these.
struct WaveSteps {
  typealias Step = (source: Environment, target: Environment)

  /// In their order, up to the wave that was asked for.
  let steps: [Step]
  /// Whether the last of them was asked for.
  let isAsked: Bool

  /// - Parameter wave: the number of the wave that alone is meant: of the target, or of a backport's source;
  ///   nil for whichever is next, or for all of the source.
  /// - Throws: where there is no such wave.
  init(
    from source: Environment, to target: Environment, wave: Int?, isBackport: Bool
  ) throws(PipelineError) {
    isAsked = wave != nil
    guard !isBackport else {
      let part = try wave.map { number throws(PipelineError) in try source.wave(number) }
      steps = [(part ?? source, target)]
      return
    }
    if let wave { _ = try target.wave(wave) }
    let waves = target.eachWave.prefix(wave ?? target.waves.count)
    steps = waves.isEmpty ? [(source, target)] : Array(zip([source] + waves, waves))
  }
}

extension GitOpsPipeline {
  /// What promotes the one of some promotions that is meant: the last, where it was asked for, or else the next
  /// that has something to do.
  ///
  /// - Throws: ``PromotionError`` where an earlier one must come first and there is no override.
  func promoter(
    of waves: WaveSteps, _ options: PromotionOptions, in repository: Repository
  ) throws -> Promoter {
    let steps = waves.steps
    let promoters = try steps.map { step in
      try promoter(from: step.source, to: step.target, options, in: repository)
    }
    guard promoters.count > 1 else { return promoters[0] }
    let promotions = WavePromotions(promoters)
    guard waves.isAsked else { return try promotions.next() }
    let (last, waiting) = try promotions.last()
    guard let (number, obstacle) = waiting else { return last }
    guard options.override != nil else { throw PromotionError.refused([obstacle]) }
    return try promoter(
      from: steps[number].source, to: steps[steps.count - 1].target, options, in: repository
    ).against(obstacle)
  }
}
