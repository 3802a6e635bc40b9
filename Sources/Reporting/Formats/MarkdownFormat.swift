import Diagnostics

/// The report as a comment for a pull request.
///
/// All that comes from the repository stands in code, where no mention, link, image, emoji or HTML is
/// read. Findings that would make the comment longer than hosts take are counted instead.
struct MarkdownFormat {
  private var bytes: [UInt8] = []
  private var indexes = LineIndexes()
  /// GitHub takes 65,536 characters; the rest is for what follows the findings.
  private static let longest = 60_000
  private static let longestList = 20

  /// The report with a final line feed.
  static func bytes(of report: Report) -> [UInt8] {
    var format = MarkdownFormat()
    format.literal("### \(report.tally)\n\n")
    for (index, finding) in report.findings.enumerated() {
      let end = format.bytes.count
      format.write(finding)
      if format.bytes.count > longest {
        format.bytes.removeSubrange(end...)
        format.literal("- …and \(counted(report.findings.count - index, "more finding"))\n")
        break
      }
    }
    if !report.findings.isEmpty { format.literal("\n") }
    format.literal("Coverage: ")
    format.code(report.coverage.sentence)
    format.literal("\n")
    for (name, items) in report.coverage.shortcomings {
      format.literal("- \(name): ")
      format.code(items.prefix(longestList).joined(separator: ", "))
      let rest = items.count - longestList
      format.literal(rest > 0 ? " and \(rest) more\n" : "\n")
    }
    return format.bytes
  }

  private mutating func write(_ finding: Diagnostic) {
    literal("- **\(finding.severity.rawValue)** ")
    if let location = finding.primary { writePlace(location) }
    code(finding.message)
    literal(" (")
    code(finding.rule.text)
    literal(")\n")
    if let location = finding.primary, !finding.hidesSource { writeExcerpt(of: location) }
    for label in finding.related {
      literal("  - note: ")
      if let location = label.location { writePlace(location) }
      code(label.message)
      literal("\n")
    }
    for detail in finding.details {
      literal("  - \(detail.name): ")
      code(detail.value)
      literal("\n")
    }
  }

  private mutating func writePlace(_ location: Location) {
    let start = indexes.place(location).start
    code("\(location.file.path):\(start.line):\(start.column)")
    literal(" ")
  }

  /// Writes the source line and its mark as a code block of the list's item.
  private mutating func writeExcerpt(of location: Location) {
    let lines = indexes.lines(of: location.file)
    let line = lines.range(ofLine: lines.position(of: location.range.lowerBound).line)
    guard !line.isEmpty else { return }
    let excerpt = SourceExcerpt(of: location.range, inLine: line, of: location.file.bytes)
    let fence = String(repeating: "`", count: max(3, excerpt.text.longestBacktickRun + 1))
    literal("  \(fence)yaml\n  ")
    bytes += excerpt.text
    literal("\n  \(String(repeating: " ", count: excerpt.indentation))")
    literal("^\(String(repeating: "~", count: excerpt.markWidth - 1))\n  \(fence)\n")
  }

  private mutating func literal(_ text: String) { bytes += text.utf8 }

  /// Appends data as a code span.
  ///
  /// CommonMark §6.1: the span ends at a run of as many backticks as began it, and a space within at
  /// each end is taken away.
  private mutating func code(_ text: String) {
    var data: [UInt8] = []
    data.appendVisible(text)
    let delimiter = String(repeating: "`", count: data.longestBacktickRun + 1)
    literal("\(delimiter) ")
    bytes += data
    literal(" \(delimiter)")
  }
}

extension [UInt8] {
  fileprivate var longestBacktickRun: Int {
    var longest = 0
    var current = 0
    for byte in self {
      current = byte == UInt8(ascii: "`") ? current + 1 : 0
      longest = Swift.max(longest, current)
    }
    return longest
  }
}
