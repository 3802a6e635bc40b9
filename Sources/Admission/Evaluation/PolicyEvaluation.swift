import CEL
import Diagnostics
import Kubernetes
import YAML

/// The evaluation of one policy through one binding with one parameter.
///
/// Follows `validator.Validate` of the API server: match conditions, validations, messages, audit
/// annotations, each with the cost budget that the server gives it.
struct PolicyEvaluation {
  let policy: CompiledPolicy
  let binding: ValidatingAdmissionPolicyBinding
  let input: RequestInput
  let params: KubernetesObject?
  let explainsFailures: Bool

  /// What came of it.
  struct Result {
    var failures: [NumberedFailure] = []
    var undecided: [Undecided] = []
    var annotations: [(key: String, value: String)] = []
  }

  /// A failure with the number of its decision, which the audit event names.
  struct NumberedFailure {
    var index: Int
    var failure: Failure
  }

  func run() -> Result {
    var result = Result()
    // The server hands no namespace to match conditions.
    var evaluator = activation(hasNamespace: false, budget: CostBudget.matchConditions)
    switch policy.conditions.outcome(policy.definition.failurePolicy, &evaluator) {
    case .fails: return result
    case .undecided(let expression, let message):
      result.undecided.append(undecided(expression, message))
      return result
    case .error(let message, let expression):
      addError(message, expression, index: 0, to: &result)
      return result
    case .holds: break
    }
    validate(&result)
    annotate(&result)
    return result
  }

  /// An evaluator under a budget of its own; it evaluates the policy's variables anew.
  func activation(
    hasNamespace: Bool = true, hasAuthorizer: Bool = true, budget: UInt64
  ) -> PolicyActivation {
    PolicyActivation(
      policy.conditions, input: input, params: params, hasNamespace: hasNamespace,
      hasAuthorizer: hasAuthorizer, budget: budget)
  }

  // MARK: Validations

  private func validate(_ result: inout Result) {
    var evaluator = activation(budget: CostBudget.validations)
    var outcomes: [ExpressionOutcome] = []
    outcomes.reserveCapacity(policy.validations.count)
    for validation in policy.validations {
      let outcome = evaluator.evaluate(validation)
      if case .outOfBudget(let message) = outcome {
        addError(message, validation.source, index: 0, to: &result)
        return
      }
      outcomes.append(outcome)
    }
    let messages = messages(for: outcomes, after: evaluator)
    for (index, outcome) in outcomes.enumerated() {
      let expression = policy.validations[index]
      switch (outcome, messages) {
      case (.error(let message), _):
        addError(message, expression.source, index: index, to: &result) {
          explanation(of: expression)
        }
      case (.undecided(let message), _):
        result.undecided.append(undecided(expression.source, message))
      case (_, .outOfBudget(let message)):
        addError(
          "failed messageExpression: \(message)", expression.source, index: index, to: &result)
      case (.value(.bool(true)), _), (_, .unneeded): break
      case (_, .texts(let texts)):
        addDenial(index, message: texts[index], to: &result)
      }
    }
  }

  private func addDenial(_ index: Int, message: String?, to result: inout Result) {
    let validation = policy.definition.validations[index]
    let source = validation.expression.source.trimmed
    let texts = [message ?? "", validation.message.trimmed, "failed expression: \(source)"]
    var failure = failure(
      texts.first { !$0.isEmpty } ?? "", validation.reason ?? .invalid, validation.expression)
    failure.explain(explanation(of: policy.validations[index]))
    result.failures.append(NumberedFailure(index: index, failure: failure))
  }

  // MARK: Messages

  private enum Messages {
    /// No validation failed.
    case unneeded
    /// The text of each validation that failed and has one.
    case texts([String?])
    case outOfBudget(String)
  }

