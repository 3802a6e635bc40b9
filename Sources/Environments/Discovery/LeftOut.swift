package import Diagnostics

/// Something that a search for environments came upon and that is not looked into.
package struct LeftOut: Hashable, Sendable {
  /// What it is to the run.
  package var subject: Omission.Subject
  /// Why, as a fragment that is true of others as well: `charts, which are not run`.
  package var reason: String
  /// A path, or what an object is called.
  package var name: String
  /// The place that asks for it; nil where it stands at its path.
  package var location: Location?

  /// The reason of all charts.
  static let charts = "charts, which are not run"

  init(_ subject: Omission.Subject, because reason: String, _ name: String, at place: Location?) {
    self.subject = subject
    self.reason = reason
    self.name = name
    location = place
  }
}

extension [LeftOut] {
  /// Why there is nothing to check in a tree of which charts are all that could be; nil where none was
  /// left out.
  package func nothingButCharts(in tree: String) -> PipelineError? {
    let charts = count { $0.reason == LeftOut.charts }
    guard charts > 0 else { return nil }
    return PipelineError(
      "there is nothing to check in \(tree): it holds "
        + (charts == 1 ? "1 chart, which is not run," : "\(charts) charts, which are not run,")
        + " and no manifest beside",
      help: "pipe what a chart makes: helm template DIR | sluice check -")
  }

  /// Each reason once.
  package var omissions: [Omission] {
    var coverage = Coverage()
    for item in self { coverage.add(Omission(item.subject, because: item.reason, [item.name])) }
    return coverage.omissions
  }
}

extension PipelineConfiguration {
  /// What the search for environments met and no target has, each reason once; what targets have of
  /// objects, they count themselves.
  package var omissions: [Omission] {
    leftOut.filter { $0.subject != .object && $0.subject != .expansion }.omissions
  }
}
