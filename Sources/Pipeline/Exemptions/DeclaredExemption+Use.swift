import Diagnostics

extension DeclaredExemption {
  /// What became of an exemption in a run.
  enum Use {
    /// It is for something that was found.
    case needed
    /// It is for nothing.
    case unneeded
    /// It is for nothing that was looked at, and not all was.
    case unknown
    /// Its last day is past.
    case expired
    /// It is for what nobody may allow.
    case refused(RuleID)
  }

  /// What is wrong with it.
  func mistake(in use: Use) -> Diagnostic? {
    if reason == nil {
      return finding(
        "exemption/without-reason", .error, "the exemption from \(named) gives no reason",
        help: "say why: reason=\"…\"")
    }
    if isTooBroad {
      return finding(
        "exemption/too-broad", .error,
        "the exemption from \(named) allows more than anybody can have looked at",
        help: "name the rule, and the object, the field or the last day; checks: in pipeline.yaml "
          + "switches a rule off")
    }
    switch use {
    case .refused(let rule):
      return finding(
        "exemption/refused", .error, "nobody may make an exception from \(rule)",
        help: "mend what it finds, and take the exemption out")
    case .expired:
      return finding(
        "exemption/expired", .warning,
        "the exemption from \(named) ended\(until.map { " on \($0)" } ?? "")",
        help: "mend what it allowed and take it out, or give it another day")
    case .unneeded:
      return finding(
        "exemption/unused", .warning, "the exemption from \(named) allows nothing",
        help: "take it out; if it is meant, it stands in the wrong place or names another rule")
    case .needed, .unknown: return nil
    }
  }

  private var named: String { rules.map(\.description).joined(separator: ", ") }

  private func finding(
    _ rule: RuleID, _ severity: Severity, _ message: String, help: String
  ) -> Diagnostic {
    Diagnostic(
      rule: rule, aspect: named, severity: severity, message: message, primary: location,
      help: help)
  }
}

extension Coverage.Exemptions {
  /// Counts an exemption by what became of it.
  mutating func count(_ exemption: DeclaredExemption, _ use: DeclaredExemption.Use) {
    switch use {
    case .needed: if exemption.grant(on: nil) != nil { used += 1 }
    case .unneeded: unused += 1
    case .expired: expired += 1
    case .refused, .unknown: break
    }
  }
}
