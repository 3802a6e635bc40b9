import Diagnostics
import Environments

extension GitOpsPipeline {
  /// Counts targets that nothing is wrong with and that still cannot be read.
  ///
  /// What they hold is not known, so a run without findings must not pass for one that saw them: it is
  /// incomplete unless pipeline.yaml names the rule, by which somebody has said that they know.
  func leaveOut(
    _ failures: [TargetFailure], of result: inout CheckResult, _ merge: inout FindingMerge
  ) {
    for omission in TargetFailure.Omission.allCases {
      let own = failures.filter { $0.omission == omission }
      guard !own.isEmpty else { continue }
      result.coverage.add(
        Omission(.target, because: omission.reason, own.map(\.target.directory.shown)))
      merge.add([.leftOut(own, omission)], in: nil)
    }
    if let setting = configuration.checks[.leftOut], setting.isOff || setting.severity != nil {
      return
    }
    for failure in failures { result.addGap("left out: \(failure.target.directory.path)") }
  }
}

extension RuleID {
  /// A target of which a part is not in the tree, as a base in another repository, or a chart.
  static let leftOut: RuleID = "pipeline/left-out"
}

extension TargetFailure.Omission {
  /// Why such targets are not read, as a fragment that is true of all of them.
  var reason: String {
    switch self {
    case .remote: "bases in other repositories, which are not fetched"
    case .program: "charts and plug-ins, which are not run"
    }
  }

  fileprivate var help: String {
    switch self {
    case .remote: "--fetch fetches them"
    case .program: "render what they make into files, and list those under resources"
    }
  }
}

extension Diagnostic {
  /// One finding for all targets of a kind: each has nothing wrong with it that could be mended.
  fileprivate static func leftOut(
    _ failures: [TargetFailure], _ omission: TargetFailure.Omission
  ) -> Diagnostic {
    let reasons = failures.flatMap(\.diagnostics)
    var seen: Set<Location?> = []
    let places = reasons.filter { seen.insert($0.primary).inserted }
    let count = failures.count
    var labels = places.prefix(3).map { Label($0.message, at: $0.primary) }
    if places.count > 3 { labels.append(Label("and \(places.count - 3) more places")) }
    return Diagnostic(
      rule: .leftOut, aspect: "\(omission)", severity: .warning,
      message: count == 1
        ? "a target is left out: it needs \(omission.reason)"
        : "\(count) targets are left out: they need \(omission.reason)",
      primary: places.first?.primary, related: labels,
      help:
        "\(omission.help); `checks: {\(RuleID.leftOut): warning}` in pipeline.yaml says that they "
        + "may go unchecked")
  }
}
