import CEL

extension ExpressionTrial.Outcome {
  /// The value, its type and its cost, a line each.
  package var summary: String { value.literal + "\n" + facts }

  /// Each sub-expression with its value, then the type and the cost.
  package var explanation: String {
    lines.map { $0.text() + "\n" }.joined() + facts
  }

  private var facts: String {
    // A type that only the evaluation decides is told by the value.
    let actual = type == .dyn && value.error == nil ? " (\(value.type.name))" : ""
    let bounds = (estimatedCost.min, estimatedCost.max)
    let estimate =
      switch bounds {
      case (let least, .max): "at least \(least)"
      case (let least, let most) where least == most: "\(least)"
      case (let least, let most): "\(least) to \(most)"
      }
    return "type: \(type)\(actual)\n"
      + "cost: \(cost) of \(Program.perCallLimit), estimated \(estimate)\n"
  }
}

extension TraceLine {
  /// The longest value that is shown in full.
  private static let limit = 160

  /// The line for people, indented by its depth: `object.spec.replicas => 1`.
  package func text(indentation: String = "") -> String {
    let element = turn.map { "[\($0)] " } ?? ""
    let outcome = value.map { "=> " + $0.literal(atMost: Self.limit) } ?? "   not evaluated"
    return indentation + String(repeating: "  ", count: depth) + element + "\(text) \(outcome)"
  }
}
