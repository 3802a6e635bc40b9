import Diagnostics
import Display

/// The report for programs: `sluice.dev/v1alpha1`, kind `Report`.
///
/// A finding has `rule`, `severity`, `message` and the lists `environments` and `related`; where they
/// are known also `path`, `start`, `end`, `object`, `field`, `help` and `fix`, and where several releases
/// were asked `kubernetesVersions`. Lines and columns are 1-based, columns count Unicode scalars, `offset`
/// is the 0-based byte offset; `end` is just past the last character. A key that has nothing to say is
/// absent, never null.
///
/// What somebody allows is under `exempted`, in the form of a finding with its `exemption`.
///
/// No source text is quoted, and the edits of a finding that hides its source are left out.
enum JSONFormat {
  /// The report with a final line feed.
  static func text(of report: Report) -> MachineText {
    var positions = SourcePositions()
    var json = JSONWriter()
    json.object(.lines) { json in
      json.member("apiVersion", "sluice.dev/v1alpha1")
      json.member("kind", "Report")
      json.member("tool") { json in
        json.member("name", report.tool.name)
        json.member("version", report.tool.version)
        json.member("kubernetesVersion", report.tool.kubernetesVersion)
        json.member("kustomizeVersion", report.tool.kustomizeVersion)
      }
      json.member("summary") { json in
        json.member("errors", report.count(of: .error))
        json.member("warnings", report.count(of: .warning))
        json.member("notes", report.count(of: .note))
      }
      json.member("findings", array: .lines) { json in
        for finding in report.findings { json.write(finding, &positions) }
      }
      if !report.exempted.isEmpty {
        json.member("exempted", array: .lines) { json in
          for finding in report.exempted { json.write(finding, &positions) }
        }
      }
      json.member("coverage", object: .lines) { $0.members(of: report.coverage) }
    }
    return json.finished()
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ finding: Diagnostic, _ positions: inout SourcePositions) {
    object { json in
      json.member("rule", finding.rule.text)
      json.member("severity", finding.severity.rawValue)
      json.member("message", finding.message)
      json.members(of: finding.primary, &positions)
      json.member("object", finding.object)
      json.member("field", finding.field)
      json.member("environments", finding.environments)
      if !finding.releases.isEmpty { json.member("kubernetesVersions", finding.releases) }
      json.member("related", array: .inline) { json in
        for label in finding.related {
          json.object { json in
            json.member("message", label.message)
            json.members(of: label.location, &positions)
          }
        }
      }
      json.member("help", finding.help)
      if let exemption = finding.exemption {
        json.member("exemption") { json in
          json.member("reason", exemption.reason)
          json.member("owner", exemption.owner)
          json.member("kind", exemption.isInSource ? "inSource" : "external")
        }
      }
      guard let fix = finding.fix else { return }
      json.member("fix") { json in
        json.member("description", fix.description)
        json.member("applicability", fix.applicability.rawValue)
        guard !finding.hidesSource else { return }
        json.member("files", array: .inline) { json in
          for edit in fix.edits { json.write(edit, &positions) }
        }
      }
    }
  }

  private mutating func write(_ edit: FileEdit, _ positions: inout SourcePositions) {
    object { json in
      json.member("path", edit.file.path)
      json.member("edits", array: .inline) { json in
        for change in edit.edits {
          json.object { json in
            json.members(of: positions.place(change.range, of: edit.file))
            json.member("replacement", String(decoding: change.replacement, as: UTF8.self))
          }
        }
      }
    }
  }

  private mutating func members(of location: Location?, _ positions: inout SourcePositions) {
    guard let location else { return }
    member("path", location.file.path)
    members(of: positions.place(location))
  }

  private mutating func members(of place: SourcePositions.Place) {
    member("start") { $0.members(of: place.start, at: place.range.lowerBound) }
    member("end") { $0.members(of: place.end, at: place.range.upperBound) }
  }

  private mutating func members(of position: Position, at offset: Int) {
    member("line", position.line)
    member("column", position.column)
    member("offset", offset)
  }
}
