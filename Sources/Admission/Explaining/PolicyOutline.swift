import CEL
import YAML

/// The values of the parts of a policy's expressions, with those of the variables that they read.
struct PolicyOutline {
  private(set) var expressions: [RequestExplanation.Expression] = []
  private(set) var variables: [(name: String, lines: [TraceLine])] = []
  private let policy: CompiledConditions
  private let names: [String]

  /// - Parameter variables: the policy's, in its order.
  init(_ policy: CompiledConditions, named variables: [NamedExpression]) {
    self.policy = policy
    names = variables.map(\.name)
  }

  /// Evaluates an expression once more and keeps what its parts came to.
  mutating func add(_ expression: CompiledExpression, _ activation: PolicyActivation) {
    let lines = activation.trace(expression.program).outline(of: expression.source.source)
    addVariables(named: lines, activation)
    expressions.append(
      RequestExplanation.Expression(
        field: expression.source.path.description, place: expression.source.location, lines: lines))
  }

  /// Adds the variables that an expression read, each before those that it reads itself.
  private mutating func addVariables(named lines: [TraceLine], _ activation: PolicyActivation) {
    for name in names {
      let isRead = lines.contains { $0.value != nil && $0.text.names(variable: name) }
      guard isRead, !variables.contains(where: { $0.name == name }),
        let compiled = policy.variable(named: name)
      else { continue }
      let inner = activation.trace(compiled.program).outline(of: compiled.source.source)
      variables.append((name, inner))
      addVariables(named: inner, activation)
    }
  }
}

extension String {
  /// Whether the text has `variables.name` in it, as a whole word.
  fileprivate func names(variable name: String) -> Bool {
    var rest = self[...]
    while let found = rest.firstRange(of: "variables.\(name)") {
      rest = rest[found.upperBound...]
      guard let next = rest.first, next.isLetter || next.isNumber || next == "_" else {
        return true
      }
    }
    return false
  }
}
