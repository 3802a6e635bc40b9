import Diagnostics

/// Findings of one cause at several places: the first speaks for all.
struct FindingGroup {
  let first: Diagnostic
  /// In the order of the report; empty where the finding stands for itself.
  fileprivate(set) var others: [Diagnostic] = []
}

extension Report {
  /// The findings as the report shows them to people: each by itself, or where causes are grouped one
  /// of each cause, whose others follow it.
  ///
  /// An error is somebody's to mend, so each is shown; so are two or three findings of a cause.
  var groups: [FindingGroup] {
    guard groupsCauses else { return findings.map { FindingGroup(first: $0) } }
    let counts = Dictionary(findings.map { ($0.cause, 1) }, uniquingKeysWith: +)
    var places: [Cause: Int] = [:]
    var groups: [FindingGroup] = []
    for finding in findings {
      if finding.severity < .error, counts[finding.cause, default: 0] > 3 {
        if let place = places[finding.cause] {
          groups[place].others.append(finding)
          continue
        }
        places[finding.cause] = groups.count
      }
      groups.append(FindingGroup(first: finding))
    }
    return groups
  }

  /// The three rules with the most findings, with their numbers; of equally frequent ones the first by
  /// name.
  var mostFrequentRules: [(rule: RuleID, count: Int)] {
    Dictionary(findings.map { ($0.rule, 1) }, uniquingKeysWith: +)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(3).map { (rule: $0.key, count: $0.value) }
  }
}

/// What makes findings alike to whoever mends them: the rule with its part, or with its sentence.
private struct Cause: Hashable {
  var rule: RuleID
  var part: String
}

extension Diagnostic {
  fileprivate var cause: Cause { Cause(rule: rule, part: aspect ?? message) }
}
