extension Macro {
  /// The macros of the specification.
  static let standard: [Macro] = [
    Macro(
      "has", arguments: 1, isMember: false,
      documentation: "Tells whether a field is set or a map has a key.",
      examples: [Example("has({'a': 1}.a)", "true"), Example("has({'a': 1}.b)", "false")],
      expand: expandHas),
    Macro(
      "all", arguments: 2,
      documentation: "Tells whether every element of a list, or key of a map, satisfies.",
      examples: [Example("[1, 2].all(x, x > 0)", "true"), Example("[1, 0].all(x, x > 0)", "false")]
    ) { factory, target, arguments throws(MacroError) in
      try expandQuantifier(.all, &factory, target, arguments)
    },
    Macro(
      "exists", arguments: 2,
      documentation: "Tells whether some element of a list, or key of a map, satisfies.",
      examples: [
        Example("[1, 2].exists(x, x > 1)", "true"), Example("[].exists(x, true)", "false"),
      ]
    ) { factory, target, arguments throws(MacroError) in
      try expandQuantifier(.exists, &factory, target, arguments)
    },
    existsOne("exists_one"),
    existsOne("existsOne"),
    Macro(
      "map", arguments: 2, documentation: "The list of what an expression makes of each element.",
      examples: [Example("[1, 2].map(x, x * 2)", "[2, 4]")], expand: expandMap),
    Macro(
      "map", arguments: 3,
      documentation: "The list of what an expression makes of each element that satisfies.",
      examples: [Example("[1, 2].map(x, x > 1, x * 2)", "[4]")], expand: expandMap),
    Macro(
      "filter", arguments: 2, documentation: "The list of the elements that satisfy.",
      examples: [Example("[1, 2].filter(x, x > 1)", "[2]")], expand: expandFilter),
  ]

  private static func existsOne(_ name: String) -> Macro {
    Macro(
      name, arguments: 2, documentation: "Tells whether exactly one element satisfies.",
      examples: [Example("[1, 2].\(name)(x, x > 1)", "true")]
    ) { factory, target, arguments throws(MacroError) in
      try expandQuantifier(.existsOne, &factory, target, arguments)
    }
  }

  private static func expandHas(
    _ factory: inout ExpressionFactory, _ target: Expression?, _ arguments: [Expression]
  ) throws(MacroError) -> Expression {
    guard case .select(let operand, let field, _) = arguments[0].kind else {
      throw MacroError("invalid argument to has() macro", at: arguments[0])
    }
    return factory.make(.select(operand: operand, field: field, isTest: true))
  }

  private static func expandQuantifier(
    _ quantifier: Quantifier, _ factory: inout ExpressionFactory, _ target: Expression?,
    _ arguments: [Expression]
  ) throws(MacroError) -> Expression {
    let variable = try iterationVariable(arguments[0], message: "argument must be a simple name")
    return quantifier.fold(
      over: target ?? arguments[0], variable, second: nil, predicate: arguments[1], &factory)
  }

  private static func expandMap(
    _ factory: inout ExpressionFactory, _ target: Expression?, _ arguments: [Expression]
  ) throws(MacroError) -> Expression {
    let variable = try iterationVariable(arguments[0], message: "argument is not an identifier")
    let filter = arguments.count == 3 ? arguments[1] : nil
    return Macro.listFold(
      "map", over: target ?? arguments[0], variable, second: nil, filter: filter,
      element: arguments[arguments.count - 1], &factory)
  }

  private static func expandFilter(
    _ factory: inout ExpressionFactory, _ target: Expression?, _ arguments: [Expression]
  ) throws(MacroError) -> Expression {
    let variable = try iterationVariable(arguments[0], message: "argument is not an identifier")
    return Macro.listFold(
      "filter", over: target ?? arguments[0], variable, second: nil, filter: arguments[1],
      element: arguments[0], &factory)
  }

  /// A fold that appends an element a turn, or only in turns that satisfy `filter`.
  static func listFold(
    _ macro: String, over range: Expression, _ variable: String, second: String?,
    filter: Expression?, element: Expression, _ factory: inout ExpressionFactory
  ) -> Expression {
    var step = factory.call(
      Operator.add, [factory.accumulatorReference(), factory.list([element])])
    if let filter {
      step = factory.call(
        Operator.conditional, [filter, step, factory.accumulatorReference()])
    }
    return factory.fold(
      macro, over: range, variable, second: second, initial: factory.list([]),
      condition: factory.literal(.bool(true)), step: step,
      result: factory.accumulatorReference(), predicate: filter)
  }
}

/// The macros that ask how many elements satisfy a predicate.
enum Quantifier: String {
  case all
  case exists
  case existsOne

  func fold(
    over range: Expression, _ variable: String, second: String?, predicate: Expression,
    _ factory: inout ExpressionFactory
  ) -> Expression {
    let initial: Expression
    let condition: Expression
    let step: Expression
    var result = factory.accumulatorReference()
    switch self {
    case .all:
      initial = factory.literal(.bool(true))
      condition = factory.call(Operator.notStrictlyFalse, [factory.accumulatorReference()])
      step = factory.call(Operator.and, [factory.accumulatorReference(), predicate])
    case .exists:
      initial = factory.literal(.bool(false))
      condition = factory.call(
        Operator.notStrictlyFalse, [factory.call(Operator.not, [factory.accumulatorReference()])])
      step = factory.call(Operator.or, [factory.accumulatorReference(), predicate])
    case .existsOne:
      initial = factory.literal(.int(0))
      condition = factory.literal(.bool(true))
      let increment = factory.call(
        Operator.add, [factory.accumulatorReference(), factory.literal(.int(1))])
      step = factory.call(
        Operator.conditional, [predicate, increment, factory.accumulatorReference()])
      result = factory.call(Operator.equals, [result, factory.literal(.int(1))])
    }
    return factory.fold(
      rawValue, over: range, variable, second: second, initial: initial, condition: condition,
      step: step, result: result, predicate: predicate)
  }
}

extension ExpressionFactory {
  mutating func fold(
    _ macro: String, over range: Expression, _ variable: String, second: String?,
    initial: Expression, condition: Expression, step: Expression, result: Expression,
    predicate: Expression? = nil, accumulator: String = accumulator
  ) -> Expression {
    make(
      .comprehension(
        Expression.Comprehension(
          macro: macro, range: range, variable: variable, secondVariable: second,
          accumulator: accumulator, initial: initial, condition: condition, step: step,
          result: result, predicate: predicate)))
  }
}
