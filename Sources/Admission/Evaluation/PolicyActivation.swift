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
  private let activation: Activation
  private let variables: LazyVariables

  init(
    _ policy: CompiledConditions, input: RequestInput, params: KubernetesObject?,
    hasNamespace: Bool, hasAuthorizer: Bool, budget: UInt64
  ) {
    self.budget = budget
    var activation = Activation(over: input.activation)
    let parameters = params.map { NodeValue($0.root, of: .params).value }
    activation[PolicyVariable.params.rawValue] = parameters ?? .null
    if !hasNamespace { activation[PolicyVariable.namespaceObject.rawValue] = .null }
    if !hasAuthorizer {
      activation[PolicyVariable.authorizer.rawValue] = nil
      activation[PolicyVariable.requestResourceAuthorizer.rawValue] = nil
    }
    variables = LazyVariables(policy, activation)
    activation[PolicyVariable.variables.rawValue] = .host(variables)
    self.activation = activation
  }

  /// The value of an expression, or why it has none.
  mutating func evaluate(_ expression: CompiledExpression) -> ExpressionOutcome {
    let evaluation = expression.program.evaluate(activation, costLimit: CostBudget.call)
    let spent = variables.takeCost().addingReportingOverflow(evaluation.cost)
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
    program.trace(activation, costLimit: CostBudget.call)
  }

  /// What evaluating every variable anew can cost at most: what those cost that were evaluated,
  /// and the limit for each of the others.
  var mostThatVariablesCost: UInt64 { variables.mostCost }

  /// The program of a variable of the policy.
  func program(ofVariable name: String) -> Program? { variables.program(of: name) }
}
