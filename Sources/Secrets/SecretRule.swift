package import Diagnostics

/// A kind of secret: how it is told, and what the manual says of it.
package struct SecretRule: Sendable {
  /// The rule's id, as `secret/github-token`.
  package let id: RuleID
  /// What is found, as a message calls it: `a GitHub token`.
  package let noun: String
  /// How much a finding matters.
  package let severity: Severity
  /// What the manual says.
  package let manual: Manual
  /// The forms that tell it wherever they stand; none where a name or a structure does.
  let formats: [TokenFormat]
  /// Texts that are and are not reported, in the notation of ``Examples``.
  package let examples: Examples

  /// The heads under which a rule is explained.
  package struct Manual: Hashable, Sendable {
    /// What the rule checks: one sentence.
    package var check: String
    /// Why it matters.
    package var reason: String
    /// What to do instead.
    package var instead: String
  }

  /// Texts that a rule reports, and texts that it leaves alone.
  ///
  /// No text holds what a scanner would take for a real secret: `⟨b62:36⟩` stands for so many
  /// characters of an alphabet, and whoever runs an example puts them there.
  package struct Examples: Sendable {
    /// Manifests and files without a finding of the rule.
    package var passing: [Example]
    /// Those with one, which ends where the mark `1️⃣` stands at the beginning of its line's value.
    package var failing: [Example]
  }

  /// A file to look at.
  package struct Example: Sendable {
    /// The file's name, which may say what it holds.
    package var path: String
    /// What it holds, in the notation of ``Examples``.
    package var text: String

    /// A file of that name; a manifest where none is given.
    package init(_ text: String, in path: String = "manifest.yaml") {
      self.path = path
      self.text = text
    }

    /// The text for people, without its mark and with an ellipsis for what is to be put there.
    package var shown: String {
      var shown = ""
      var depth = 0
      for character in text {
        switch character {
        case "⟨":
          if depth == 0 { shown.append("…") }
          depth += 1
        case "⟩": depth -= 1
        case "1️⃣": continue
        default: if depth == 0 { shown.append(character) }
        }
      }
      return shown
    }
  }

  init(
    _ id: RuleID, _ noun: String, severity: Severity = .error, check: String, why: String,
    instead: String = Self.keptElsewhere, formats: [TokenFormat] = [], passing: [Example] = [],
    failing: [Example]
  ) {
    self.id = id
    self.noun = noun
    self.severity = severity
    manual = Manual(check: check, reason: why, instead: instead)
    self.formats = formats
    examples = Examples(passing: passing, failing: failing)
  }

  static let keptElsewhere =
    "Revoke it, for Git keeps what is deleted. Let an ExternalSecret fetch the new one, or encrypt it "
    + "with SOPS or as a SealedSecret, and name the Secret with secretKeyRef."
}

/// A form that a kind of secret has wherever it stands.
struct TokenFormat: Sendable {
  /// Texts one of which every secret of the form has; where none stands, nothing else is looked at.
  let marks: [String]
  /// RE2; the last group is the secret.
  let expression: String
  /// How many characters of a token follow a mark at least.
  let reach: Int
  /// Whether a mark that is a word, or the beginning of one, stands at the beginning of one alone.
  let beginsWord: Bool
  /// What the form says beyond its characters; nil where that is nothing.
  let judge: (@Sendable (String) -> TokenVerdict)?

  /// - Parameter expression: without what stands before and behind, which is no part of a word.
  init(
    _ marks: String..., followedBy reach: Int = 0, beginsWord: Bool = true,
    like expression: String, judge: (@Sendable (String) -> TokenVerdict)? = nil
  ) {
    self.marks = marks
    self.reach = reach
    self.beginsWord = beginsWord
    self.expression = "(?:^|[^0-9A-Za-z_-])(\(expression))(?:$|[^0-9A-Za-z_-])"
    self.judge = judge
  }

  /// A form whose surroundings the expression says itself.
  init(
    _ marks: String..., followedBy reach: Int = 0, within expression: String,
    judge: (@Sendable (String) -> TokenVerdict)? = nil
  ) {
    self.marks = marks
    self.reach = reach
    beginsWord = false
    self.expression = expression
    self.judge = judge
  }
}

/// What check digits, or the parts of a token, say of it.
enum TokenVerdict: Sendable {
  /// It is what it looks like.
  case sound
  /// It has the form, and its check digits are wrong: mistyped, or made up.
  case unsound
  /// It is something else.
  case other
}
