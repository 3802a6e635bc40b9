import CEL

/// What the match conditions of a policy say of a request.
enum MatchConditionOutcome {
  case holds, fails
  /// With the server's sentence.
  case error(String, PolicyExpression)
  /// With what is not known.
  case undecided(PolicyExpression, String)
}

extension CompiledConditions {
  /// Evaluates the conditions as the server does: all of them, since one that is false outweighs
  /// errors in those before it.
  func outcome(
    _ failurePolicy: FailurePolicy, _ evaluator: inout PolicyActivation
  ) -> MatchConditionOutcome {
    var errors: [(message: String, expression: PolicyExpression)] = []
    var unknown: (PolicyExpression, String)?
    for condition in matchConditions {
      switch evaluator.evaluate(condition) {
      case .value(.bool(false)): return .fails
      case .value: break
      case .error(let message): errors.append((message, condition.source))
      case .undecided(let message): unknown = unknown ?? (condition.source, message)
      case .outOfBudget(let message):
        return failurePolicy == .fail ? .error(message, condition.source) : .fails
      }
    }
    if let unknown { return .undecided(unknown.0, unknown.1) }
    guard let first = errors.first else { return .holds }
    guard failurePolicy == .fail else { return .fails }
    return .error(Self.aggregate(errors.map(\.message)), first.expression)
  }

  /// Several errors as the server joins them.
  private static func aggregate(_ messages: [String]) -> String {
    var distinct: [String] = []
    for message in messages where !distinct.contains(message) { distinct.append(message) }
    return distinct.count == 1 ? distinct[0] : "[\(distinct.joined(separator: ", "))]"
  }
}
