import Diagnostics
import Kubernetes
import Values

/// What somebody allows, as a remark, an annotation or an entry of a list says it.
struct DeclaredExemption: Sendable {
  /// At least one.
  var rules: [RulePattern]
  /// Why; nil where nobody says it.
  var reason: String?
  /// Who answers for it.
  var owner: String?
  /// The last day on which it holds; nil for no end.
  var until: CalendarDate?
  var scope: Scope
  /// The text that says so.
  var location: Location?

  /// What it is for.
  enum Scope: Sendable {
    /// What is found on these lines of a file, counted from 1, and anywhere in files that can hold no
    /// remark and that the first of the lines names.
    case lines(ClosedRange<Int>, of: String, naming: [String])
    /// What is found of an object, in environments that render it so.
    case object(ObjectIdentity, from: Location?, environments: Set<String>)
    /// What an entry of a list says; what it leaves out may be anything.
    case listed(environment: String?, app: String?, object: ObjectPattern?, field: String?)
  }
}

extension DeclaredExemption {
  /// Whether it would allow more than anybody can have looked at: every rule, an area of them without
  /// the object or the line, or one rule anywhere and for ever.
  var isTooBroad: Bool {
    if rules.contains(where: \.isEvery) { return true }
    let areSeveral = rules.contains(where: \.isArea)
    return switch scope {
    case .lines(_, _, let files): areSeveral && !files.isEmpty
    case .object: false
    case .listed(nil, nil, nil, nil): areSeveral || until == nil
    case .listed(_, _, let object, let field): areSeveral && object == nil && field == nil
    }
  }

  /// Whether it is written where the finding is, not in a list.
  private var isInSource: Bool {
    if case .listed = scope { false } else { true }
  }

  /// Whether its last day is before another.
  func hasExpired(on today: CalendarDate?) -> Bool {
    guard let until, let today else { return false }
    return until < today
  }

  /// What it says of a finding on a day; nil where it does not hold.
  func grant(on today: CalendarDate?) -> Exemption? {
    guard let reason, !isTooBroad, !hasExpired(on: today) else { return nil }
    return Exemption(reason: reason, owner: owner, isInSource: isInSource)
  }

  func names(_ rule: RuleID) -> Bool { rules.contains { $0.names(rule) } }
}

/// A rule as exemptions name it, or several: `policy/image-pinned`, `policy/pod-security-*`, `secret/`.
struct RulePattern: Hashable, Sendable, CustomStringConvertible {
  let description: String
  private let prefix: Substring?

  /// Nil where a `*` is not the end.
  init?(_ text: some StringProtocol) {
    description = String(text)
    let start = description.hasSuffix("*") ? description.dropLast() : description[...]
    guard !description.isEmpty, !start.contains("*") else { return nil }
    prefix = start.endIndex < description.endIndex || start.hasSuffix("/") ? start : nil
  }

  /// Whether it is the beginning of rules.
  var isArea: Bool { prefix != nil }

  /// Whether it is the beginning of all rules.
  var isEvery: Bool { prefix?.isEmpty ?? false }

  func names(_ rule: RuleID) -> Bool {
    prefix.map(rule.text.hasPrefix) ?? (rule.text == description)
  }
}
