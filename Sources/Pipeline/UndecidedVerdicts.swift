import Diagnostics

extension [Diagnostic] {
  /// One finding for all objects on which a policy comes to no verdict: what it lacks is mostly one
  /// thing, as a Namespace object.
  func groupingUndecided() -> [Diagnostic] {
    var places: [String: Int] = [:]
    var groups: [[Diagnostic]] = []
    for finding in self {
      if finding.rule == .undecided, finding.exemption == nil, let policy = finding.aspect {
        if let place = places[policy] {
          groups[place].append(finding)
          continue
        }
        places[policy] = groups.count
      }
      groups.append([finding])
    }
    return groups.map { $0.count == 1 ? $0[0] : .undecided($0) }
  }
}

extension RuleID {
  fileprivate static let undecided: RuleID = "policy/undecided"
}

extension Diagnostic {
  /// - Precondition: the findings are of one policy, and there are at least two.
  fileprivate static func undecided(_ findings: [Diagnostic]) -> Diagnostic {
    var group = findings[0]
    group.severity = findings.map(\.severity).max() ?? group.severity
    group.message += " (and \(findings.count - 1) more objects)"
    group.related += findings.dropFirst().prefix(2).map {
      Label("\($0.object ?? ""): \($0.message)", at: $0.primary)
    }
    var environments: [String] = []
    for name in findings.flatMap(\.environments) where !environments.contains(name) {
      environments.append(name)
    }
    group.environments = environments
    return group
  }
}
