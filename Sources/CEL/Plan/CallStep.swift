/// A call of a function with one argument.
final class UnaryStep: Step {
  private let body: @Sendable (Value) -> Value
  private let argument: any Step
  private let cost: CallCost.Actual?

  init(_ body: @escaping @Sendable (Value) -> Value, _ argument: any Step, cost: CallCost) {
    self.body = body
    self.argument = argument
    self.cost = cost.actual
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let argument = argument.evaluate(&state)
    let result = argument.isError ? argument : body(argument)
    switch cost {
    case nil: state.charge(1)
    case .fixed(let cost): state.charge(cost)
    case .unary(let cost): state.charge(cost(argument))
    case let cost?: state.charge(cost.cost([argument], result))
    }
    return result
  }
}

/// A call of a function with two arguments.
///
/// Both are evaluated even when the first fails, since their costs count.
final class BinaryStep: Step {
  private let body: @Sendable (Value, Value) -> Value
  private let left: any Step
  private let right: any Step
  private let cost: CallCost.Actual?

  init(
    _ body: @escaping @Sendable (Value, Value) -> Value, _ left: any Step, _ right: any Step,
    cost: CallCost
  ) {
    self.body = body
    self.left = left
    self.right = right
    self.cost = cost.actual
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let left = left.evaluate(&state)
    let right = right.evaluate(&state)
    let result = left.isError ? left : right.isError ? right : body(left, right)
    switch cost {
    case nil: state.charge(1)
    case .fixed(let cost): state.charge(cost)
    case .binary(let cost): state.charge(cost(left, right))
    case let cost?: state.charge(cost.cost([left, right], result))
    }
    return result
  }
}

/// A call of any function; it stops at the first argument that fails.
final class CallStep: Step {
  private let implementation: Implementation
  private let arguments: [any Step]
  private let cost: CallCost

  private init(_ implementation: Implementation, _ arguments: [any Step], cost: CallCost) {
    self.implementation = implementation
    self.arguments = arguments
    self.cost = cost
  }

  /// The step that carries a call out.
  static func step(
    _ implementation: Implementation, _ arguments: [any Step], cost: CallCost
  ) -> any Step {
    switch implementation {
    case .unary(let body) where arguments.count == 1: UnaryStep(body, arguments[0], cost: cost)
    case .binary(let body) where arguments.count == 2:
      BinaryStep(body, arguments[0], arguments[1], cost: cost)
    default: CallStep(implementation, arguments, cost: cost)
    }
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    var values: [Value] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments {
      let value = argument.evaluate(&state)
      values.append(value)
      if value.isError {
        // A call is paid for once its last argument was evaluated, whatever that gave.
        if values.count == arguments.count { charge(&state, values, value) }
        return value
      }
    }
    let result = implementation.call(values)
    charge(&state, values, result)
    return result
  }

  private func charge(_ state: inout EvaluationState, _ arguments: [Value], _ result: Value) {
    state.charge(cost.actual?.cost(arguments, result) ?? 1)
  }
}

/// `==` and `!=`.
final class EqualityStep: Step {
  private let left: any Step
  private let right: any Step
  private let isNegated: Bool
  private let costModel: CostModel

  init(_ left: any Step, _ right: any Step, isNegated: Bool, costModel: CostModel) {
    self.costModel = costModel
    self.left = left
    self.right = right
    self.isNegated = isNegated
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let left = left.evaluate(&state)
    let right = right.evaluate(&state)
    state.charge(cost(left, right))
    if left.isError { return left }
    if right.isError { return right }
    guard let isEqual = left.isEqual(to: right) else {
      return isNegated ? .bool(true) : .noSuchOverload
    }
    return .bool(isEqual != isNegated)
  }

  /// A tenth of the smaller size, rounded up; a server charges one for values of library types.
  private func cost(_ left: Value, _ right: Value) -> UInt64 {
    if case .opaque = left, costModel == .server { return 1 }
    return min(left.costSize, right.costSize).scaled(0.1)
  }
}

/// `&&` and `||`: one operand may decide alone, whatever the other is, an error included.
final class LogicStep: Step {
  private let left: any Step
  let right: any Step
  /// The operand value that decides: false for `&&`, true for `||`.
  private let decisive: Bool

  init(_ left: any Step, _ right: any Step, decisive: Bool) {
    self.left = left
    self.right = right
    self.decisive = decisive
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let first = left.evaluate(&state)
    if case .bool(decisive) = first { return first }
    if state.isCancelled { return EvaluationState.cancelled }
    return Self.joined(first, right.evaluate(&state), decisive: decisive)
  }

  /// What two operands come to of which the first does not decide.
  static func joined(_ first: Value, _ second: Value, decisive: Bool) -> Value {
    if case .bool(decisive) = second { return second }
    switch (first, second) {
    case (.bool, .bool): return .bool(!decisive)
    case (.error, _), (.bool, .error): return first.isError ? first : second
    default: return .noSuchOverload
    }
  }
}

/// Membership in a list of literals.
final class MembershipStep: Step {
  private let member: any Step
  private let keys: Set<MapKey>

  init(_ member: any Step, keys: Set<MapKey>) {
    self.member = member
    self.keys = keys
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let value = member.evaluate(&state)
    guard !value.isError else { return value }
    guard let key = MapKey(value) else { return .bool(false) }
    return .bool(keys.contains(key) || key.equalNumbers.contains(where: keys.contains))
  }
}

/// `or` and `orValue`, which evaluate what follows only when they must.
final class OptionalChoiceStep: Step {
  private let optional: any Step
  /// The same where it is an attribute, which need not make the optional.
  private let attribute: AttributeStep?
  private let alternative: any Step
  private let unwraps: Bool

  init(_ optional: any Step, _ alternative: any Step, unwraps: Bool) {
    self.optional = optional
    attribute = optional as? AttributeStep
    self.alternative = alternative
    self.unwraps = unwraps
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    switch reach(&state) {
    case .value(.optional(let wrapped?)), .present(let wrapped):
      return unwraps ? wrapped : .optional(wrapped)
    case .value(.optional(nil)), .absent: return alternative.evaluate(&state)
    case .value(let value): return value.isError ? value : .noSuchOverload
    }
  }

  private func reach(_ state: inout EvaluationState) -> Attribute.Reached {
    if let attribute { return attribute.reach(&state) }
    return .value(optional.evaluate(&state))
  }
}

/// True for everything but false, an error included.
final class NotStrictlyFalseStep: Step {
  private let operand: any Step

  init(_ operand: any Step) { self.operand = operand }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let value = operand.evaluate(&state)
    state.charge(1)
    if case .bool = value { return value }
    return .bool(true)
  }
}
