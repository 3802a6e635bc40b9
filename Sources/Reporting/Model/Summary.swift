import Diagnostics
import Display

extension Report {
  /// How many findings of each severity, and in how many environments: `2 errors, 1 warning in 3
  /// environments`.
  var tally: String {
    let counts = Severity.allCases.sorted(by: >).compactMap { severity -> String? in
      let count = count(of: severity)
      return count == 0 ? nil : counted(count, severity.rawValue)
    }
    let environments = coverage.environments.count
    return (counts.isEmpty ? "no findings" : counts.joined(separator: ", "))
      + (environments == 0 ? "" : " in \(counted(environments, "environment"))")
  }
}

extension Coverage {
  /// What was looked at, on one line; it holds names from the repository.
  var sentence: String {
    var parts = [objects == 0 ? "nothing checked" : counted(objects, "object")]
    if !environments.isEmpty { parts[0] += " in " + environments.joined(separator: ", ") }
    if unchangedTargets > 0 { parts.append("\(counted(unchangedTargets, "target")) unchanged") }
    if !brokenTargets.isEmpty {
      parts.append("\(counted(brokenTargets.count, "target")) not rendered")
    }
    if omitted(.target) > 0 { parts.append("\(counted(omitted(.target), "target")) left out") }
    if omitted(.object) > 0 { parts.append("\(counted(omitted(.object), "object")) not judged") }
    if omitted(.expansion) > 0 {
      parts.append("\(counted(omitted(.expansion), "object")) not expanded")
    }
    if omitted(.directory) > 0 {
      parts.append("\(counted(omitted(.directory), "directory", "directories")) not looked at")
    }
    if omitted(.file) > 0 { parts.append("\(counted(omitted(.file), "file")) left alone") }
    let policies = counted(matchedPolicies.count, "policy", "policies")
    parts.append(
      "\(policies) matched, \(unmatchedPolicies.count) never matched"
        + (builtInPolicies.isEmpty ? "" : ", \(builtInPolicies.count) of them built in")
        + (deployedPolicies.isEmpty
          ? "" : ", \(deployedPolicies.count) of them deployed by environments"))
    if !uncheckedKinds.isEmpty {
      parts.append(counted(uncheckedKinds.count, "unchecked kind"))
    }
    if !cataloguedKinds.isEmpty {
      parts.append(counted(cataloguedKinds.count, "kind") + " by catalogued fields")
    }
    if !exemptions.isEmpty {
      var counts = [counted(exemptions.used, "exemption") + " used"]
      if exemptions.unused > 0 { counts.append("\(exemptions.unused) unused") }
      if exemptions.expired > 0 { counts.append("\(exemptions.expired) expired") }
      parts.append(counts.joined(separator: ", "))
    }
    if undecided > 0 { parts.append("\(undecided) undecided") }
    if known > 0 { parts.append("\(counted(known, "finding")) from before left out") }
    return parts.joined(separator: "; ")
  }

  /// What the sentence only counts and somebody should look at, as lists that are not empty.
  var shortcomings: [(name: String, items: [String])] {
    let unchecked = uncheckedKindsByName.map { entry in
      let versions = knownVersions[entry.kind] ?? []
      let known = versions.isEmpty ? "" : "; known in \(versions.joined(separator: ", "))"
      return "\(entry.kind) (\(counted(entry.objects, "object"))\(known))"
    }
    let catalogued = Dictionary(grouping: cataloguedKindsByName, by: \.kind.source)
      .sorted { $0.key < $1.key }
      .map { source, entries in
        let kinds = entries.map { $0.kind.kind.prefix { $0 != "." } }.joined(separator: ", ")
        let count = entries.reduce(0) { $0 + $1.objects }
        return "\(kinds) as in \(source) (\(counted(count, "object")))"
      }
    let omitted = omissions.map { omission in
      (
        name: "\(omission.subject.verb) (\(omission.reason))",
        items: omission.names.abridged
      )
    }
    let before = known == 0 ? [] : ["`sluice check` shows them; only what is new counts here"]
    return
      ([(name: "targets that do not render", items: brokenTargets.abridged)] + omitted + [
        (
          name: "policies that never matched",
          items: unmatchedPolicies.filter { !builtInPolicies.contains($0) }
        ),
        (name: "unchecked kinds", items: unchecked.abridged),
        (
          name: "kinds by catalogued fields, expressions not evaluated", items: catalogued.abridged
        ),
        (name: "findings from before", items: before),
      ]).filter { !$0.items.isEmpty }
  }
}

extension Diagnostic {
  /// What the finding is about and what to do, as names and values in the order to show them.
  var details: [(name: String, value: String)] {
    var details: [(name: String, value: String)] = []
    switch (object, field) {
    case (let object?, let field?): details.append(("object", object + ", " + field))
    case (let object?, nil): details.append(("object", object))
    case (nil, let field?): details.append(("field", field))
    case (nil, nil): break
    }
    if !environments.isEmpty {
      let name = environments.count == 1 ? "environment" : "environments"
      details.append((name, environments.joined(separator: ", ")))
    }
    if !releases.isEmpty { details.append(("kubernetes", releases.joined(separator: ", "))) }
    if let help { details.append(("help", help)) }
    if let fix { details.append(("fix", fix.description)) }
    return details
  }
}

extension SourcePositions {
  /// What a finding has to say after its sentence, a line each: its notes, then its details.
  mutating func explanation(of finding: Diagnostic) -> [String] {
    let notes = finding.related.map { label in
      guard let location = label.location else { return "note: " + label.message }
      let start = place(location).start
      return "\(location.file.path):\(start.line):\(start.column): note: \(label.message)"
    }
    return notes + finding.details.map { $0.name + ": " + $0.value }
  }
}

extension Omission.Subject {
  fileprivate var verb: String {
    switch self {
    case .target: "left out"
    case .directory: "not looked at"
    case .object: "not judged"
    case .expansion: "not expanded"
    case .file: "left alone"
    }
  }
}

extension [String] {
  /// As many as a person reads, with how many more there are; formats for programs have them all.
  fileprivate var abridged: [String] {
    count <= 6 ? self : prefix(5) + ["and \(count - 5) more"]
  }
}
