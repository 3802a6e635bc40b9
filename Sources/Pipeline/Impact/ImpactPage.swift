import Comparison
import Diagnostics
package import Display
import Forecast
import Kubernetes
import Pages

extension Impact {
  /// The impact as one page: a chapter for each environment that changes, with the timelines of its
  /// rollouts.
  package var page: MachineText {
    var page = Page("\(from) to \(to)", lead: "<p>\(summary).</p>\n\(remarks)")
    var budget = SemanticDiff.pageRoom
    for (index, environment) in environments.enumerated() {
      page.chapters += environment.chapters(number: index, &budget)
    }
    return page.finished()
  }

  private var remarks: XMLText {
    var positions = SourcePositions()
    return .list(
      findings.prefix(200).map { finding in
        let place: XMLText =
          finding.primary.map { " <span class=\"place\">\(positions.shown($0))</span>" } ?? ""
        return "\(XMLText.badge(finding.severity)) \(finding.message)\(place)"
      })
  }
}

extension EnvironmentImpact {
  /// What follows from the changes, then the changes.
  fileprivate func chapters(number: Int, _ budget: inout Int) -> [Page.Chapter] {
    var text: XMLText = ""
    for (title, lines) in chapters where title != Self.forecastTitle {
      text += "<h3>\(title)</h3>\n\(XMLText.list(lines.map { "\($0)" }))"
    }
    if let forecast {
      text += "<h3>\(Self.forecastTitle)</h3>\n\(forecast.pagePart(anchor: "e\(number)w"))"
    }
    budget -= text.byteCount
    let changes = diff.chapter("\(name): changes", &budget)
    return text.isEmpty ? [changes] : [Page.Chapter(heading, text), changes]
  }
}
