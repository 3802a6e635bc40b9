import Diagnostics
import Display

/// The report as a comment for a pull request.
///
/// All that comes from the repository stands in code. Findings that would make the comment longer
/// than hosts take are counted instead.
struct MarkdownFormat {
  private var text = Shown()
  private var positions = SourcePositions()
  /// GitHub takes 65,536 characters; the rest is for what follows the findings.
  private static let longest = 60_000
  private static let longestList = 20

  /// The report with a final line feed.
  static func text(of report: Report) -> Shown {
    var format = MarkdownFormat()
    format.text += "### \(report.tally)\n\n"
    var rest = report.findings.count
    for group in report.groups {
      let end = format.text.byteCount
      format.write(group)
      rest -= 1 + group.others.count
      if format.text.byteCount > longest {
        format.text.truncate(toByteCount: end)
        rest += 1 + group.others.count
        format.text += "- …and \(counted(rest, "more finding"))\n"
        break
      }
    }
    if !report.findings.isEmpty { format.text += "\n" }
    if let advice = report.advice {
      format.text += "\(.code(advice.title)):\n"
      for (name, value) in advice.items { format.text += "- \(.code(name)): \(.code(value))\n" }
      format.text += "\n"
    }
    format.text += "Coverage: \(.code(report.coverage.sentence))\n"
    for (name, items) in report.coverage.shortcomings {
      format.text += "- \(name): \(.code(items.prefix(longestList).joined(separator: ", ")))"
      let rest = items.count - longestList
      format.text += rest > 0 ? " and \(rest) more\n" : "\n"
    }
    return format.text
  }

  private mutating func write(_ group: FindingGroup) {
    write(group.first)
    guard let remark = group.remark(at: &positions) else { return }
    text += "  - \(remark.name): \(.code(remark.value))\n"
  }

  private mutating func write(_ finding: Diagnostic) {
    text += "- **\(finding.severity.rawValue)** \(place(finding.primary))"
    text += "\(.code(finding.message)) (\(.code(finding.rule.text)))\n"
    if let location = finding.primary, !finding.hidesSource { writeExcerpt(of: location) }
    for label in finding.related {
      text += "  - note: \(place(label.location))\(.code(label.message))\n"
    }
    for detail in finding.details { text += "  - \(detail.name): \(.code(detail.value))\n" }
  }

  private mutating func place(_ location: Location?) -> Shown {
    guard let location else { return "" }
    let start = positions.position(of: location)
    return "\(.code("\(location.file.path):\(start.line):\(start.column)")) "
  }

  /// Writes the source line and its mark as a code block of the list's item.
  private mutating func writeExcerpt(of location: Location) {
    guard let excerpt = positions.excerpt(of: location) else { return }
    let fence = Shown.fence(around: excerpt.text)
    text += "  \(fence)yaml\n  \(excerpt.text)\n"
    text += "  \(.spaces(excerpt.indentation))\(excerpt.mark)\n  \(fence)\n"
  }
}
