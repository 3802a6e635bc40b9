import CEL
package import Display

extension ExpressionTrial.Outcome {
  /// The value, its type and its cost, a line each.
  package var summary: Shown { "\(secrecy.shown(value, limit: nil))\n\(facts)" }

  /// Each sub-expression with its value, then the type and the cost.
  package var explanation: Shown {
    var text = Shown()
    for line in lines { text += "\(line.shown(secrecy))\n" }
    return text + facts
  }

  private var facts: Shown {
    // A type that only the evaluation decides is told by the value.
    let actual = type == .dyn && value.error == nil ? " (\(value.type.name))" : ""
    let bounds = (estimatedCost.min, estimatedCost.max)
    let estimate =
      switch bounds {
      case (let least, .max): "at least \(least)"
      case (let least, let most) where least == most: "\(least)"
      case (let least, let most): "\(least) to \(most)"
      }
    return
      "type: \("\(type)" as String)\(actual)\ncost: \(cost) of \(Program.perCallLimit), estimated \(estimate)\n"
  }
}

extension TraceLine {
  /// The line for people, indented by its depth: `object.spec.replicas => 1`.
  func shown(_ secrecy: ValueSecrecy) -> Shown {
    let element = turn.map { "[\($0)] " } ?? ""
    let outcome = value.map { "=> \(secrecy.shown($0))" as Shown } ?? "   not evaluated"
    return "\(.spaces(depth * 2))\(element)\(text) \(outcome)"
  }
}
