import CEL
import Synchronization

/// The value of `variables`: each member is evaluated when an expression first asks for it.
final class LazyVariables: LazyValue {
  private let conditions: CompiledConditions
  private let activation: Activation
  private let state = Mutex(State())

  private struct State {
    /// By the places of the variables; empty before one is asked for.
    var members: [Member] = []
    var cost: UInt64 = 0
    /// What all evaluations so far cost.
    var total: UInt64 = 0
  }

  private enum Member {
    case unknown
    /// It is being evaluated; asked for meanwhile, it needs itself.
    case running
    case known(any LazyValue)

    var isKnown: Bool {
      if case .known = self { true } else { false }
    }
  }

  init(_ conditions: CompiledConditions, _ activation: Activation) {
    self.conditions = conditions
    self.activation = activation
  }

  var content: LazyContent { .map(count: conditions.variables.count) }
  var memberNames: [String] { conditions.variables.map(\.name) }
  func element(at index: Int) -> any LazyValue { self }

  func member(named name: String) -> (any LazyValue)? {
    guard let place = conditions.place(ofVariable: name) else { return nil }
    let member = state.withLock { state in
      if state.members.isEmpty {
        state.members = Array(repeating: .unknown, count: conditions.variables.count)
      }
      let member = state.members[place]
      if case .unknown = member { state.members[place] = .running }
      return member
    }
    switch member {
    case .known(let value): return value
    case .running:
      return VariableValue(name, .failure("variable \"\(name)\" needs its own value"))
    case .unknown: break
    }
    let value = evaluate(conditions.variables[place].expression, name)
    state.withLock { $0.members[place] = .known(value) }
    return value
  }

  private func evaluate(_ expression: CompiledExpression, _ name: String) -> any LazyValue {
    let evaluation = expression.program.evaluate(
      activation.adding(PolicyVariable.variables.rawValue, .host(self)), costLimit: CostBudget.call)
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

  /// What evaluating these variables costs at most, by their places.
  func mostCost(of places: [Int]) -> UInt64 {
    state.withLock { state in
      let unknown = places.count { state.members.isEmpty || !state.members[$0].isKnown }
      return Self.sum(state.total, UInt64(unknown) * CostBudget.call)
    }
  }

  /// The last step of an evaluation may cost any amount.
  private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let sum = left.addingReportingOverflow(right)
    return sum.overflow ? .max : sum.partialValue
  }
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