  /// The messages of the validations that failed.
  ///
  /// The server evaluates every message whatever the outcome. That shows only when the messages
  /// exhaust the budget, so from where the rest of them cannot, only those that are needed are
  /// evaluated.
  private func messages(
    for outcomes: [ExpressionOutcome], after validations: PolicyActivation
  ) -> Messages {
    var remaining = UInt64(policy.messages.count { $0 != nil })
    let mostOfVariables = validations.mostCost(ofVariablesAt: policy.placesReadByMessages)
    // Whether the messages that remain surely cost no more than what is left.
    func areAffordable(_ budget: UInt64) -> Bool {
      let most = remaining * CostBudget.call
      return most <= budget && mostOfVariables <= budget - most
    }
    var cannotExhaust = areAffordable(validations.budget)
    guard !cannotExhaust || outcomes.contains(where: \.isDenial) else { return .unneeded }
    var evaluator = activation(budget: validations.budget)
    var texts: [String?] = []
    for (message, outcome) in zip(policy.messages, outcomes) {
      cannotExhaust = cannotExhaust || areAffordable(evaluator.budget)
      guard let message, !cannotExhaust || outcome.isDenial else {
        texts.append(nil)
        continue
      }
      remaining -= 1
      switch evaluator.evaluate(message) {
      case .value(.string(let text)) where outcome.isDenial: texts.append(Self.usable(text))
      case .outOfBudget(let message): return .outOfBudget(message)
      case .value, .error, .undecided: texts.append(nil)
      }
    }
    return .texts(texts)
  }

  /// A message that the server takes: not empty, on one line and not too long.
  private static func usable(_ text: String) -> String? {
    let text = text.trimmed
    let limit = 5 * 1024
    return text.isEmpty || text.utf8.count > limit || text.utf8.contains(UInt8(ascii: "\n"))
      ? nil : text
  }

  // MARK: Audit annotations

  private func annotate(_ result: inout Result) {
    guard !policy.auditAnnotations.isEmpty else { return }
    // Annotations may name the authorizer, but the server hands them none.
    var evaluator = activation(hasAuthorizer: false, budget: CostBudget.validations)
    var annotations: [(key: String, value: String)] = []
    var failures: [Failure] = []
    for (annotation, program) in zip(
      policy.definition.auditAnnotations, policy.auditAnnotations)
    {
      switch evaluator.evaluate(program) {
      case .value(.string(let text)):
        if !text.trimmed.isEmpty { annotations.append((annotation.key, text.trimmed)) }
      case .value, .undecided: break
      case .error(let message):
        guard policy.definition.failurePolicy == .fail else { continue }
        var failure = failure(message, .invalid, annotation.valueExpression)
        // An annotation that fails refuses the request whatever the binding's actions are.
        failure.actions = [.deny]
        failure.isError = true
        failures.append(failure)
      case .outOfBudget(let message):
        // Nothing else of the evaluation counts then.
        result.failures = []
        addError(message, annotation.valueExpression, index: 0, to: &result)
        return
      }
    }
    result.annotations += annotations
    result.failures += failures.map { NumberedFailure(index: 0, failure: $0) }
  }

  // MARK: Failures

  private func failure(
    _ message: String, _ reason: StatusReason, _ expression: PolicyExpression?
  ) -> Failure {
    var failure = Failure(
      policy: policy.definition.name, binding: binding.name, actions: binding.validationActions,
      message: message, reason: reason, params: params?.identity, expression: expression)
    failure.hidesSource = policy.definition.hidesSource
    return failure
  }

  private func addError(
    _ message: String, _ expression: PolicyExpression?, index: Int, to result: inout Result,
    explanation: () -> Explanation? = { nil }
  ) {
    guard policy.definition.failurePolicy == .fail else { return }
    var failure = failure(message, .invalid, expression)
    failure.isError = true
    failure.explain(explanation())
    result.failures.append(NumberedFailure(index: index, failure: failure))
  }

  private func undecided(_ expression: PolicyExpression, _ message: String) -> Undecided {
    Undecided(
      policy: policy.definition.name, binding: binding.name, actions: binding.validationActions,
      message: message, help: "give what is missing, or take the question out of the policy",
      expression: expression)
  }
}

extension Failure {
  fileprivate mutating func explain(_ explanation: Explanation?) {
    guard let explanation else { return }
    expressionLocation = explanation.expression
    field = explanation.field
    otherFields = explanation.others
  }
}

/// How much evaluation may cost, in the units of the server's cost model.
enum CostBudget {
  /// One expression.
  static let call = Program.perCallLimit
  /// All validations of a policy with one binding and one parameter.
  static let validations = Program.requestBudget
  /// All match conditions of a policy.
  static let matchConditions: UInt64 = 2_500_000
}
