import Diagnostics
import Display
import Pages

/// The report as a page: findings by what causes them, with the line at fault and what led to it.
///
/// Hosts and mail programs take pages of some megabytes: past ``FindingPages/room`` findings are counted
/// instead, those of errors last.
enum HTMLFormat {
  /// The report with a final line feed.
  static func text(of report: Report) -> MachineText {
    var page = Page("Sluice: \(report.tally)", lead: lead(of: report))
    var findings = FindingPages(report)
    page.chapters = report.chapters.before
    page.chapters.append(
      Page.Chapter(
        "Findings", count: report.findings.count,
        filter: report.findings.count > 1 ? filter(of: report) : nil, findings.groups()))
    page.chapters += report.chapters.after
    if !report.exempted.isEmpty {
      page.chapters.append(
        Page.Chapter("Allowed", count: report.exempted.count, findings.exempted()))
    }
    page.chapters.append(Page.Chapter("Coverage", coverage(of: report)))
    return page.finished()
  }

  private static func lead(of report: Report) -> XMLText {
    let tool = report.tool
    return """
      <p>\(report.coverage.sentence).</p>
      <p class="quiet">As Kubernetes \(tool.kubernetesVersion) and Kustomize \(tool.kustomizeVersion) have \
      it, by \(tool.name) \(tool.version).</p>

      """
  }

  private static func filter(of report: Report) -> Filter {
    var filter = Filter()
    filter.classes = [
      ("error", report.count(of: .error)), ("warning", report.count(of: .warning)),
      ("note", report.count(of: .note)),
    ]
    filter.places = report.coverage.environments
    return filter
  }

  /// What was looked at, and what was not.
  private static func coverage(of report: Report) -> XMLText {
    var text: XMLText = ""
    if let advice = report.advice {
      text += "<p>\(advice.title):</p>\n"
      text += .list(advice.items.map { "\(.code($0.name) as XMLText): \($0.value)" })
    }
    for (name, items) in report.coverage.shortcomings {
      text += "<h3>\(name)</h3>\n\(XMLText.list(items.map { .code($0) }))"
    }
    let matched = report.coverage.matchedPolicies
    if !matched.isEmpty {
      text += .folded(
        "<h3>policies that matched (\(matched.count))</h3>", .list(matched.map { .code($0) }))
    }
    if text.isEmpty { text = "<p>All of it was looked at.</p>\n" }
    return text
  }
}
