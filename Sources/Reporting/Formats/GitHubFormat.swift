import Diagnostics

/// The report as workflow commands, which GitHub Actions turns into annotations of a pull request.
///
/// One command a line: `::error file=…,line=…,col=…,title=…::message`. Data is escaped as the runner
/// unescapes it, so none can end its command or begin another.
enum GitHubFormat {
  /// The report with a final line feed.
  static func bytes(of report: Report) -> [UInt8] {
    var bytes: [UInt8] = []
    var indexes = LineIndexes()
    for finding in report.findings {
      bytes += "::".utf8
      bytes += finding.severity.command.utf8
      bytes += " ".utf8
      if let location = finding.primary {
        bytes.appendProperties(of: location, at: indexes.place(location))
      }
      bytes += "title=".utf8
      bytes.appendCommandData(finding.rule.text, isProperty: true)
      bytes += "::".utf8
      bytes.appendCommandData(finding.message)
      for line in indexes.explanation(of: finding) {
        bytes += "%0A".utf8
        bytes.appendCommandData(line)
      }
      bytes += "\n".utf8
    }
    bytes += "::notice title=coverage::".utf8
    bytes.appendCommandData(report.coverage.sentence)
    bytes += "%0A".utf8
    bytes.appendCommandData(report.tally)
    bytes += "\n".utf8
    return bytes
  }
}

extension Severity {
  fileprivate var command: String { self == .note ? "notice" : rawValue }
}

extension [UInt8] {
  fileprivate mutating func appendProperties(of location: Location, at place: LineIndexes.Place) {
    self += "file=".utf8
    appendCommandData(location.file.path, isProperty: true)
    self += ",line=\(place.start.line),endLine=\(place.end.line),col=\(place.start.column),".utf8
    // Columns of an end on another line are not understood.
    if place.start.line == place.end.line { self += "endColumn=\(place.end.column),".utf8 }
  }

  /// Appends data as the runner decodes it: `%` always, and what parts properties in a property.
  fileprivate mutating func appendCommandData(_ text: String, isProperty: Bool = false) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": self += "%25".utf8
      case ":" where isProperty: self += "%3A".utf8
      case "," where isProperty: self += "%2C".utf8
      default: appendVisible(scalar)
      }
    }
  }
}
