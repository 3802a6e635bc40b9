import CEL
import Kubernetes
import YAML

/// What an expression of a policy came to.
enum ExpressionOutcome {
  case value(Value)
  /// With the server's sentence.
  case error(String)
  /// The budget for all expressions is used up; the server evaluates no further one.
  case outOfBudget(String)
  /// With what is not known.
  case undecided(String)

  /// Whether the expression of a validation was evaluated and is not true.
  var isDenial: Bool {
    switch self {
    case .value(.bool(true)): false
    case .value: true
    case .error, .outOfBudget, .undecided: false
    }
  }
}

/// Evaluates the expressions of one policy under one budget.
///
/// The policy's variables are evaluated when they are first read, and once; what they cost counts
/// against the same budget.
struct PolicyActivation {
  /// What is left.
  private(set) var budget: UInt64
  private let input: RequestInput
  private let conditions: CompiledConditions
  private let params: KubernetesObject?
  private let hasNamespace: Bool
  private let hasAuthorizer: Bool
  /// Nil for match conditions, which read no variables, before one reads more than the request.
  private var scope: Scope?

  /// The variables with their values.
  ///
  /// A class, since every expression of a policy is given them.
  private final class Scope {
    let activation: Activation
    let variables: LazyVariables

    init(_ activation: Activation, _ variables: LazyVariables) {
      self.activation = activation.adding(PolicyVariable.variables.rawValue, .host(variables))
      self.variables = variables
    }
  }

  init(
    _ policy: CompiledConditions, input: RequestInput, params: KubernetesObject?,
    hasNamespace: Bool, hasAuthorizer: Bool, budget: UInt64
  ) {
    self.budget = budget
    self.input = input
    self.params = params
    self.hasNamespace = hasNamespace
    self.hasAuthorizer = hasAuthorizer
    conditions = policy
    if hasNamespace { scope = makeScope() }
  }

  private func makeScope() -> Scope {
    var activation = Activation(over: input.activation)
    if let params {
      activation[PolicyVariable.params.rawValue] = NodeValue(params.root, of: .params).value
    }
    if !hasNamespace { activation[PolicyVariable.namespaceObject.rawValue] = .null }
    if !hasAuthorizer {
      activation[PolicyVariable.authorizer.rawValue] = nil
      activation[PolicyVariable.requestResourceAuthorizer.rawValue] = nil
    }
    return Scope(activation, LazyVariables(conditions, activation))
  }

  /// The value of an expression, or why it has none.
  mutating func evaluate(_ expression: CompiledExpression) -> ExpressionOutcome {
    if expression.reads.areOfRequest {
      return outcome(of: expression, input.evaluation(of: expression.program), variablesCost: 0)
    }
    guard let scope else {
      scope = makeScope()
      return evaluate(expression)
    }
    let evaluation = expression.program.evaluate(scope.activation, costLimit: CostBudget.call)
    return outcome(of: expression, evaluation, variablesCost: scope.variables.takeCost())
  }

  private mutating func outcome(
    of expression: CompiledExpression, _ evaluation: Evaluation, variablesCost: UInt64
  ) -> ExpressionOutcome {
    let spent = variablesCost.addingReportingOverflow(evaluation.cost)
    guard !spent.overflow, spent.partialValue <= budget else {
      return .outOfBudget(
        "validation failed due to running out of cost budget, no further validation rules will "
          + "be run")
    }
    budget -= spent.partialValue
    guard let error = evaluation.value.error else { return .value(evaluation.value) }
    if error.reason == .undecided { return .undecided(error.message) }
    return .error(
      "expression '\(expression.source.source)' resulted in error: \(error.message)")
  }

  /// The expression evaluated once more, with what it read.
  func trace(_ program: Program) -> Trace {
    program.trace((scope ?? makeScope()).activation, costLimit: CostBudget.call)
  }

  /// What evaluating variables anew can cost at most, by their places: what all cost that were
  /// evaluated, and the limit for each other of these.
  func mostCost(ofVariablesAt places: [Int]) -> UInt64 {
    scope?.variables.mostCost(of: places) ?? UInt64(places.count) * CostBudget.call
  }

  /// The program of a variable of the policy.
  func program(ofVariable name: String) -> Program? { conditions.variable(named: name)?.program }
}
