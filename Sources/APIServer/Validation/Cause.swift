package import Diagnostics

/// One reason why the server refuses an object: a field that breaks a rule.
package struct Cause: Hashable, Sendable {
  /// The class of the fault, as a `Status` names it.
  package let reason: Reason
  /// The field as the server names it: `spec.template.spec.containers[0].image`.
  package let field: String
  /// What is wrong, in the server's words.
  package let message: String
  /// The value at fault, or its closest present parent.
  package let location: Location?
  /// For an expression that does not compile, each thing that is wrong with it, at its place.
  package let problems: [Label]

  /// The kinds of cause, by the names that the server uses in a Status.
  package enum Reason: String, Hashable, Sendable {
    case invalid = "FieldValueInvalid"
    case required = "FieldValueRequired"
    case notSupported = "FieldValueNotSupported"
    case duplicate = "FieldValueDuplicate"
    case notFound = "FieldValueNotFound"
    case forbidden = "FieldValueForbidden"
    case tooLong = "FieldValueTooLong"
    case tooMany = "FieldValueTooMany"
    case typeInvalid = "FieldValueTypeInvalid"
    case internalError = "InternalError"
  }

  package init(
    reason: Reason, field: String, message: String, location: Location?, problems: [Label] = []
  ) {
    self.reason = reason
    self.field = field
    self.message = message
    self.location = location
    self.problems = problems
  }

  /// What is wrong, as a sentence of its own: the server's words, which do not say which field is
  /// missing, with the field.
  package var headline: String { reason == .required ? "\(field): \(message)" : message }
}
