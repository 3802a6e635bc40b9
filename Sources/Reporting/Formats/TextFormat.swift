import Diagnostics

/// The report for people.
///
/// A finding is one line that terminals and editors can follow, `path:line:col: error: sentence
/// [rule]`, then the source line with a mark, then a line for each place that explains it, then what
/// it is about and what to do. The coverage and a count come last.
///
/// All that comes from the repository is shown in its visible form, and no line begins with it save
/// for paths, which cannot open a workflow command.
struct TextFormat {
  private var bytes: [UInt8] = []
  private var indexes = LineIndexes()
  private let color: Bool

  private init(_ style: StyleOptions) { color = style.color }

  /// The report with a final line feed.
  static func bytes(of report: Report, style: StyleOptions) -> [UInt8] {
    var format = TextFormat(style)
    for finding in report.findings { format.write(finding) }
    if !report.findings.isEmpty { format.literal("\n") }
    format.literal("coverage: ")
    format.bytes.appendVisible(report.coverage.sentence)
    format.literal("\n")
    for (name, items) in report.coverage.shortcomings {
      format.writeDetail(name, items.joined(separator: ", "))
    }
    format.literal(report.tally + "\n")
    return format.bytes
  }

  /// The findings alone, for a run that has no report to make.
  static func bytes(of findings: [Diagnostic], style: StyleOptions) -> [UInt8] {
    var format = TextFormat(style)
    for finding in findings { format.write(finding) }
    return format.bytes
  }

  private mutating func write(_ finding: Diagnostic) {
    if let location = finding.primary { writePlace(location) }
    painted(.severity(finding.severity)) { $0.literal(finding.severity.rawValue + ": ") }
    painted(.bold) { $0.bytes.appendVisible(finding.message) }
    painted(.dim) { format in
      format.literal(" [")
      format.bytes.appendVisible(finding.rule.text)
      format.literal("]")
    }
    literal("\n")
    if let location = finding.primary {
      if finding.hidesSource {
        literal("      | (source not shown: it may hold a secret)\n")
      } else {
        writeExcerpt(of: location, severity: finding.severity)
      }
    }
    for label in finding.related { write(label) }
    for detail in finding.details { writeDetail(detail.name, detail.value) }
  }

  private mutating func write(_ label: Label) {
    if let location = label.location { writePlace(location) } else { literal("  ") }
    painted(.severity(.note)) { $0.literal("note: ") }
    bytes.appendVisible(label.message)
    literal("\n")
  }

  /// Writes `path:line:col: `.
  private mutating func writePlace(_ location: Location) {
    let start = indexes.place(location).start
    painted(.bold) { format in
      format.bytes.appendVisible(atLineStart: location.file.path)
      format.literal(":")
      format.literal(String(start.line))
      format.literal(":")
      format.literal(String(start.column))
      format.literal(":")
    }
    literal(" ")
  }

  private mutating func writeExcerpt(of location: Location, severity: Severity) {
    let lines = indexes.lines(of: location.file)
    let number = lines.position(of: location.range.lowerBound).line
    let line = lines.range(ofLine: number)
    // An empty line has nothing to show.
    guard !line.isEmpty else { return }
    let excerpt = SourceExcerpt(of: location.range, inLine: line, of: location.file.bytes)
    let digits = String(number)
    spaces(5 - digits.utf8.count)
    literal(digits)
    literal(" | ")
    bytes += excerpt.text
    literal("\n")
    spaces(max(5, digits.utf8.count))
    literal(" | ")
    spaces(excerpt.indentation)
    painted(.severity(severity)) { format in
      format.literal("^")
      format.bytes.append(
        contentsOf: repeatElement(UInt8(ascii: "~"), count: excerpt.markWidth - 1))
    }
    literal("\n")
  }

  private mutating func writeDetail(_ name: String, _ value: String) {
    literal("  ")
    painted(.dim) { $0.literal(name + ": ") }
    bytes.appendVisible(value)
    literal("\n")
  }

  // MARK: Bytes

  /// Appends text of this program's own.
  private mutating func literal(_ text: String) { bytes += text.utf8 }

  private mutating func spaces(_ count: Int) {
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(count, 0)))
  }

  private mutating func painted(_ paint: Paint, _ write: (inout TextFormat) -> Void) {
    guard color else { return write(&self) }
    literal("\u{1B}[\(paint.code)m")
    write(&self)
    literal("\u{1B}[0m")
  }

  /// A rendition that ECMA-48 knows (SGR).
  private enum Paint {
    case bold
    case dim
    case severity(Severity)

    var code: String {
      switch self {
      case .bold: "1"
      case .dim: "2"
      case .severity(.error): "1;31"
      case .severity(.warning): "1;33"
      case .severity(.note): "1;36"
      }
    }
  }
}
