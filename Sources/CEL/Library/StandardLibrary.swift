extension FunctionLibrary {
  /// What the specification gives every environment.
  package static let standard = FunctionLibrary(
    "standard",
    functions: operators + arithmetic + relations + conversions + text + times,
    macros: Macro.standard,
    types: [
      .bool, .bytes, .double, .duration, .int, .list(.parameter("A")),
      .map(.parameter("A"), .parameter("B")), .null, .string, .timestamp, .type(nil), .uint,
    ])

  /// Comprehensions over keys or indices together with values.
  package static let twoVariableComprehensions = FunctionLibrary(
    "comprehensions",
    functions: [
      Function(
        Operator.mapInsert, "The map with entries more; a key it has already is an error.",
        overloads: [
          .global(
            "@mapInsert_map_key_value",
            [.map(.parameter("K"), .parameter("V")), .parameter("K"), .parameter("V")],
            .map(.parameter("K"), .parameter("V"))),
          .global(
            "@mapInsert_map_map",
            [
              .map(.parameter("K"), .parameter("V")), .map(.parameter("K"), .parameter("V")),
            ], .map(.parameter("K"), .parameter("V"))),
        ],
        implementation: .variadic { arguments in
          guard case .map(let map) = arguments[0] else { return .noSuchOverload }
          return arguments.count == 3
            ? insert([(arguments[1], arguments[2])], into: map)
            : insert(arguments[1].entries, into: map)
        })
    ], macros: Macro.twoVariable)

  /// `cel.bind`.
  package static let bindings = FunctionLibrary("bindings", macros: Macro.bindings)

  static func insert(
    _ entries: [(key: Value, value: Value)], into map: consuming MapValue
  ) -> Value {
    for entry in entries {
      guard let key = MapKey(entry.key) else { return .noSuchOverload }
      guard !map.contains(key) else {
        return .failure("insert failed: key \(entry.key.goText) already exists")
      }
      map[key] = entry.value
    }
    return .map(map)
  }
}
