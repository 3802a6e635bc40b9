/// A call that the parser replaces by another expression.
package struct Macro: Sendable {
  struct Key: Equatable, Sendable {
    let name: String
    let argumentCount: Int
    let isMember: Bool
  }

  let key: Key
  /// What the macro means, as a sentence.
  package let documentation: String
  /// Expressions with it and their values.
  package let examples: [Example]
  let expand:
    @Sendable (inout ExpressionFactory, Expression?, [Expression]) throws(MacroError) -> Expression

  /// The name that is called.
  package var name: String { key.name }

  init(
    _ name: String, arguments: Int, isMember: Bool = true, documentation: String,
    examples: [Example] = [],
    expand:
      @escaping @Sendable (inout ExpressionFactory, Expression?, [Expression]) throws(MacroError) ->
      Expression
  ) {
    key = Key(name: name, argumentCount: arguments, isMember: isMember)
    self.documentation = documentation
    self.examples = examples
    self.expand = expand
  }
}

/// Macros, of which the last that was added counts where several would replace a call.
struct MacroTable: Sendable {
  /// By the lengths of their names, which tell most calls from all of them.
  private var macros: [[Macro]] = []

  subscript(key: Macro.Key) -> Macro? {
    let length = key.name.utf8.count
    return length < macros.count ? macros[length].last { $0.key == key } : nil
  }

  mutating func add(_ macro: Macro) {
    let length = macro.name.utf8.count
    while macros.count <= length { macros.append([]) }
    macros[length].append(macro)
  }
}

/// An expression and what it evaluates to, both in the language; they document and test a function.
package struct Example: Sendable {
  /// An expression that compiles.
  package let expression: String
  /// An expression with the same value, or nil when the example fails.
  package let result: String?

  package init(_ expression: String, _ result: String?) {
    self.expression = expression
    self.result = result
  }
}

/// Why a macro cannot be expanded.
struct MacroError: Error {
  let anchor: Int
  let message: String

  init(_ message: String, at expression: Expression) {
    self.message = message
    anchor = expression.anchor
  }
}

/// The name of an iteration variable.
func iterationVariable(
  _ expression: Expression, message: String
) throws(MacroError) -> String {
  guard case .identifier(let name) = expression.kind else {
    throw MacroError(message, at: expression)
  }
  guard name != ExpressionFactory.accumulator, name != "__result__" else {
    throw MacroError("iteration variable overwrites accumulator variable", at: expression)
  }
  return name
}
