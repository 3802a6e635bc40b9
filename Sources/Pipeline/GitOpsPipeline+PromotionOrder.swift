import Environments

extension GitOpsPipeline {
  /// Refuses a promotion against the pipeline's order, unless it is a backport, which must be one.
  func requireOrder(
    _ source: Environment, _ target: Environment, isBackport: Bool
  ) throws(PipelineError) {
    let names = configuration.environments.map(\.name)
    // Where nothing says what comes from what, environments are listed sources before targets.
    let isListedBehind =
      target.source == nil && source.source == nil
      && names.firstIndex(of: source.name) ?? 0 > names.firstIndex(of: target.name) ?? 0
    let isReversed = source.source == target.name || isListedBehind
    if isBackport {
      guard isReversed else {
        throw PipelineError(
          "\(source.name) to \(target.name) is no backport: "
            + "\(source.name) is not promoted from \(target.name)")
      }
      return
    }
    if isReversed || target.source == nil && source.source != nil {
      throw PipelineError(
        "\(source.name) to \(target.name) is against the pipeline's order"
          + (isReversed
            ? ": \(source.name) comes from \(target.name)"
            : ": nothing is promoted to \(target.name)"),
        help: isReversed
          ? "did you mean sluice promote \(target.name) \(source.name)? "
            + "--backport takes what was changed in \(source.name) alone"
          : "name where \(target.name) comes from: in pipeline.yaml, from: \(source.name)")
    }
    if let expected = target.source, expected != source.name {
      throw PipelineError(
        "\(target.name) is promoted from \(expected), not from \(source.name)",
        help: "promote \(source.name) to \(expected) first, or change from: in pipeline.yaml")
    }
  }
}
