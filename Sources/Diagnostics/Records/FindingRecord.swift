extension RecordWriter {
  /// Writes a finding.
  ///
  /// - Precondition: it hides no secret, and nothing allows it.
  package mutating func add(_ finding: Diagnostic) {
    precondition(finding.hidden == nil && finding.exemption == nil, "a finding that is not kept")
    add(finding.rule.text)
    add(finding.aspect)
    add(finding.severity.rawValue)
    add(finding.message)
    add(finding.primary) { $0.add($1) }
    add(finding.related) { writer, label in
      writer.add(label.message)
      writer.add(label.location) { $0.add($1) }
    }
    add(finding.help)
    add(finding.fix) { $0.add($1) }
    add(finding.object)
    add(finding.field)
    add(finding.entries)
    add(finding.environments)
    add(finding.releases)
    add(finding.hidesSource)
  }

  private mutating func add(_ location: Location) {
    add(location.file)
    add(location.range)
  }

  private mutating func add(_ range: ByteRange) {
    add(range.lowerBound)
    add(range.count)
  }

  private mutating func add(_ fix: Fix) {
    add(fix.description)
    add(fix.applicability.rawValue)
    add(fix.edits) { writer, edit in
      writer.add(edit.file)
      writer.add(edit.edits) { writer, edit in
        writer.add(edit.range)
        writer.add(edit.replacement)
      }
    }
  }
}

extension RecordReader {
  /// Reads a finding.
  package mutating func finding() throws(Malformed) -> Diagnostic {
    let rule = RuleID(try text())
    let aspect = try optionalText()
    guard let severity = Severity(rawValue: try text()) else { throw Malformed() }
    var finding = Diagnostic(rule: rule, aspect: aspect, severity: severity, message: try text())
    finding.primary = try optional { (reader) throws(Malformed) in try reader.location() }
    finding.related = try list { (reader) throws(Malformed) in
      let message = try reader.text()
      return Label(
        message, at: try reader.optional { (reader) throws(Malformed) in try reader.location() })
    }
    finding.help = try optionalText()
    finding.fix = try optional { (reader) throws(Malformed) in try reader.fix() }
    finding.object = try optionalText()
    finding.field = try optionalText()
    finding.entries = try texts()
    finding.environments = try texts()
    finding.releases = try texts()
    finding.hidesSource = try flag()
    return finding
  }

  private mutating func location() throws(Malformed) -> Location {
    let file = try source()
    return Location(file: file, range: try range(in: file))
  }

  private mutating func range(in file: SourceFile) throws(Malformed) -> ByteRange {
    let (lower, count) = (try number(), try number())
    guard lower <= file.bytes.count, count <= file.bytes.count - lower else { throw Malformed() }
    return ByteRange(lower, lower + count)
  }

  private mutating func fix() throws(Malformed) -> Fix {
    let description = try text()
    guard let applicability = Fix.Applicability(rawValue: try text()) else { throw Malformed() }
    let edits = try list { (reader) throws(Malformed) in
      let file = try reader.source()
      return FileEdit(
        file: file,
        edits: try reader.list { (reader) throws(Malformed) in
          let range = try reader.range(in: file)
          return TextEdit(range: range, replacement: try reader.data())
        })
    }
    return Fix(description, edits: edits, applicability: applicability)
  }
}
