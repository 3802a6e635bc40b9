import Diagnostics
import Display

/// Findings of one cause at several places: the first speaks for all.
struct FindingGroup {
  let first: Diagnostic
  /// In the order of the report; empty where the finding stands for itself.
  fileprivate(set) var others: [Diagnostic] = []

  /// How many others there are and where, as a name and a value to show it by; nil where there is none.
  func remark(at positions: inout SourcePositions) -> (name: String, value: String)? {
    guard !others.isEmpty else { return nil }
    let own = Self.place(of: first, at: &positions)
    var places: [String] = []
    for finding in others where places.count < 5 {
      let place = Self.place(of: finding, at: &positions)
      if place != own, !places.contains(place) { places.append(place) }
    }
    if places.count == 5 { places[4] = "…" }
    return (
      "and \(others.count) more like it",
      places.isEmpty ? "at the same place" : places.joined(separator: ", ")
    )
  }

  private static func place(
    of finding: Diagnostic, at positions: inout SourcePositions
  ) -> String {
    guard let location = finding.primary else { return finding.object ?? finding.message }
    let start = positions.place(location).start
    return "\(location.file.path):\(start.line):\(start.column)"
  }
}

extension Report {
  /// The findings as the report shows them to people: each by itself, or where causes are grouped one
  /// of each cause, whose others follow it.
  ///
  /// An error is somebody's to mend, so each is shown; so are two or three findings of a cause.
  var groups: [FindingGroup] { groups(of: findings) }

  /// The findings that code hosts show at their lines, in the same way.
  var annotatedGroups: [FindingGroup] { groups(of: annotated) }

  private func groups(of findings: [Diagnostic]) -> [FindingGroup] {
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

  /// What to do about many findings where causes are grouped, in names and values under a title: the
  /// rules with the most of them, how each counts otherwise, and how to allow what one finds.
  var advice: (title: String, items: [(name: String, value: String)])? {
    let rules = mostFrequentRules
    guard groupsCauses, !rules.isEmpty else { return nil }
    var items = rules.map { (name: $0.rule.text, value: counted($0.count, "finding")) }
    items.append(
      (
        "exemptions",
        "`# sluice:ignore RULE reason=\"…\" until=YYYY-MM-DD` on the line of a finding allows it, an "
          + "entry of exemptions.yaml what is found of an object, an app or an environment"
      ))
    items.append(("--full", "shows each finding; `sluice explain RULE` says what a rule wants"))
    if !coverage.builtInPolicies.isEmpty {
      items.append(
        (
          "built-in policies",
          "warn; `sluice policies list` names them, `sluice policies export DIR` writes them to be "
            + "changed"
        ))
    }
    return (
      "rules with the most findings, each of which may be `error` or `off` under checks: in "
        + "pipeline.yaml", items
    )
  }

  /// The three rules with the most findings, with their numbers; of equally frequent ones the first by
  /// name.
  private var mostFrequentRules: [(rule: RuleID, count: Int)] {
    Dictionary(findings.map { ($0.rule, 1) }, uniquingKeysWith: +)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(3).map { (rule: $0.key, count: $0.value) }
  }
}

/// What makes findings alike to whoever mends them: the rule with its part, or with its sentence.
struct Cause: Hashable {
  let rule: RuleID
  let part: String
}

extension Diagnostic {
  /// What makes the finding like others.
  var cause: Cause { Cause(rule: rule, part: aspect ?? message) }
}
