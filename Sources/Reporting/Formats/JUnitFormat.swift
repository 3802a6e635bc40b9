import Diagnostics

/// The report as JUnit XML, for the test reports of CI services.
///
/// Each finding is a test case of the class that its rule names: one that failed for an error, one
/// that passed with output for the rest. A last case tells the coverage, so a report without findings
/// still has a test.
struct JUnitFormat {
  private var bytes: [UInt8] = []
  private var indexes = LineIndexes()

  /// The report with a final line feed.
  static func bytes(of report: Report) -> [UInt8] {
    var format = JUnitFormat()
    let tests = report.findings.count + 1
    let counts = "tests=\"\(tests)\" failures=\"\(report.count(of: .error))\" errors=\"0\""
    format.literal("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n")
    format.literal("  <testsuite name=\"")
    format.data(report.tool.name)
    format.literal("\" \(counts)>\n")
    for finding in report.findings { format.write(finding) }
    format.literal("    <testcase classname=\"coverage\" name=\"coverage\">\n      <system-out>")
    format.data(report.coverage.sentence + "\n" + report.tally)
    format.literal("</system-out>\n    </testcase>\n  </testsuite>\n</testsuites>\n")
    return format.bytes
  }

  private mutating func write(_ finding: Diagnostic) {
    literal("    <testcase classname=\"")
    data(finding.rule.text)
    literal("\" name=\"")
    if let location = finding.primary {
      let start = indexes.place(location).start
      data("\(location.file.path):\(start.line):\(start.column): \(finding.message)")
      literal("\" file=\"")
      data(location.file.path)
      literal("\" line=\"\(start.line)\">\n      ")
    } else {
      data(finding.message)
      literal("\">\n      ")
    }
    let sentence = "\(finding.severity.rawValue): \(finding.message)"
    let lines = [sentence] + indexes.explanation(of: finding)
    if finding.severity == .error {
      literal("<failure type=\"error\" message=\"")
      data(finding.message)
      literal("\">")
      data(lines.joined(separator: "\n"))
      literal("</failure>\n    </testcase>\n")
    } else {
      literal("<system-out>")
      data(lines.joined(separator: "\n"))
      literal("</system-out>\n    </testcase>\n")
    }
  }

  private mutating func literal(_ text: String) { bytes += text.utf8 }

  /// Appends data as character data or within quotes.
  ///
  /// XML 1.0 §2.2 has no control characters and no noncharacters at the end of a plane's row, even
  /// escaped, so they stand in their visible form.
  private mutating func data(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": literal("&amp;")
      case "<": literal("&lt;")
      case ">": literal("&gt;")
      case "\"": literal("&quot;")
      case "\n": literal("&#10;")
      case "\u{FFFE}", "\u{FFFF}": literal("\u{FFFD}")
      default: bytes.appendVisible(scalar)
      }
    }
  }
}
