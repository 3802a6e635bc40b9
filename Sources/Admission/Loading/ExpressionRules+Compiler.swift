package import APIServer
import CEL

extension ExpressionRules {
  /// Compiles the expressions of policies and webhooks as a 1.36 server does.
  package static let compiled = ExpressionRules { expression, context in
    ExpressionCompiler(context).complaint(expression)
  }
}

/// Compiles one expression of an object that names others before it.
private struct ExpressionCompiler {
  private let context: ExpressionRules.Context
  private let environment: Environment

  init(_ context: ExpressionRules.Context) {
    self.context = context
    let base = Environment.policies(
      hasParams: context.hasParams, hasAuthorizer: context.purpose != .messageExpression)
    var types = PolicyTypes()
    var environment = base.resolving(types)
    let hasVariables = context.purpose != .matchCondition && !context.variables.isEmpty
    if hasVariables {
      environment = environment.declaring([
        PolicyVariable.variables.rawValue: .object(RequestTypes.variables)
      ])
    }
    for variable in context.variables where hasVariables && !variable.expression.trimmed.isEmpty {
      let compiled = environment.resolving(types).compile(variable.expression)
      types.declare(variable.name, as: try? compiled.get().outputType)
    }
    self.environment = environment.resolving(types)
  }

  /// What the server says of the expression; nil when it compiles to a type that its field takes.
  func complaint(_ expression: String) -> String? {
    // The types that mutations make are the server's own, and no expression of them is compiled.
    guard context.purpose != .mutation else { return nil }
    let source = context.purpose == .matchCondition ? expression.trimmed : expression
    switch environment.compile(source) {
    case .failure(let errors): return "compilation failed: \(errors)"
    case .success(let program):
      guard let results, !results.contains(program.outputType) else { return nil }
      let names = results.map(\.description)
      let list = names.count == 1 ? names[0] : "one of [\(names.joined(separator: " "))]"
      return "must evaluate to \(list) but got \(program.outputType)"
    }
  }

  /// The types that the field takes; nil for any.
  private var results: [CEL.ValueType]? {
    switch context.purpose {
    case .validation, .matchCondition: [.bool]
    case .messageExpression: [.string]
    case .auditAnnotation: [.string, .null]
    case .variable, .mutation: nil
    }
  }
}
