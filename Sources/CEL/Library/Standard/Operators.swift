extension FunctionLibrary {
  private static let a = CELType.parameter("A")

  /// The operators that the evaluator itself carries out, and what else the grammar needs.
  static let operators: [Function] = [
    Function(
      Operator.conditional, "Chooses between two values.",
      overloads: [.global("conditional", [.bool, a, a], a)],
      examples: [Example("true ? 1 : 2", "1")]),
    Function(
      Operator.and, "Whether both are true; absorbs an error beside false.",
      overloads: [.global("logical_and", [.bool, .bool], .bool)],
      examples: [Example("false && 1 / 0 > 1", "false")]),
    Function(
      Operator.or, "Whether one is true; absorbs an error beside true.",
      overloads: [.global("logical_or", [.bool, .bool], .bool)],
      examples: [Example("1 / 0 > 1 || true", "true")]),
    Function(
      Operator.not, "The other truth value.",
      overloads: [.global("logical_not", [.bool], .bool)],
      implementation: .unary { value in
        guard case .bool(let value) = value else { return .noSuchOverload }
        return .bool(!value)
      }, examples: [Example("!true", "false")]),
    Function(
      Operator.notStrictlyFalse, "True for everything but false; quantifiers go on while it holds.",
      overloads: [.global("not_strictly_false", [.bool], .bool)]),
    Function(
      Operator.equals, "Whether two values are equal.",
      overloads: [.global("equals", [a, a], .bool)],
      examples: [Example("dyn(1) == 1.0", "true"), Example("[1] == [1]", "true")]),
    Function(
      Operator.notEquals, "Whether two values differ.",
      overloads: [.global("not_equals", [a, a], .bool)], examples: [Example("1 != 2", "true")]),
    Function(
      Operator.index, "An element of a list or the value of a key.",
      overloads: [
        .global("index_list", [.list(a), .int], a),
        .global("index_map", [.map(a, .parameter("B")), a], .parameter("B")),
        .global("optional_list_index_int", [.optional(.list(a)), .int], .optional(a)),
        .global(
          "optional_map_index_value", [.optional(.map(a, .parameter("B"))), a],
          .optional(.parameter("B"))),
      ], examples: [Example("[1, 2][1]", "2"), Example("{'a': 1}['b']", nil)]),
    Function(
      Operator.optionalIndex, "An optional of an element or the value of a key.",
      overloads: [
        .global("list_optindex_optional_int", [.list(a), .int], .optional(a)),
        .global("optional_list_optindex_optional_int", [.optional(.list(a)), .int], .optional(a)),
        .global(
          "map_optindex_optional_value", [.map(a, .parameter("B")), a],
          .optional(.parameter("B"))),
        .global(
          "optional_map_optindex_optional_value", [.optional(.map(a, .parameter("B"))), a],
          .optional(.parameter("B"))),
      ], examples: [Example("[1][?5].hasValue()", "false")]),
    Function(
      Operator.optionalSelect, "An optional of a field.",
      overloads: [.global("select_optional_field", [.dyn, .string], .optional(a))],
      examples: [Example("{'a': 1}.?a.value()", "1")]),
    Function(
      Operator.contained, "Whether a list holds a value or a map has a key.",
      overloads: [
        .global("in_list", [a, .list(a)], .bool, cost: .listContainment),
        .global("in_map", [a, .map(a, .parameter("B"))], .bool),
      ],
      implementation: .binary { member, container in
        container.contains(member).map(Value.bool) ?? .noSuchOverload
      }, examples: [Example("1 in [1, 2]", "true"), Example("'a' in {'b': 1}", "false")]),
    Function(
      "size", "How many scalars, bytes, elements or entries a value has.",
      overloads: [
        .global("size_bytes", [.bytes], .int), .member("bytes_size", [.bytes], .int),
        .global("size_list", [.list(a)], .int), .member("list_size", [.list(a)], .int),
        .global("size_map", [.map(a, .parameter("B"))], .int),
        .member("map_size", [.map(a, .parameter("B"))], .int),
        .global("size_string", [.string], .int), .member("string_size", [.string], .int),
      ],
      implementation: .unary { value in
        value.size.map { .int(Int64($0)) } ?? .noSuchOverload
      }, examples: [Example("size('é')", "1"), Example("[1, 2].size()", "2")]),
  ]
}

extension CallCost {
  fileprivate static let listContainment = CallCost(
    actual: .binary { $1.costSize },
    estimate: { CallEstimate(cost: $0.size(1)) })

  /// As long as the shorter of two values lasts.
  static let comparison = CallCost(
    actual: .binary { min($0.costSize, $1.costSize).scaled(0.1) },
    estimate: { call in
      let most = min(call.size(0).max, call.size(1).max)
      return CallEstimate(cost: CostEstimate(most > 0 ? 1 : 0, most).scaled(0.1))
    })

  /// Two texts copied behind each other.
  static let concatenation = CallCost(
    actual: .binary { ($0.costSize + $1.costSize).scaled(0.1) },
    estimate: { call in
      let size = call.size(0).adding(call.size(1))
      return CallEstimate(cost: size.scaled(0.1), resultSize: size)
    })
}
