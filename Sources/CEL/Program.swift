import RegularExpression

/// A compiled expression.
///
/// It may be evaluated any number of times, on any task.
package struct Program: Sendable {
  /// What was compiled, to be checked in other environments too.
  package let parsed: ParsedExpression
  let checked: CheckedExpression
  private let plan: Plan
  private let provider: any TypeProvider

  init(
    parsed: ParsedExpression, checked: CheckedExpression, plan: Plan, provider: any TypeProvider
  ) {
    self.parsed = parsed
    self.checked = checked
    self.plan = plan
    self.provider = provider
  }

  /// What copies of the program have in common, and no other program that lives as long.
  package var identity: ObjectIdentifier { ObjectIdentifier(plan.step) }

  /// The text that was compiled.
  package var source: String { parsed.source }

  /// The tree that was parsed, with macros expanded.
  package var expression: Expression { checked.expression }

  /// The type of the value.
  package var outputType: CELType { checked.type(checked.expression) }

  /// The type of one node of the tree.
  package func type(of expression: Expression) -> CELType { checked.type(expression) }

  /// The variables of the host that the expression names.
  package var variables: [String] { plan.globals }

  /// The least and the most that an evaluation may cost, by the sizes that the types declare.
  package var estimatedCost: CostEstimate {
    CostEstimator.estimate(checked, provider)
  }

  /// The same, by sizes that someone else knows.
  package func estimatedCost(sizedBy sizes: any TypeProvider) -> CostEstimate {
    CostEstimator.estimate(checked, sizes)
  }

  /// The cost at which Kubernetes ends the evaluation of one expression.
  package static let perCallLimit: UInt64 = 1_000_000
  /// What all expressions for one request may cost together.
  package static let requestBudget: UInt64 = 10_000_000

  /// Evaluates the expression.
  ///
  /// Names are looked up as they are needed. An error in the expression is a value; nothing is
  /// thrown.
  package func evaluate(
    _ activation: Activation, costLimit: UInt64 = perCallLimit
  ) -> Evaluation {
    run(plan, activation, costLimit, nil)
  }

  private func run(
    _ plan: Plan, _ activation: Activation, _ costLimit: UInt64, _ recorder: TraceRecorder?
  ) -> Evaluation {
    var state = EvaluationState(
      activation, names: plan.globals, localCount: plan.localCount, limit: costLimit,
      recorder: recorder)
    let value = plan.step.evaluate(&state)
    return Evaluation(
      value: state.isCancelled ? EvaluationState.cancelled : value, cost: state.cost)
  }

  /// Evaluates the expression once more, noting the value of every node and what it read.
  ///
  /// Costs several times an evaluation; meant for the few whose outcome must be explained.
  package func trace(
    _ activation: Activation, costLimit: UInt64 = perCallLimit
  ) -> Trace {
    let recorder = TraceRecorder()
    guard let plan = try? ProgramPlanner.plan(checked, PatternStore(), isTraced: true) else {
      return Trace(expression, Evaluation(value: .null, cost: 0), recorder.root)
    }
    let evaluation = run(plan, activation, costLimit, recorder)
    return Trace(expression, evaluation, recorder.root)
  }
}

/// What an evaluation came to.
package struct Evaluation: Sendable {
  /// The result, which is an error where the expression failed.
  package let value: Value
  /// What it cost, in the units of Kubernetes' limits.
  package let cost: UInt64
}
