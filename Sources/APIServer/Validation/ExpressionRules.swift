/// What a CEL compiler says of an expression inside an API object.
///
/// The compiler lives above this module; without one, expressions are only required to be there.
package struct ExpressionRules: Sendable {
  /// What an expression may refer to and must result in.
  package struct Context: Sendable {
    /// What the expression is for.
    package var purpose: Purpose
    /// Whether `params` is declared.
    package var hasParams: Bool
    /// The composed variables declared before it, in order.
    package var variables: [(name: String, expression: String)]

    package init(
      purpose: Purpose, hasParams: Bool = false,
      variables: [(name: String, expression: String)] = []
    ) {
      self.purpose = purpose
      self.hasParams = hasParams
      self.variables = variables
    }
  }

  package enum Purpose: Sendable {
    case validation, messageExpression, auditAnnotation, matchCondition, variable, mutation
  }

  /// The server's complaint about an expression, or nil when it compiles.
  package let complaint: @Sendable (_ expression: String, _ context: Context) -> String?

  package init(complaint: @escaping @Sendable (String, Context) -> String?) {
    self.complaint = complaint
  }

  /// Accepts every expression.
  package static let unchecked = ExpressionRules { _, _ in nil }
}
