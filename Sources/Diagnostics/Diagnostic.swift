/// One thing wrong, or worth knowing, about the user's files.
package struct Diagnostic: Hashable, Sendable {
  /// What was checked.
  package var rule: RuleID
  /// Which part of the rule it is, where a rule has several that may meet in one field.
  ///
  /// A policy's expression, the server's word for a cause. Never shown; it tells findings apart.
  package var aspect: String?
  /// How much it matters, with what the configuration says of its rule.
  package var severity: Severity
  /// One sentence, lower case, no full stop, that never holds a secret value.
  package var message: String
  /// The text to edit; nil only when no file is to blame, as for an empty directory.
  package var primary: Location?
  /// Other places that explain the finding: what overrode the value, the policy, a first definition.
  package var related: [Label]
  /// What to do about it, as a sentence.
  package var help: String?
  /// A change that would settle it.
  package var fix: Fix?
  /// The Kubernetes object that the finding is about, as `Deployment/ml-staging/model-api`.
  package var object: String?
  /// The path of the field inside the object, as `spec.template.spec.containers[0].image`.
  package var field: String?
  /// What the entries of lists that the field is in are called, from the outermost, as far as they have
  /// names; never shown, it tells findings apart where a position does not.
  package var entries: [String] = []
  /// The names of the environments that the finding reaches, in the pipeline's order.
  package var environments: [String]
  /// The releases of the server that the finding is for, the oldest first; empty where only one was
  /// asked.
  package var releases: [String] = []
  /// Whether no report may quote the bytes that the finding points at, because they hold a secret.
  package var hidesSource: Bool
  /// The secret that the finding is about, which tells it from others; no report has it.
  package var hidden: HiddenText?
  /// Why somebody allows what is found; nil for a finding that is to be reported.
  package var exemption: Exemption?

  package init(
    rule: RuleID, aspect: String? = nil, severity: Severity, message: String,
    primary: Location? = nil, related: [Label] = [], help: String? = nil, fix: Fix? = nil,
    object: String? = nil, field: String? = nil, environments: [String] = [],
    hidesSource: Bool = false
  ) {
    self.rule = rule
    self.aspect = aspect
    self.severity = severity
    self.message = message
    self.primary = primary
    self.related = related
    self.help = help
    self.fix = fix
    self.object = object
    self.field = field
    self.environments = environments
    self.hidesSource = hidesSource
  }
}

/// The stable name of a rule: `area/name`, as in `yaml/duplicate-key`.
///
/// It is what a user searches for, exempts and configures, so it never changes its meaning.
package struct RuleID: Hashable, Sendable, Comparable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The whole name, as `yaml/duplicate-key`.
  package let text: String
  package init(_ text: String) { self.text = text }
  package init(stringLiteral text: String) { self.init(text) }
  package var description: String { text }
  package static func < (left: RuleID, right: RuleID) -> Bool { left.text < right.text }
}

/// How much a finding matters.
package enum Severity: String, Sendable, CaseIterable, Comparable {
  case note, warning, error

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A further place that belongs to a finding, with what it has to do with it.
package struct Label: Hashable, Sendable {
  /// A sentence fragment: `first defined here`.
  package var message: String
  /// The place; nil when the label is a remark on the whole finding.
  package var location: Location?

  package init(_ message: String, at location: Location? = nil) {
    self.message = message
    self.location = location
  }
}

/// Edits that settle a finding.
package struct Fix: Hashable, Sendable {
  /// Whether the edits may be applied unseen.
  package enum Applicability: String, Sendable {
    /// Keeps the meaning of everything else.
    case safe
    /// Needs a person to look.
    case unsafe
    /// Shows the idea only.
    case display
  }

  package var description: String
  /// What to change, at most one entry a file.
  package var edits: [FileEdit]
  /// Whether a tool may apply it unasked.
  package var applicability: Applicability

  package init(_ description: String, edits: [FileEdit], applicability: Applicability) {
    self.description = description
    self.edits = edits
    self.applicability = applicability
  }
}
