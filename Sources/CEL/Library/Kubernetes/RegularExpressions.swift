import RegularExpression

extension FunctionLibrary {
  /// `find` and `findAll`.
  package static let regularExpressions = FunctionLibrary(
    "regex",
    functions: [
      Function(
        "find", "The first match of a pattern, or an empty string.",
        overloads: [
          .member(
            "string_find_string", [.string, .string], .string,
            .binary { text, pattern in withPattern(pattern) { Patterns.find(text, $0) } })
        ], cost: .pattern(resultIsPart: true),
        examples: [Example("'abc 123'.find('[0-9]+')", "'123'")]),
      Function(
        "findAll", "The matches of a pattern, or the first few.",
        overloads: [
          .member(
            "string_find_all_string", [.string, .string], .list(.string),
            .binary { text, pattern in
              withPattern(pattern) { Patterns.findAll(text, $0, limit: .int(-1)) }
            }),
          .member(
            "string_find_all_string_int", [.string, .string, .int], .list(.string),
            .variadic { arguments in
              withPattern(arguments[1]) {
                Patterns.findAll(arguments[0], $0, limit: arguments[2])
              }
            }),
        ], cost: .pattern(resultIsPart: true),
        examples: [Example("'1 22'.findAll('[0-9]+')", "['1', '22']")]),
    ])

  private static func withPattern(_ source: Value, _ body: (Pattern) -> Value) -> Value {
    guard case .string(let source) = source else { return .noSuchOverload }
    switch Patterns.compile(source) {
    case .success(let pattern): return body(pattern)
    case .failure(let error): return .failure("Illegal regex: \(error.message)")
    }
  }
}
