import CEL

/// Which variables an expression reads: those of the request, and those of its policy.
struct ExpressionReads: Sendable {
  /// The names of the request's variables, `variables` among them.
  let names: [String]
  /// The policy's variables that it reads as `variables.name`.
  private(set) var variables: Set<String> = []
  /// Whether `variables` is read otherwise, so that the expression may read any of the policy's.
  private(set) var readsAnyVariable = false
  /// Whether it reads nothing but the request and its objects, which are the same for every policy.
  let areOfRequest: Bool

  private static let ofRequest = [
    PolicyVariable.object.rawValue, PolicyVariable.oldObject.rawValue,
    PolicyVariable.request.rawValue,
  ]

  init(_ program: Program) {
    names = program.variables
    areOfRequest = names.allSatisfy(Self.ofRequest.contains)
    if names.contains(PolicyVariable.variables.rawValue) { add(program.expression) }
  }

  private mutating func add(_ expression: Expression) {
    switch expression.kind {
    case .identifier(let name):
      if name.hasSuffix(PolicyVariable.variables.rawValue) { readsAnyVariable = true }
    case .select(let operand, let field, _):
      if case .identifier(PolicyVariable.variables.rawValue) = operand.kind {
        variables.insert(field)
      } else {
        add(operand)
      }
    default: expression.forEachChild { add($0) }
    }
  }
}
