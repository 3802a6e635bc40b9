package import Diagnostics

/// What is wrong with a mapping that is read strictly, before a file format puts it into words.
package enum MappingMistake: Sendable {
  /// The value is no mapping.
  case notMapping(subject: String, kind: String)
  /// A field that the format does not have.
  ///
  /// - `nearest` is the known name that it resembles, if any; `known` are all of them.
  case unknownField(String, subject: String, nearest: String?, known: [String])
  /// A field that must be there and is not.
  case missingField(String, subject: String)
  /// A value of another type than the field's.
  case wrongType(Place, wanted: Wanted, found: Node)
  /// A text that must say something and is empty.
  case emptyText(Place)

  /// Where in a mapping the mistake is.
  package enum Place: Sendable {
    case field(String)
    /// An element of the list in a field.
    case element(of: String)
    /// A value of the mapping in a field.
    case entry(String, of: String)
  }

  /// The type that a value must have.
  package enum Wanted: Sendable {
    case text, boolean, integer, list, mapping

    /// The type in words, after `must be`.
    package var text: String {
      switch self {
      case .text: "a string"
      case .boolean: "true or false"
      case .integer: "an integer"
      case .list: "a list"
      case .mapping: "a mapping"
      }
    }
  }

  /// What a user is told of a mistake.
  package struct Sentence: Sendable {
    /// The rule that the mistake breaks.
    package var rule: RuleID
    /// One sentence, lower case, no full stop.
    package var message: String
    /// What to do about it.
    package var help: String?

    /// A sentence with what to do about it, where that is more than its contrary.
    package init(_ rule: RuleID, _ message: String, help: String? = nil) {
      self.rule = rule
      self.message = message
      self.help = help
    }
  }
}
