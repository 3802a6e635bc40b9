package import Diagnostics
package import Display

/// What a rule checks and why, and what to do when it reports.
package struct RuleEntry: Hashable, Sendable {
  /// The rule's id.
  package var id: RuleID
  /// What it checks: one sentence.
  package var summary: String
  /// Why it matters.
  package var why: String
  /// The source that it reports.
  package var example: String
  /// What to do instead.
  package var fix: String

  init(_ id: RuleID, _ summary: String, why: String, example: String, fix: String) {
    self.id = id
    self.summary = summary
    self.why = why
    self.example = example
    self.fix = fix
  }

  /// The entry for people.
  package var shown: Shown {
    let example = example.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "    \($0)\n" as Shown }.joined()
    return """
      \(id.text)

      \(summary)

      Why
        \(why)

      Example
      \(example)
      Instead
        \(fix)

      """
  }
}

/// Every rule that is reported, by chapter.
package enum RuleManual {
  /// The entries in the order of their ids; a policy's own rule is described by the policy.
  package static let entries: [RuleEntry] =
    (yaml + api + pipeline + kustomize + flux + argo + policy + test + promotion + relations
    + secret + exemption + forecast + upgrade)
    .sorted { $0.id < $1.id }

  /// The entry of a rule; nil for one that the manual does not have.
  package static func entry(_ id: RuleID) -> RuleEntry? { entries.first { $0.id == id } }

  /// All ids with their summaries, a line each.
  package static var index: Shown {
    let width = entries.map(\.id.text.count).max() ?? 0
    return entries.map { entry in
      "\(entry.id.text)\(.spaces(width - entry.id.text.count))  \(entry.summary)\n"
    }.joined()
  }
}
