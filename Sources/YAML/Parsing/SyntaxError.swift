package import Diagnostics

/// A reason why a file's text is not YAML that Kubernetes' tools would read.
package struct SyntaxError: Error, Hashable, Sendable {
  /// The rule that the text breaks, which gives the finding its name.
  package var kind: Kind
  /// One sentence, lower case, no full stop.
  package var message: String
  /// The text to mend.
  package var location: Location
  /// The earlier place that the text contradicts, as the first use of a duplicated key.
  package var related: Label?

  /// The rule that a file breaks.
  package enum Kind: String, Sendable {
    case syntax, encoding, duplicateKey, alias, limit

    /// `yaml/syntax` and so on, under which the error is reported.
    package var rule: RuleID {
      switch self {
      case .syntax: "yaml/syntax"
      case .encoding: "yaml/encoding"
      case .duplicateKey: "yaml/duplicate-key"
      case .alias: "yaml/alias"
      case .limit: "yaml/limit"
      }
    }
  }

  /// The error as a finding.
  package var diagnostic: Diagnostic {
    Diagnostic(
      rule: kind.rule, severity: .error, message: message, primary: location,
      related: related.map { [$0] } ?? [])
  }
}
