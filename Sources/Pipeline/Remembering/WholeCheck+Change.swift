import Diagnostics

extension WholeCheck {
  /// What a check of a whole tree comes to, by this one of an earlier tree and by what was found on both
  /// sides of the change in all that it reaches.
  ///
  /// What stands in a changed file is found wherever the file is read, and so all of it on both sides. What
  /// stands in other files must be the same on both sides, and so is the same in all.
  ///
  /// - Parameters:
  ///   - before: of the earlier tree, what the change reaches.
  ///   - after: of the later tree, the same.
  ///   - changed: the paths of the files that differ.
  /// - Returns: nil where it does not follow, and the whole tree has to be looked at.
  func result(
    from before: CheckResult, to after: CheckResult, changing changed: Set<String>
  ) -> CheckResult? {
    guard let earlier = WholeCheck(before), let later = WholeCheck(after),
      let coverage = coverage.changed(
        from: before.coverage, to: after.coverage, ordering: after.policyNames)
    else { return nil }
    let isChanged = { (finding: Diagnostic) in
      finding.primary.map { changed.contains($0.file.path) } ?? false
    }
    let gone = earlier.findings.filter(isChanged)
    let standing = earlier.findings.filter { !isChanged($0) }
    guard standing == later.findings.filter({ !isChanged($0) }) else { return nil }
    var kept: [Diagnostic] = []
    var replaced: [Diagnostic: Int] = [:]
    for finding in findings {
      guard isChanged(finding) else {
        guard !finding.mentions(changed) else { return nil }
        kept.append(finding)
        continue
      }
      replaced[finding, default: 0] += 1
    }
    guard replaced == Dictionary(gone.map { ($0, 1) }, uniquingKeysWith: +),
      kept.haveCauses(of: standing)
    else { return nil }
    var result = after
    result.diagnostics = kept + later.findings.filter(isChanged)
    result.coverage = coverage
    return result
  }
}

extension Diagnostic {
  /// Whether one of some files is named beside the place to edit.
  fileprivate func mentions(_ files: Set<String>) -> Bool {
    related.contains { $0.location.map { files.contains($0.file.path) } ?? false }
      || fix?.edits.contains { files.contains($0.file.path) } ?? false
  }
}

extension [Diagnostic] {
  /// Whether each of others is one of these, be it that these reach further environments.
  fileprivate func haveCauses(of others: [Diagnostic]) -> Bool {
    guard !others.isEmpty else { return true }
    let places = Set(others.map(\.primary))
    let known = filter { places.contains($0.primary) }
    return others.allSatisfy { finding in
      known.contains {
        $0.rule == finding.rule && $0.primary == finding.primary && $0.field == finding.field
          && $0.message == finding.message && $0.severity >= finding.severity
          && Set(finding.environments).isSubset(of: $0.environments)
      }
    }
  }
}

extension Coverage {
  /// The coverage of a whole after a part was replaced; nil where only the whole tells.
  ///
  /// - Parameter policies: the names of those that are loaded for the part, in their order.
  fileprivate func changed(
    from before: Coverage, to after: Coverage, ordering policies: [String]
  ) -> Coverage? {
    var (before, after, result) = (before, after, self)
    // What applied to the part may have applied to nothing else.
    guard Set(before.matchedPolicies).isSubset(of: after.matchedPolicies) else { return nil }
    let matched = Set(matchedPolicies).union(after.matchedPolicies)
    if matched.count > matchedPolicies.count {
      guard Set(policies) == matched.union(unmatchedPolicies) else { return nil }
      result.matchedPolicies = policies.filter(matched.contains)
      result.unmatchedPolicies = policies.filter { !matched.contains($0) }
    }
    result.objects += after.objects - before.objects
    result.targets += after.targets - before.targets
    for part in [\Coverage.objects, \.targets, \.unchangedTargets] {
      (before[keyPath: part], after[keyPath: part]) = (0, 0)
    }
    for names in [\Coverage.matchedPolicies, \.unmatchedPolicies] {
      (before[keyPath: names], after[keyPath: names]) = ([], [])
    }
    return before == after ? result : nil
  }
}
