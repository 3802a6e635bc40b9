/// What is worked out beforehand, and what is told by its form.
extension ProgramPlanner {
  /// A step over a set, when the list is made of literals that can be keys.
  static func membership(_ member: any Step, in list: any Step) -> (any Step)? {
    guard case .list(let elements)? = (list as? ConstantStep)?.value else { return nil }
    if elements.isEmpty { return ConstantStep(.bool(false)) }
    var keys: Set<MapKey> = []
    for element in elements {
      switch element {
      case .bool, .int, .uint, .double, .string: break
      default: return nil
      }
      if let key = MapKey(element) { keys.insert(key) }
    }
    return MembershipStep(member, keys: keys)
  }

  /// The text of a literal, or of literals put together because a line would be too long.
  static func constantText(_ expression: Expression) -> String? {
    switch expression.kind {
    case .literal(.string(let text)): return text
    case .call(let call) where call.function == Operator.add && call.target == nil:
      var texts: [String] = []
      for argument in call.arguments {
        guard let text = constantText(argument) else { return nil }
        texts.append(text)
      }
      return texts.joined()
    default: return nil
    }
  }
}

extension Expression.Comprehension {
  /// What ends the fold, where it is what `all` or `exists` becomes; nil for every other.
  var decisive: Bool? {
    guard case .call(let step) = step.kind, step.target == nil, step.arguments.count == 2,
      isAccumulator(step.arguments[0]), isAccumulator(result),
      case .call(let condition) = condition.kind,
      condition.function == Operator.notStrictlyFalse, condition.arguments.count == 1
    else { return nil }
    switch (step.function, initial.kind) {
    case (Operator.and, .literal(.bool(true))):
      return isAccumulator(condition.arguments[0]) ? false : nil
    case (Operator.or, .literal(.bool(false))):
      guard case .call(let negation) = condition.arguments[0].kind,
        negation.function == Operator.not, negation.arguments.count == 1,
        isAccumulator(negation.arguments[0])
      else { return nil }
      return true
    default: return nil
    }
  }

  private func isAccumulator(_ expression: Expression) -> Bool {
    if case .identifier(accumulator) = expression.kind { true } else { false }
  }
}
