import CEL
import Diagnostics

/// An expression of a policy, compiled.
///
/// A class, since it is handed on for every request.
final class CompiledExpression: Sendable {
  let source: PolicyExpression
  let program: Program

  init(source: PolicyExpression, program: Program) {
    self.source = source
    self.program = program
  }
}

/// A policy with all of its expressions compiled.
struct CompiledPolicy: Sendable {
  var definition: ValidatingAdmissionPolicy
  /// By name; of two with one name the later counts, as on the server.
  private(set) var variables: [String: CompiledExpression] = [:]
  private(set) var variableNames: [String] = []
  private(set) var matchConditions: [CompiledExpression] = []
  private(set) var validations: [CompiledExpression] = []
  /// The message expressions of the validations; nil for a validation without one.
  private(set) var messages: [CompiledExpression?] = []
  private(set) var auditAnnotations: [CompiledExpression] = []

  /// Compiles a policy in the server's order; what does not compile are causes.
  init(_ definition: ValidatingAdmissionPolicy, causes: CauseList) {
    self.definition = definition
    var compiler = PolicyCompiler(hasParams: definition.paramKind != nil, causes: causes)
    // Match conditions are checked without the policy's variables.
    for condition in definition.matchConditions where !condition.expression.isBlank {
      var expression = condition.expression
      expression.trim()
      matchConditions += [compiler.compile(expression, to: [.bool])].compactMap(\.self)
    }
    compiler.beginVariables(definition.variables)
    for variable in definition.variables where !variable.expression.isBlank {
      if let compiled = compiler.compile(variable) { variables[variable.name] = compiled }
    }
    variableNames = variables.keys.sorted()
    for validation in definition.validations {
      compile(validation, &compiler)
    }
    for annotation in definition.auditAnnotations where !annotation.valueExpression.isBlank {
      auditAnnotations += [
        compiler.compile(annotation.valueExpression, to: [.string, .null])
      ].compactMap(\.self)
    }
  }

  private mutating func compile(
    _ validation: ValidatingAdmissionPolicy.Validation, _ compiler: inout PolicyCompiler
  ) {
    if !validation.expression.isBlank {
      validations += [compiler.compile(validation.expression, to: [.bool])].compactMap(\.self)
    }
    if let message = validation.messageExpression, !message.isBlank {
      messages.append(compiler.compile(message, to: [.string], hasAuthorizer: false))
    } else {
      messages.append(nil)
    }
  }
}

extension PolicyExpression {
  /// Takes white space away at both ends, as the server does with match conditions.
  fileprivate mutating func trim() { source = source.trimmed }
}

/// Compiles the expressions of one policy, one after another.
private struct PolicyCompiler {
  private let causes: CauseList
  private let environment: Environment
  private let messageEnvironment: Environment
  private var types = PolicyTypes()
  private var hasVariables = false

  init(hasParams: Bool, causes: CauseList) {
    self.causes = causes
    environment = .policies(hasParams: hasParams, hasAuthorizer: true)
    messageEnvironment = .policies(hasParams: hasParams, hasAuthorizer: false)
  }

  /// From here on expressions may read `variables`, where the policy has any.
  mutating func beginVariables(_ variables: [ValidatingAdmissionPolicy.Variable]) {
    hasVariables = !variables.isEmpty
  }

  mutating func compile(
    _ variable: ValidatingAdmissionPolicy.Variable
  ) -> CompiledExpression? {
    let compiled = compile(variable.expression, to: nil)
    types.declare(variable.name, as: compiled?.program.outputType)
    return compiled
  }

  /// - Parameter results: the types that the field takes; nil for any.
  func compile(
    _ expression: PolicyExpression, to results: [ValueType]?, hasAuthorizer: Bool = true
  ) -> CompiledExpression? {
    var environment = hasAuthorizer ? environment : messageEnvironment
    environment = environment.resolving(types)
    if hasVariables {
      environment = environment.declaring([
        PolicyVariable.variables.rawValue: .object(RequestTypes.variables)
      ])
    }
    switch environment.compile(expression.source) {
    case .failure(let errors):
      causes.invalid(
        expression, "compilation failed: \(errors)", issues: errors.labels(in: expression))
      return nil
    case .success(let program):
      guard let results, !results.contains(program.outputType) else {
        return CompiledExpression(source: expression, program: program)
      }
      let detail = Self.mismatch(program.outputType, expected: results)
      causes.invalid(expression, detail, issues: [Label(detail, at: expression.location)])
      return nil
    }
  }

  private static func mismatch(_ type: ValueType, expected: [ValueType]) -> String {
    let names = expected.map(\.description)
    let list = names.count == 1 ? names[0] : "one of [\(names.joined(separator: " "))]"
    return "must evaluate to \(list) but got \(type)"
  }
}

extension Environment {
  /// What the expressions of policies may use, but for `variables`.
  static func policies(hasParams: Bool, hasAuthorizer: Bool) -> Environment {
    var variables: [String: ValueType] = [
      PolicyVariable.object.rawValue: .dyn, PolicyVariable.oldObject.rawValue: .dyn,
      PolicyVariable.request.rawValue: .object(RequestTypes.request),
      PolicyVariable.namespaceObject.rawValue: .object(RequestTypes.namespace),
    ]
    if hasParams { variables[PolicyVariable.params.rawValue] = .dyn }
    if hasAuthorizer {
      variables[PolicyVariable.authorizer.rawValue] = AuthorizerValue.declaredType
      variables[PolicyVariable.requestResourceAuthorizer.rawValue] =
        AuthorizerValue.resourceCheckType
    }
    return Environment.kubernetes.declaring(variables)
  }
}

extension CompileErrors {
  /// Each error at its place in the file that holds the expression.
  func labels(in expression: PolicyExpression) -> [Label] {
    entries.map { entry in
      guard let offset = entry.offset else {
        return Label(entry.message, at: expression.location)
      }
      return Label(
        entry.message, at: expression.location(of: ByteRange(offset, offset + 1)))
    }
  }
}
