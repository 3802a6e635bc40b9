import Diagnostics
import Display
import YAML

extension PlacedFinding {
  /// The LSP `Diagnostic`.
  ///
  /// Whoever reads it sees no source beside it, so it says what there is to do, and where else the
  /// finding reaches.
  func json(on desk: Desk, _ positions: inout FilePositions) -> Node {
    .object([
      ("range", positions.firstLine(of: location)),
      ("severity", .integer(finding.severity.number)), ("code", .string(finding.rule.text)),
      ("source", .string("sluice")), ("message", .shown(message)),
      ("relatedInformation", related(on: desk, &positions)),
      ("data", .object([("finding", .string(finding.fingerprint))])),
    ])
  }

  private var message: Shown {
    var lines: [Shown] = ["\(finding.message)"]
    if isElsewhere, let primary = finding.primary {
      lines.append("stands in \(primary.file.path), line \(primary.position.line)")
    }
    if let object = finding.object {
      lines.append("\([object, finding.field].compactMap(\.self).joined(separator: ", "))")
    }
    if !finding.environments.isEmpty {
      lines.append("environments: \(finding.environments.joined(separator: ", "))")
    }
    if !finding.releases.isEmpty {
      lines.append("Kubernetes: \(finding.releases.joined(separator: ", "))")
    }
    if let help = finding.help { lines.append("help: \(help)") }
    return lines.joined(separator: "\n")
  }

  private func related(on desk: Desk, _ positions: inout FilePositions) -> Node? {
    var entries: [Node] = []
    for label in finding.related {
      guard let place = label.location, desk.holds(place.file) else { continue }
      entries.append(
        .object([
          ("location", positions.location(place, on: desk)),
          ("message", .shown(data: label.message)),
        ]))
    }
    return entries.isEmpty ? nil : Node(entries)
  }
}

extension Severity {
  /// The `DiagnosticSeverity` of LSP 3.17.
  fileprivate var number: Int {
    switch self {
    case .error: 1
    case .warning: 2
    case .note: 3
    }
  }
}
