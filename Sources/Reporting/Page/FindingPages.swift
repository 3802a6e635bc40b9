import Diagnostics
import Display
import Pages

/// Writes findings for a page, those of one cause together.
struct FindingPages {
  private let report: Report
  private let rules: [RuleID: RuleSummary]
  private let places: [String: Int]
  private var positions = SourcePositions()
  /// How many more bytes findings may take.
  private var rest = room

  /// How many bytes the findings of a page may have, so that the page stays under five megabytes.
  private static let room = 3_400_000
  /// How much of a sentence is shown.
  private static let longest = 2_000

  init(_ report: Report) {
    self.report = report
    rules = Dictionary(report.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    places = Dictionary(
      report.coverage.environments.enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// All findings by cause: errors first, of these the most frequent.
  mutating func groups() -> XMLText {
    var order: [Cause] = []
    var groups: [Cause: [Diagnostic]] = [:]
    for finding in report.findings {
      if groups[finding.cause, default: []].isEmpty { order.append(finding.cause) }
      groups[finding.cause, default: []].append(finding)
    }
    let sorted = order.enumerated().map { index, cause in
      (findings: groups[cause] ?? [], worst: worst(groups[cause] ?? []), index: index)
    }.sorted { left, right in
      if left.worst != right.worst { return left.worst > right.worst }
      if left.findings.count != right.findings.count {
        return left.findings.count > right.findings.count
      }
      return left.index < right.index
    }
    guard !sorted.isEmpty else { return "<p>Nothing was found.</p>\n" }
    var text: XMLText = ""
    var left = 0
    for (place, group) in sorted.enumerated() {
      // A few causes may be read at once; of many the reader chooses.
      let isOpen = sorted.count <= 3 || place == 0 && group.findings.count <= 20
      let written = write(group.findings, group.worst, isOpen: isOpen)
      guard let written else {
        left += group.findings.count
        continue
      }
      text += written
    }
    if left > 0 { text += "<p>\(more(left)).</p>\n" }
    return text
  }

  /// What somebody allows.
  mutating func exempted() -> XMLText {
    var text: XMLText = ""
    for (index, finding) in report.exempted.enumerated() {
      let item = item(finding, isOfGroup: false)
      guard item.byteCount < rest else {
        return text + "<p>\(more(report.exempted.count - index)).</p>\n"
      }
      rest -= item.byteCount
      text += item
    }
    return text
  }

  private func worst(_ findings: [Diagnostic]) -> Severity {
    findings.map(\.severity).max() ?? .note
  }

  private func more(_ count: Int) -> Shown {
    "and \(counted(count, "more finding")), for which a page has no room; --format json has them"
  }

  // MARK: Groups

  /// The findings of a cause; nil where there is no room for any.
  private mutating func write(
    _ findings: [Diagnostic], _ worst: Severity, isOpen: Bool
  ) -> XMLText? {
    guard let first = findings.first else { return nil }
    var environments: [String] = []
    for name in findings.flatMap(\.environments) where !environments.contains(name) {
      environments.append(name)
    }
    var summary: XMLText = """
      \(XMLText.badge(worst)) <h3>\(Shown(first.message, limit: 300))</h3> \
      <span class="count"><code>\(first.rule.text)</code>
      """
    if findings.count > 1 { summary += ", \(findings.count) findings of this cause" }
    if !environments.isEmpty {
      let names = environments.prefix(6).joined(separator: ", ")
      let rest = environments.count > 6 ? " and \(environments.count - 6) more" : ""
      summary += " in \(names)\(rest)"
    }
    summary += "</span>"
    var content = manual(first.rule)
    rest -= summary.byteCount + content.byteCount
    for (index, finding) in findings.enumerated() {
      let item = item(finding, isOfGroup: finding.message == first.message)
      guard item.byteCount < rest else {
        guard index > 0 else { return nil }
        content += "<p>\(more(findings.count - index)).</p>\n"
        break
      }
      rest -= item.byteCount
      content += item
    }
    let open: XMLText = isOpen ? " open=\"\"" : ""
    return """
      <details class="group"\(open)><summary>\(summary)</summary>
      \(content)</details>

      """
  }

  private func manual(_ rule: RuleID) -> XMLText {
    guard let summary = rules[rule] else { return "" }
    let why: XMLText = summary.explanation.map { " \(Shown($0, limit: Self.longest))" } ?? ""
    return "<p class=\"quiet\">\(Shown(summary.summary, limit: Self.longest))\(why)</p>\n"
  }

  // MARK: Findings

  /// - Parameter isOfGroup: whether the sentence is said above.
  private mutating func item(_ finding: Diagnostic, isOfGroup: Bool) -> XMLText {
    var text: XMLText = ""
    if !isOfGroup {
      text += """
        <p>\(XMLText.badge(finding.severity)) \(Shown(finding.message, limit: Self.longest)) \
        <code class="quiet">\(finding.rule.text)</code></p>

        """
    }
    if let location = finding.primary {
      text += source(of: location, isHidden: finding.hidesSource)
    }
    text += chain(finding) + details(finding)
    let places = finding.environments.compactMap { self.places[$0] }.map { "\($0)" }
      .joined(separator: " ")
    return """
      <div class="item" data-item="" data-class="\(finding.severity.rawValue)" \
      data-places="\(places)">
      \(text)</div>

      """
  }

  /// The place, and its line unless that may hold a secret.
  private mutating func source(of location: Location, isHidden: Bool) -> XMLText {
    let place: XMLText = "<p class=\"place\">\(XMLText.code(positions.shown(location)))</p>\n"
    guard !isHidden else {
      return place + "<p class=\"quiet\">The source is not shown: it may hold a secret.</p>\n"
    }
    guard let excerpt = positions.excerpt(of: location) else { return place }
    let (before, marked, after) = excerpt.parts
    return """
      \(place)<pre><span class="number">\(excerpt.lineNumber)</span>\
      \(before)<mark>\(marked)</mark>\(after)</pre>

      """
  }

  /// The places that led to the finding.
  private mutating func chain(_ finding: Diagnostic) -> XMLText {
    guard !finding.related.isEmpty else { return "" }
    var steps: XMLText = ""
    for label in finding.related.prefix(20) {
      let place: XMLText = label.location.map { "\(XMLText.code(positions.shown($0))): " } ?? ""
      steps += "<li>\(place)\(Shown(label.message, limit: Self.longest))</li>\n"
    }
    if finding.related.count > 20 { steps += "<li>\(finding.related.count - 20) more</li>\n" }
    return "<ul class=\"chain\">\n\(steps)</ul>\n"
  }

  private func details(_ finding: Diagnostic) -> XMLText {
    var details = finding.details
    if let exemption = finding.exemption {
      let owner = exemption.owner.map { " (\($0))" } ?? ""
      details.insert(("allowed", exemption.reason + owner), at: 0)
    }
    guard !details.isEmpty else { return "" }
    let list = details.reduce(into: "" as XMLText) { text, detail in
      text += "<dt>\(detail.name)</dt><dd>\(Shown(detail.value, limit: Self.longest))</dd>\n"
    }
    return "<dl>\n\(list)</dl>\n"
  }
}
