extension FunctionLibrary {
  private static let v = CELType.parameter("V")
  private static let optionalOfV = CELType.optional(v)

  /// Optional values; `or` and `orValue` are carried out by the evaluator.
  package static let optionals = FunctionLibrary(
    "optional",
    functions: [
      Function(
        "optional.of", "An optional that holds a value.",
        overloads: [.global("optional_of", [v], optionalOfV, .unary { .optional($0) })],
        examples: [Example("optional.of(1).hasValue()", "true")]),
      Function(
        "optional.ofNonZeroValue", "An optional that holds a value unless it is empty or zero.",
        overloads: [
          .global(
            "optional_ofNonZeroValue", [v], optionalOfV,
            .unary { .optional($0.isZero ? nil : $0) })
        ], examples: [Example("optional.ofNonZeroValue('').hasValue()", "false")]),
      Function(
        "optional.none", "An optional that holds nothing.",
        overloads: [.global("optional_none", [], optionalOfV, .nullary { .optional(nil) })],
        examples: [Example("optional.none().hasValue()", "false")]),
      Function(
        "value", "What an optional holds.",
        overloads: [
          .member(
            "optional_value", [optionalOfV], v,
            .unary { value in
              guard case .optional(let wrapped) = value else { return .noSuchOverload }
              return wrapped ?? .failure("optional.none() dereference")
            })
        ],
        examples: [Example("optional.of(1).value()", "1"), Example("optional.none().value()", nil)]),
      Function(
        "hasValue", "Whether an optional holds something.",
        overloads: [
          .member(
            "optional_hasValue", [optionalOfV], .bool,
            .unary { value in
              guard case .optional(let wrapped) = value else { return .noSuchOverload }
              return .bool(wrapped != nil)
            })
        ], examples: [Example("optional.of(1).hasValue()", "true")]),
      Function(
        "or", "The first optional that holds something.",
        overloads: [.member("optional_or_optional", [optionalOfV, optionalOfV], optionalOfV)],
        examples: [Example("optional.none().or(optional.of(1)).value()", "1")]),
      Function(
        "orValue", "What an optional holds, or another value.",
        overloads: [.member("optional_orValue_value", [optionalOfV, v], v)],
        examples: [Example("optional.none().orValue(2)", "2")]),
      Function(
        "first", "An optional of a list's first element.",
        overloads: [
          .member(
            "list_first", [.list(v)], optionalOfV,
            .unary { list in
              guard let count = list.elementCount else { return .noSuchOverload }
              return .optional(count == 0 ? nil : list.element(at: 0))
            })
        ], examples: [Example("[1, 2].first().value()", "1")]),
      Function(
        "last", "An optional of a list's last element.",
        overloads: [
          .member(
            "list_last", [.list(v)], optionalOfV,
            .unary { list in
              guard let count = list.elementCount else { return .noSuchOverload }
              return .optional(count == 0 ? nil : list.element(at: count - 1))
            })
        ], examples: [Example("[1, 2].last().value()", "2")]),
      Function(
        "optional.unwrap", "What the optionals of a list hold.",
        overloads: [.global("optional_unwrap", [.list(optionalOfV)], .list(v), .unary(unwrap))],
        examples: [Example("optional.unwrap([optional.of(1), optional.none()])", "[1]")]),
      Function(
        "unwrapOpt", "What the optionals of a list hold.",
        overloads: [.member("optional_unwrapOpt", [.list(optionalOfV)], .list(v), .unary(unwrap))],
        examples: [Example("[optional.of(1), optional.none()].unwrapOpt()", "[1]")]),
    ], macros: Macro.optional, types: [.optional(v)])

  private static func unwrap(_ list: Value) -> Value {
    var held: [Value] = []
    for element in list.elements {
      guard case .optional(let wrapped) = element else {
        return .failure("value \(element.goText) is not optional")
      }
      if let wrapped { held.append(wrapped) }
    }
    return .list(held)
  }
}
