extension Expression {
  /// The conditions inside that decide something: operands of `&&` and `||`, conditions of `?:`,
  /// and what macros ask of each element.
  ///
  /// Of a condition that is made of others by `&&`, `||` and `!`, only those others.
  package var conditions: [Expression] {
    var found: [Expression] = []
    collectConditions(&found)
    return found
  }

  private func collectConditions(_ found: inout [Expression]) {
    switch kind {
    case .call(let call) where call.function == Operator.and || call.function == Operator.or:
      for operand in call.arguments { operand.addCondition(&found) }
    case .call(let call) where call.function == Operator.conditional:
      call.arguments[0].addCondition(&found)
      for branch in call.arguments.dropFirst() { branch.collectConditions(&found) }
    case .comprehension(let fold):
      fold.range.collectConditions(&found)
      if let predicate = fold.predicate {
        predicate.addCondition(&found)
      } else {
        fold.step.collectConditions(&found)
      }
    default:
      for child in children { child.collectConditions(&found) }
    }
  }

  /// Adds what the node's truth hangs on.
  private func addCondition(_ found: inout [Expression]) {
    switch kind {
    case .literal: break
    case .call(let call) where call.function == Operator.and || call.function == Operator.or:
      for operand in call.arguments { operand.addCondition(&found) }
    case .call(let call) where call.function == Operator.not:
      call.arguments[0].addCondition(&found)
    default:
      found.append(self)
      collectConditions(&found)
    }
  }
}
