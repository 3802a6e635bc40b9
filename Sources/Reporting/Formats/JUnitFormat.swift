import Diagnostics
import Display

/// The report as JUnit XML, for the test reports of CI services.
///
/// Each finding is a test case of the class that its rule names: one that failed for an error, one
/// that passed with output for the rest, one that was skipped for what somebody allows. A last case
/// tells the coverage, so a report without findings still has a test.
enum JUnitFormat {
  /// The report with a final line feed.
  static func text(of report: Report) -> MachineText {
    var positions = SourcePositions()
    let failures = report.count(of: .error)
    let tests = report.findings.count + report.exempted.count + 1
    var counts: XMLText = "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\""
    if !report.exempted.isEmpty { counts += " skipped=\"\(report.exempted.count)\"" }
    var xml: XMLText = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n"
    xml += "  <testsuite name=\"\(report.tool.name)\" \(counts)>\n"
    for finding in report.findings + report.exempted { xml += testCase(finding, &positions) }
    xml += "    <testcase classname=\"coverage\" name=\"coverage\">\n      <system-out>"
    xml += "\(report.coverage.sentence + "\n" + report.tally)</system-out>\n    </testcase>\n"
    xml += "  </testsuite>\n</testsuites>\n"
    return xml.finished()
  }

  private static func testCase(
    _ finding: Diagnostic, _ positions: inout SourcePositions
  ) -> XMLText {
    var xml: XMLText = "    <testcase classname=\"\(finding.rule.text)\" name=\""
    if let location = finding.primary {
      let (path, start) = (location.file.path, positions.position(of: location))
      xml += "\("\(path):\(start.line):\(start.column): \(finding.message)")\" "
      xml += "file=\"\(path)\" line=\"\(start.line)\">\n      "
    } else {
      xml += "\(finding.message)\">\n      "
    }
    let sentence = "\(finding.severity.rawValue): \(finding.message)"
    let text = ([sentence] + positions.explanation(of: finding)).joined(separator: "\n")
    if let exemption = finding.exemption {
      xml += "<skipped message=\"\(exemption.reason)\"/>"
    } else if finding.severity == .error {
      xml += "<failure type=\"error\" message=\"\(finding.message)\">\(text)</failure>"
    } else {
      xml += "<system-out>\(text)</system-out>"
    }
    xml += "\n    </testcase>\n"
    return xml
  }
}
