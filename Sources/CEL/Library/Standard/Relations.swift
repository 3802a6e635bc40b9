extension FunctionLibrary {
  /// `< <= > >=` over one type and across numbers.
  static let relations: [Function] = [
    relation(Operator.less, "less", "Whether the first comes before the second.", "1 < 2") {
      $0 == .before
    },
    relation(
      Operator.lessOrEqual, "less_equals", "Whether the first does not come after the second.",
      "2 <= 2"
    ) { $0 != .after },
    relation(Operator.greater, "greater", "Whether the first comes after the second.", "2 > 1") {
      $0 == .after
    },
    relation(
      Operator.greaterOrEqual, "greater_equals",
      "Whether the first does not come before the second.", "2 >= 2"
    ) { $0 != .before },
  ]

  private static func relation(
    _ function: String, _ name: String, _ documentation: String, _ example: String,
    holds: @escaping @Sendable (Order) -> Bool
  ) -> Function {
    Function(
      function, documentation, overloads: relationOverloads(name),
      implementation: .binary { left, right in
        guard let order = left.order(right) else {
          return left.isOrdered ? .noSuchOverload : .failure("no such overload: \(function)")
        }
        return order == .unordered ? .failure("NaN values cannot be ordered") : .bool(holds(order))
      }, examples: [Example(example, "true")])
  }

  private static func relationOverloads(_ name: String) -> [Overload] {
    let same: [CELType] = [.bool, .string, .bytes, .timestamp, .duration]
    let numbers: [CELType] = [.int, .uint, .double]
    let pairs =
      same.map { ($0, $0) } + numbers.flatMap { left in numbers.map { (left, $0) } }
    return pairs.map { left, right in
      let suffix = left == right ? left.name : "\(left.name)_\(right.name)"
      let isText = left == .string || left == .bytes
      return .global(
        "\(name)_\(suffix)", [left, right], .bool, cost: isText ? .comparison : nil)
    }
  }
}

extension Value {
  /// Whether values of its type have an order at all.
  fileprivate var isOrdered: Bool {
    switch self {
    case .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration: true
    default: false
    }
  }
}
