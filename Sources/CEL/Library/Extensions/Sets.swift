extension FunctionLibrary {
  /// The set extensions: lists taken as sets.
  package static let sets = FunctionLibrary(
    "sets",
    functions: [
      function(
        "contains", "Whether a list holds all elements of another.",
        [Example("sets.contains([1, 2], [2])", "true")], factor: 1, contains),
      function(
        "equivalent", "Whether two lists hold the same elements.",
        [Example("sets.equivalent([1, 1], [1])", "true")], factor: 2
      ) { left, right in
        guard case .bool(true) = contains(left, right) else { return contains(left, right) }
        return contains(right, left)
      },
      function(
        "intersects", "Whether two lists have an element in common.",
        [Example("sets.intersects([1], [2])", "false")], factor: 1
      ) { left, right in
        guard left.elementCount != nil, right.elementCount != nil else { return .noSuchOverload }
        return .bool(left.elements.contains { right.contains($0) == true })
      },
    ])

  private static func contains(_ list: Value, _ part: Value) -> Value {
    guard list.elementCount != nil, part.elementCount != nil else { return .noSuchOverload }
    return .bool(part.elements.allSatisfy { list.contains($0) == true })
  }

  private static func function(
    _ name: String, _ documentation: String, _ examples: [Example], factor: Double,
    _ body: @escaping @Sendable (Value, Value) -> Value
  ) -> Function {
    let list = CELType.list(.parameter("T"))
    let cost = CallCost(
      actual: .computed { arguments, _ in
        UInt64(Double(arguments[0].costSize * arguments[1].costSize) * factor) + 1
      },
      estimate: { call in
        let size = call.size(0).multiplied(by: call.size(1))
        return CallEstimate(cost: size.scaled(factor).adding(CostEstimate(1, 1)))
      })
    return Function(
      "sets.\(name)", documentation,
      overloads: [
        .global("list_sets_\(name)_list", [list, list], .bool, .binary(body), cost: cost)
      ], examples: examples)
  }
}
