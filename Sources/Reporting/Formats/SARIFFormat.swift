import Diagnostics
import Display

/// The report as SARIF 2.1.0 (OASIS, errata 01), for code scanning services and editors.
///
/// Paths are URIs relative to `%SRCROOT%`, the root of the tree that was read. Columns count Unicode
/// scalars. A finding that no file is to blame for is placed at the root itself, because services
/// refuse a whole log for one result without a place.
struct SARIFFormat {
  private var positions = SourcePositions()
  /// The index of each rule in the run's list of rules.
  private var ruleIndexes: [RuleID: Int] = [:]
  /// The URI of each file met so far.
  private var uris: [ObjectIdentifier: String] = [:]

  /// The report with a final line feed.
  static func text(of report: Report) -> MachineText {
    var format = SARIFFormat()
    let rules = describedRules(of: report)
    for (index, rule) in rules.enumerated() { format.ruleIndexes[rule.id] = index }
    var json = JSONWriter()
    json.object(.lines) { json in
      json.member(
        "$schema",
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
      )
      json.member("version", "2.1.0")
      json.member("runs", array: .lines) { json in
        json.object(.lines) { json in format.writeRun(of: report, rules: rules, to: &json) }
      }
    }
    return json.finished()
  }

  /// The rules that the report describes or mentions, by name.
  private static func describedRules(of report: Report) -> [RuleSummary] {
    var rules: [RuleID: RuleSummary] = [:]
    for finding in report.findings + report.exempted where rules[finding.rule] == nil {
      rules[finding.rule] = RuleSummary(finding.rule, summary: finding.rule.text)
    }
    for rule in report.rules { rules[rule.id] = rule }
    return rules.values.sorted { $0.id < $1.id }
  }

  private mutating func writeRun(
    of report: Report, rules: [RuleSummary], to json: inout JSONWriter
  ) {
    json.member("tool", object: .lines) { json in
      json.member("driver", object: .lines) { json in
        json.member("name", report.tool.name)
        json.member("version", report.tool.version)
        json.member("rules", array: .lines) { json in
          for rule in rules { write(rule, to: &json) }
        }
      }
    }
    json.member("invocations", array: .inline) { json in
      json.object { json in
        json.key("executionSuccessful")
        json.boolean(true)
      }
    }
    json.member("originalUriBaseIds") { json in
      json.member("%SRCROOT%") { json in
        json.message("the root of the tree that was read", key: "description")
      }
    }
    json.member("columnKind", "unicodeCodePoints")
    json.member("results", array: .lines) { json in
      let results = report.findings + report.exempted
      for (finding, fingerprint) in zip(results, results.fingerprints) {
        write(finding, fingerprint, to: &json)
      }
    }
    json.member("properties", object: .lines) { json in
      json.member("kubernetesVersion", report.tool.kubernetesVersion)
      json.member("kustomizeVersion", report.tool.kustomizeVersion)
      json.member("coverage", object: .lines) { $0.members(of: report.coverage) }
    }
  }

  private func write(_ rule: RuleSummary, to json: inout JSONWriter) {
    json.object { json in
      json.member("id", rule.id.text)
      json.member("shortDescription") { $0.member("text", rule.summary) }
      guard let explanation = rule.explanation else { return }
      json.member("fullDescription") { $0.member("text", explanation) }
      json.member("help") { $0.member("text", explanation) }
    }
  }

  private mutating func write(
    _ finding: Diagnostic, _ fingerprint: String, to json: inout JSONWriter
  ) {
    json.object { json in
      json.member("ruleId", finding.rule.text)
      if let index = ruleIndexes[finding.rule] { json.member("ruleIndex", index) }
      json.member("level", finding.severity.rawValue)
      // §3.11.3: the first paragraph says it all where room is short.
      json.message(finding.message + (finding.help.map { "\n" + $0 } ?? ""))
      json.member("locations", array: .inline) { json in
        json.object { json in
          writePhysicalLocation(finding.primary, to: &json)
          writeLogicalLocation(of: finding, to: &json)
        }
      }
      writeRelatedLocations(finding.related, to: &json)
      json.member("partialFingerprints") { json in
        json.member("sluiceFinding/v1", fingerprint)
      }
      writeFix(of: finding, to: &json)
      if let exemption = finding.exemption { writeSuppression(exemption, to: &json) }
      guard !finding.environments.isEmpty || !finding.releases.isEmpty else { return }
      json.member("properties") { json in
        json.member("environments", finding.environments)
        if !finding.releases.isEmpty { json.member("kubernetesVersions", finding.releases) }
      }
    }
  }

