import Diagnostics
import Environments
import Kubernetes
import Values
import YAML

/// An entry of a list that cannot be read.
struct MalformedEntry: Error {
  let diagnostic: Diagnostic

  fileprivate init(_ mistake: String, at location: Location?, help: String) {
    diagnostic = .malformedExemption(mistake, at: location, help: help)
  }
}

extension DeclaredExemption {
  /// Reads the notations in an entry.
  init(_ entry: ListedExemption) throws(MalformedEntry) {
    guard let rule = RulePattern(entry.rule.value) else {
      throw MalformedEntry(
        "\"\(entry.rule.value)\" is no rule, and no beginning of some as policy/*",
        at: entry.rule.location, help: "`sluice explain` lists the rules")
    }
    var until: CalendarDate?
    if let text = entry.until {
      until = CalendarDate(text.value)
      guard until != nil else {
        throw MalformedEntry(
          .noDay(text.value), at: text.location, help: "it is the last day on which it holds")
      }
    }
    var object: ObjectPattern?
    if let text = entry.object {
      object = ObjectPattern(text.value)
      guard object != nil else {
        throw MalformedEntry(
          "\"\(text.value)\" names no object", at: text.location,
          help: "write Kind/name or Kind/namespace/name; a * stands for any text")
      }
    }
    self.init(
      rules: [rule], reason: entry.reason, owner: entry.owner, until: until,
      scope: .listed(
        environment: entry.environment?.value, app: entry.app?.value, object: object,
        field: entry.field?.value),
      location: entry.rule.location)
  }
}
