extension Macro {
  /// The comprehensions that name a key or index beside each value.
  static let twoVariable: [Macro] =
    [
      quantifier("all", .all, "Tells whether every entry satisfies.", "[5].all(i, v, i < v)"),
      quantifier(
        "exists", .exists, "Tells whether some entry satisfies.", "[5].exists(i, v, v == 5)"),
      quantifier(
        "existsOne", .existsOne, "Tells whether one entry satisfies.", "[5].existsOne(i, v, i == 0)"
      ),
      quantifier(
        "exists_one", .existsOne, "Tells whether one entry satisfies.",
        "[5].exists_one(i, v, i == 0)"),
    ]
    + [3, 4].flatMap { count in
      [
        transformation(
          "transformList", count, "The list of what an expression makes of each entry.",
          Example("[1, 2].transformList(i, v, i + v)", "[1, 3]")
        ) { factory, range, names, filter, transform in
          listFold(
            "transformList", over: range, names.0, second: names.1, filter: filter,
            element: transform, &factory)
        },
        transformation(
          "transformMap", count, "The map with the same keys and other values.",
          Example("{'a': 1}.transformMap(k, v, v + 1)", "{'a': 2}")
        ) { factory, range, names, filter, transform in
          let key = factory.identifier(names.0)
          return mapFold("transformMap", range, names, filter, [key, transform], &factory)
        },
        transformation(
          "transformMapEntry", count, "The map of the entries that an expression makes.",
          Example("{'a': 'b'}.transformMapEntry(k, v, {v: k})", "{'b': 'a'}")
        ) { factory, range, names, filter, transform in
          mapFold("transformMapEntry", range, names, filter, [transform], &factory)
        },
      ]
    }

  /// `optMap` and `optFlatMap`.
  static let optional: [Macro] = [
    Macro(
      "optMap", arguments: 2, documentation: "An optional of what an expression makes of a value.",
      examples: [
        Example("optional.of(1).optMap(x, x + 1).value()", "2"),
        Example("optional.none().optMap(x, 1).hasValue()", "false"),
      ]
    ) { factory, target, arguments throws(MacroError) in
      try expandOptional("optMap", &factory, target, arguments, wraps: true)
    },
    Macro(
      "optFlatMap", arguments: 2,
      documentation: "The optional that an expression makes of a value.",
      examples: [Example("optional.of([1]).optFlatMap(x, x[?0]).value()", "1")]
    ) { factory, target, arguments throws(MacroError) in
      try expandOptional("optFlatMap", &factory, target, arguments, wraps: false)
    },
  ]

  /// `cel.bind`, which names a value within one expression.
  static let bindings: [Macro] = [
    Macro(
      "bind", arguments: 3, documentation: "An expression in which a name stands for a value.",
      examples: [Example("cel.bind(x, 2, x * x)", "4")]
    ) { factory, target, arguments throws(MacroError) in
      guard let target, target.qualifiedName == "cel" else {
        return factory.call("bind", on: target, arguments)
      }
      guard case .identifier(let name) = arguments[0].kind else {
        throw MacroError("cel.bind() variable names must be simple identifiers", at: arguments[0])
      }
      return factory.bind("bind", name, to: arguments[1], in: arguments[2])
    }
  ]

  private static func quantifier(
    _ name: String, _ quantifier: Quantifier, _ documentation: String, _ example: String
  ) -> Macro {
    Macro(
      name, arguments: 3, documentation: documentation, examples: [Example(example, "true")]
    ) { factory, target, arguments throws(MacroError) in
      let names = try iterationVariables(arguments)
      return quantifier.fold(
        over: target ?? arguments[0], names.0, second: names.1, predicate: arguments[2], &factory)
    }
  }

  private static func transformation(
    _ name: String, _ count: Int, _ documentation: String, _ example: Example,
    fold:
      @escaping @Sendable (
        inout ExpressionFactory, Expression, (String, String), Expression?, Expression
      ) -> Expression
  ) -> Macro {
    Macro(name, arguments: count, documentation: documentation, examples: [example]) {
      factory, target, arguments throws(MacroError) in
      let names = try iterationVariables(arguments)
      let filter = count == 4 ? arguments[2] : nil
      return fold(&factory, target ?? arguments[0], names, filter, arguments[count - 1])
    }
  }

  private static func iterationVariables(
    _ arguments: [Expression]
  ) throws(MacroError) -> (String, String) {
    let first = try iterationVariable(arguments[0], message: "argument must be a simple name")
    let second = try iterationVariable(arguments[1], message: "argument must be a simple name")
    guard first != second else {
      throw MacroError("duplicate variable name: \(first)", at: arguments[1])
    }
    return (first, second)
  }

  private static func mapFold(
    _ macro: String, _ range: Expression, _ names: (String, String), _ filter: Expression?,
    _ insertion: [Expression], _ factory: inout ExpressionFactory
  ) -> Expression {
    var step = factory.call(Operator.mapInsert, [factory.accumulatorReference()] + insertion)
    if let filter {
      step = factory.call(Operator.conditional, [filter, step, factory.accumulatorReference()])
    }
    return factory.fold(
      macro, over: range, names.0, second: names.1, initial: factory.make(.map([])),
      condition: factory.literal(.bool(true)), step: step,
      result: factory.accumulatorReference(), predicate: filter)
  }

  private static func expandOptional(
    _ macro: String, _ factory: inout ExpressionFactory, _ target: Expression?,
    _ arguments: [Expression], wraps: Bool
  ) throws(MacroError) -> Expression {
    guard let target, case .identifier(let name) = arguments[0].kind else {
      throw MacroError("\(macro)() variable name must be a simple identifier", at: arguments[0])
    }
    let value = factory.call("value", on: factory.copy(target), [])
    let mapped = factory.bind(macro, name, to: value, in: arguments[1])
    return factory.call(
      Operator.conditional,
      [
        factory.call("hasValue", on: target, []),
        wraps ? factory.call("optional.of", [mapped]) : mapped,
        factory.call("optional.none", []),
      ])
  }
}

extension ExpressionFactory {
  /// A fold without turns, whose accumulator is the name.
  mutating func bind(
    _ macro: String, _ name: String, to value: Expression, in body: Expression
  ) -> Expression {
    fold(
      macro, over: list([]), ExpressionFactory.unusedVariable, second: nil, initial: value,
      condition: literal(.bool(false)), step: identifier(name), result: body, accumulator: name)
  }
}