  /// §3.35: where what allows the finding stands, and the reason.
  private func writeSuppression(_ exemption: Exemption, to json: inout JSONWriter) {
    json.member("suppressions", array: .inline) { json in
      json.object { json in
        json.member("kind", exemption.isInSource ? "inSource" : "external")
        json.member("status", "accepted")
        json.member("justification", exemption.reason)
      }
    }
  }

  private mutating func writePhysicalLocation(_ location: Location?, to json: inout JSONWriter) {
    json.member("physicalLocation") { json in
      guard let location else {
        json.artifactLocation(uri: ".")
        return
      }
      json.artifactLocation(uri: uri(of: location.file))
      json.region("region", positions.place(location))
    }
  }

  private mutating func uri(of file: SourceFile) -> String {
    let key = ObjectIdentifier(file)
    if let known = uris[key] { return known }
    let uri = uriReference(path: file.path)
    uris[key] = uri
    return uri
  }

  private func writeLogicalLocation(of finding: Diagnostic, to json: inout JSONWriter) {
    guard let object = finding.object else { return }
    json.member("logicalLocations", array: .inline) { json in
      json.object { json in
        let field = finding.field.map { " " + $0 } ?? ""
        json.member("fullyQualifiedName", object + field)
        json.member("kind", finding.field == nil ? "object" : "member")
      }
    }
  }

  private mutating func writeRelatedLocations(_ labels: [Label], to json: inout JSONWriter) {
    guard !labels.isEmpty else { return }
    json.member("relatedLocations", array: .inline) { json in
      for (index, label) in labels.enumerated() {
        json.object { json in
          json.member("id", index + 1)
          if label.location != nil { writePhysicalLocation(label.location, to: &json) }
          json.message(label.message)
        }
      }
    }
  }

  /// Writes the fix where a viewer may apply it: it changes something, and quotes no secret.
  private mutating func writeFix(of finding: Diagnostic, to json: inout JSONWriter) {
    guard let fix = finding.fix, fix.applicability != .display, !finding.hidesSource else { return }
    let changes = fix.edits.filter { !$0.edits.isEmpty }
    guard !changes.isEmpty else { return }
    json.member("fixes", array: .inline) { json in
      json.object { json in
        json.message(fix.description, key: "description")
        json.member("artifactChanges", array: .inline) { json in
          for change in changes { write(change, to: &json) }
        }
      }
    }
  }

  private mutating func write(_ change: FileEdit, to json: inout JSONWriter) {
    json.object { json in
      json.artifactLocation(uri: uri(of: change.file))
      json.member("replacements", array: .inline) { json in
        for edit in change.edits {
          json.object { json in
            json.region("deletedRegion", positions.place(edit.range, of: change.file))
            json.member("insertedContent") { json in
              json.member("text", String(decoding: edit.replacement, as: UTF8.self))
            }
          }
        }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func artifactLocation(uri: String) {
    member("artifactLocation") { json in
      json.member("uri", uri)
      if !uri.hasPrefix("file:") { json.member("uriBaseId", "%SRCROOT%") }
    }
  }

  fileprivate mutating func region(_ name: String, _ place: SourcePositions.Place) {
    member(name) { json in
      json.member("startLine", place.start.line)
      json.member("startColumn", place.start.column)
      json.member("endLine", place.end.line)
      json.member("endColumn", place.end.column)
    }
  }

  /// Writes a message that reads as `text`, whatever it holds.
  fileprivate mutating func message(_ text: String, key: String = "message") {
    member(key) { $0.member("text", plainMessage(text)) }
  }
}

/// The plain text message that a viewer shows as `text`.
///
/// §3.11.5 has braces doubled, because `{0}` stands for an argument; by §3.11.6 `](` would end the
/// text of a link, so a space parts the two.
private func plainMessage(_ text: String) -> String {
  var previous: UInt8 = 0
  let isPlain = text.allBytesSatisfy { byte in
    defer { previous = byte }
    return byte != UInt8(ascii: "{") && byte != UInt8(ascii: "}")
      && !(byte == UInt8(ascii: "(") && previous == UInt8(ascii: "]"))
  }
  guard !isPlain else { return text }
  var message = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar == "(", message.last == "]" { message.append(" ") }
    message.append(scalar)
    if scalar == "{" || scalar == "}" { message.append(scalar) }
  }
  return String(message)
}

/// The URI reference of a path: relative, or a `file` URI where the path is absolute.
///
/// RFC 3986 §4.2: a colon in the first segment would read as a scheme, so all are encoded.
private func uriReference(path: String) -> String {
  var uri = path.hasPrefix("/") ? "file://" : ""
  for byte in path.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
      uri.unicodeScalars.append(Unicode.Scalar(byte))
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      uri += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
  }
  return uri
}
