/// What a CEL compiler says of the expressions inside an API object.
///
/// The compiler lives above this module; without one, expressions are only required to be there.
package struct ExpressionRules: Sendable {
  /// What the expressions of one object may refer to.
  package struct Scope: Hashable, Sendable {
    /// Whether `params` is declared.
    package let hasParams: Bool
    /// Whether `variables` is declared; which of them there are, the compiler learns one by one.
    package let hasVariables: Bool

    package init(hasParams: Bool, hasVariables: Bool) {
      self.hasParams = hasParams
      self.hasVariables = hasVariables
    }
  }

  /// What an expression is for, which says what it may refer to and what it must result in.
  package enum Purpose: Hashable, Sendable {
    case validation, messageExpression, auditAnnotation, matchCondition
    /// The value of a variable of that name, which expressions after it can read.
    case variable(String)
    case applyConfiguration, jsonPatch
    /// Picks devices; it refers to nothing but `device`.
    case deviceSelector
  }

  /// Why the server refuses an expression.
  package struct Complaint: Error, Hashable {
    /// The server's words: `must evaluate to bool but got int`.
    package let message: String
    /// Each fault of the expression with its place; empty where only the whole is wrong.
    package let problems: [Problem]
    /// Whether the expression is sound but may cost too much.
    package let isAboutCost: Bool

    package init(message: String, problems: [Problem], isAboutCost: Bool = false) {
      self.message = message
      self.problems = problems
      self.isAboutCost = isAboutCost
    }
  }

  /// One thing that is wrong with an expression.
  package struct Problem: Hashable, Sendable {
    /// The compiler's sentence.
    package let message: String
    /// The byte of the expression at which it points; nil where it is about all of it.
    package let offset: Int?

    package init(message: String, offset: Int? = nil) {
      self.message = message
      self.offset = offset
    }
  }

  /// Judges the expressions of one object, one after another, in the server's order; nil for one
  /// that compiles to a type that its field takes.
  package typealias Compiler = (_ expression: String, _ purpose: Purpose) -> Complaint?

  /// Begins with the expressions of an object.
  package let compiler: @Sendable (Scope) -> Compiler

  package init(compiler: @escaping @Sendable (Scope) -> Compiler) {
    self.compiler = compiler
  }

  /// Accepts every expression.
  package static let unchecked = ExpressionRules { _ in { _, _ in nil } }
}
