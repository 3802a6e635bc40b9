extension RecordWriter {
  /// Writes a coverage.
  ///
  /// - Precondition: nothing is broken, exempted or left out as known.
  package mutating func add(_ coverage: Coverage) {
    precondition(
      coverage.brokenTargets.isEmpty && coverage.exemptions.isEmpty && coverage.known == 0,
      "a coverage that is not kept")
    add(coverage.environments)
    for number in [
      coverage.objects, coverage.targets, coverage.unchangedTargets, coverage.undecided,
    ] { add(number) }
    add(coverage.omissions) { writer, omission in
      writer.add(omission.subject.rawValue)
      writer.add(omission.reason)
      writer.add(omission.names)
    }
    for names in [
      coverage.matchedPolicies, coverage.unmatchedPolicies, coverage.builtInPolicies,
      coverage.deployedPolicies,
    ] { add(names) }
    add(coverage.uncheckedKindsByName) { writer, kind in
      writer.add(kind.kind)
      writer.add(kind.objects)
    }
    add(coverage.cataloguedKindsByName) { writer, kind in
      writer.add(kind.kind.kind)
      writer.add(kind.kind.source)
      writer.add(kind.objects)
    }
    add(coverage.knownVersions.sorted { $0.key < $1.key }) { writer, kind in
      writer.add(kind.key)
      writer.add(kind.value)
    }
  }
}

extension RecordReader {
  /// Reads a coverage.
  package mutating func coverage() throws(Malformed) -> Coverage {
    var coverage = Coverage(environments: try texts())
    coverage.objects = try number()
    coverage.targets = try number()
    coverage.unchangedTargets = try number()
    coverage.undecided = try number()
    coverage.omissions = try list { (reader) throws(Malformed) in
      guard let subject = Omission.Subject(rawValue: try reader.text()) else { throw Malformed() }
      return Omission(subject, because: try reader.text(), try reader.texts())
    }
    coverage.matchedPolicies = try texts()
    coverage.unmatchedPolicies = try texts()
    coverage.builtInPolicies = try texts()
    coverage.deployedPolicies = try texts()
    for (kind, objects) in try list({ (reader) throws(Malformed) in
      (try reader.text(), try reader.number())
    }) { coverage.uncheckedKinds[kind] = objects }
    for (kind, objects) in try list({ (reader) throws(Malformed) in
      (
        Coverage.CataloguedKind(kind: try reader.text(), source: try reader.text()),
        try reader.number()
      )
    }) { coverage.cataloguedKinds[kind] = objects }
    for (kind, versions) in try list({ (reader) throws(Malformed) in
      (try reader.text(), try reader.texts())
    }) { coverage.knownVersions[kind] = versions }
    return coverage
  }
}
