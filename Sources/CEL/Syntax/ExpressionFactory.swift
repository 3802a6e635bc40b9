import Diagnostics

/// Makes nodes with fresh numbers.
struct ExpressionFactory {
  private(set) var lastID = 0
  /// Where the nodes made from now on point.
  var anchor = 0
  /// The text that the nodes made from now on stand for.
  var range = ByteRange(0, 0)

  /// The name of the accumulator in the comprehensions that macros make; no source can spell it.
  static let accumulator = "@result"
  /// The name of an iteration variable that nothing reads.
  static let unusedVariable = "#unused"

  mutating func nextID() -> Int {
    lastID += 1
    return lastID
  }

  mutating func make(_ kind: Expression.Kind) -> Expression {
    Expression(id: nextID(), anchor: anchor, range: range, kind: kind)
  }

  mutating func literal(_ value: Value) -> Expression { make(.literal(value)) }

  mutating func identifier(_ name: String) -> Expression { make(.identifier(name)) }

  mutating func accumulatorReference() -> Expression {
    make(.identifier(ExpressionFactory.accumulator))
  }

  mutating func list(_ elements: [Expression]) -> Expression {
    make(.list(elements, optionals: []))
  }

  mutating func call(
    _ function: String, on target: Expression? = nil, _ arguments: [Expression]
  ) -> Expression {
    make(.call(Expression.Call(function: function, target: target, arguments: arguments)))
  }

  /// The same expression again with numbers of its own.
  mutating func copy(_ expression: Expression) -> Expression {
    let kind: Expression.Kind =
      switch expression.kind {
      case .literal, .identifier: expression.kind
      case .select(let operand, let field, let isTest):
        .select(operand: copy(operand), field: field, isTest: isTest)
      case .call(let call):
        .call(
          Expression.Call(
            function: call.function, target: call.target.map { copy($0) },
            arguments: call.arguments.map { copy($0) }))
      case .list(let elements, let optionals):
        .list(elements.map { copy($0) }, optionals: optionals)
      case .map(let entries): .map(entries.map { copy($0) })
      case .structure(let name, let fields): .structure(name: name, fields: fields.map { copy($0) })
      case .comprehension(let fold): .comprehension(copy(fold))
      }
    return Expression(id: nextID(), anchor: expression.anchor, range: expression.range, kind: kind)
  }

  private mutating func copy(_ entry: Expression.Entry) -> Expression.Entry {
    Expression.Entry(
      id: nextID(), anchor: entry.anchor, key: copy(entry.key), value: copy(entry.value),
      isOptional: entry.isOptional)
  }

  private mutating func copy(_ field: Expression.Field) -> Expression.Field {
    Expression.Field(
      id: nextID(), anchor: field.anchor, name: field.name, value: copy(field.value),
      isOptional: field.isOptional)
  }

  private mutating func copy(_ fold: Expression.Comprehension) -> Expression.Comprehension {
    let step = copy(fold.step)
    return Expression.Comprehension(
      macro: fold.macro, range: copy(fold.range), variable: fold.variable,
      secondVariable: fold.secondVariable, accumulator: fold.accumulator,
      initial: copy(fold.initial), condition: copy(fold.condition), step: step,
      result: copy(fold.result),
      predicate: fold.predicate.flatMap { predicate in
        step.firstDescendant { $0.range == predicate.range && $0.anchor == predicate.anchor }
      })
  }
}

extension Expression {
  /// The node itself or the first below it that satisfies `condition`.
  func firstDescendant(_ condition: (Expression) -> Bool) -> Expression? {
    if condition(self) { return self }
    for child in children {
      if let found = child.firstDescendant(condition) { return found }
    }
    return nil
  }

  /// Calls `body` for the node and all below it, parents first.
  func forEach(_ body: (Expression) -> Void) {
    body(self)
    forEachChild { $0.forEach(body) }
  }
}
