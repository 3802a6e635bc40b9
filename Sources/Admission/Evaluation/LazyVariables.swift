import CEL
import Synchronization

/// The value of `variables`: each member is evaluated when an expression first asks for it.
final class LazyVariables: LazyValue {
  private let programs: [String: CompiledExpression]
  private let names: [String]
  private let activation: Activation
  private let state = Mutex(State())

  private struct State {
    var values: [String: any LazyValue] = [:]
    /// The variables that are being evaluated, to find one that needs itself.
    var running: Set<String> = []
    var cost: UInt64 = 0
    /// What all evaluations so far cost.
    var total: UInt64 = 0
  }

  init(_ conditions: CompiledConditions, _ activation: Activation) {
    programs = conditions.variables
    names = conditions.variableNames
    self.activation = activation
  }

  var content: LazyContent { .map(count: names.count) }
  var memberNames: [String] { names }
  func element(at index: Int) -> any LazyValue { self }

  func member(named name: String) -> (any LazyValue)? {
    guard let expression = programs[name] else { return nil }
    let (known, isRunning) = state.withLock { state -> ((any LazyValue)?, Bool) in
      if let known = state.values[name] { return (known, false) }
      return (nil, !state.running.insert(name).inserted)
    }
    if let known { return known }
    guard !isRunning else {
      return VariableValue(name, .failure("variable \"\(name)\" needs its own value"))
    }
    let value = evaluate(expression, name)
    state.withLock { state in
      state.values[name] = value
      state.running.remove(name)
    }
    return value
  }

  private func evaluate(_ expression: CompiledExpression, _ name: String) -> any LazyValue {
    var activation = activation
    activation[PolicyVariable.variables.rawValue] = .host(self)
    let evaluation = expression.program.evaluate(activation, costLimit: CostBudget.call)
    state.withLock { state in
      state.cost = Self.sum(state.cost, evaluation.cost)
      state.total = Self.sum(state.total, evaluation.cost)
    }
    if let error = evaluation.value.error {
      let message = "composited variable \"\(name)\" fails to evaluate: \(error.message)"
      let reason: EvaluationError.Reason = error.reason == .undecided ? .undecided : .failure
      return VariableValue(name, .error(EvaluationError(message, reason: reason)))
    }
    // A part of an object stays what it is, so that a trace leads into the object.
    if case .host(let host) = evaluation.value { return host }
    return VariableValue(name, evaluation.value)
  }

  /// What evaluating variables cost since this was last asked.
  func takeCost() -> UInt64 {
    state.withLock { state in
      defer { state.cost = 0 }
      return state.cost
    }
  }

  /// What evaluating every variable costs at most.
  var mostCost: UInt64 {
    state.withLock { state in
      Self.sum(state.total, UInt64(programs.count - state.values.count) * CostBudget.call)
    }
  }

  /// The last step of an evaluation may cost any amount.
  private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let sum = left.addingReportingOverflow(right)
    return sum.overflow ? .max : sum.partialValue
  }

  func program(of name: String) -> Program? { programs[name]?.program }
}

/// The value of one variable, which is no part of an object.
final class VariableValue: LazyValue {
  let name: String
  private let known: Value

  init(_ name: String, _ value: Value) {
    self.name = name
    known = value
  }

  var content: LazyContent { .value(known) }
  var memberNames: [String] { [] }
  func element(at index: Int) -> any LazyValue { self }
  func member(named name: String) -> (any LazyValue)? { nil }
}
